#include "search/front.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "search/exploring.hpp"

namespace convoyrisk::search {
namespace {

constexpr std::size_t most_runners_up = 5;

[[nodiscard]] stats::Estimate estimate(const Moments& moments, double confidence) {
  if (moments.constant()) {
    return {moments.mean(), 0, {moments.mean(), moments.mean()}};
  }
  return stats::mean_estimate(moments.sample(), confidence);
}

[[nodiscard]] stats::Estimate negative(const stats::Estimate& of) {
  return {-of.mean, of.standard_error, {-of.interval.high, -of.interval.low}};
}

/// Of a reference minus a plan: deaths averted by the plan, and what it costs more.
[[nodiscard]] stats::PairedMeans payment(const Against& against) {
  const auto n = static_cast<double>(against.harm.count());
  return {-against.cost.mean(),        against.harm.mean(),       against.cost.variance() / n,
          against.harm.variance() / n, -against.covariance() / n, against.harm.count() - 1};
}

[[nodiscard]] std::vector<PlanNumber> all_plans(const Space& space) {
  std::vector<PlanNumber> plans(static_cast<std::size_t>(space.plan_count()));
  std::iota(plans.begin(), plans.end(), PlanNumber{0});
  return plans;
}

/// From what is named to figures.
class Figures {
 public:
  Figures(const Space& space, const Query& query, const Screening& screening)
      : space_(space), query_(query), screening_(screening), references_{0} {
    for (const Step& step : screening.steps()) {
      references_.push_back(screening.records()[step.record].plan);
    }
    if (query.budget) {
      choose(*query.budget);
    }
  }

  [[nodiscard]] std::size_t plan_count() const { return references_.size() + plans_.size(); }

  void simulate(const Means& means, const Blocks& blocks, const Thresholds& thresholds, Found& found) {
    Measure measure = thresholds.measure(references_, plans_);
    measure.keep = means.inner > 0;
    evaluate(means, references_, plans_, blocks,
             {[this](std::vector<PlanSums> sums) { of_references_ = std::move(sums); },
              [this](std::size_t, const PlanSums& sums) { of_plans_.push_back(sums); }},
             measure);
    found.figured = means.replications(blocks.count);
    make_front(found);
    if (means.inner > 0) {
      look_at_draws(found);
    }
    if (query_.budget) {
      make_choice(found.choice.emplace());
    }
  }

 private:
  /// The plans that are wanted besides the front: runners-up, then without and with each option.
  void choose(double budget) {
    const std::size_t named = screening_.named(budget);
    const auto step = std::ranges::find(screening_.steps(), named, &Step::record);
    chosen_ = step == screening_.steps().end() ? 0 : static_cast<std::size_t>(step - screening_.steps().begin()) + 1;
    const Record& choice = screening_.records()[named];
    std::vector<std::size_t> near;
    for (std::size_t i = 0; i < screening_.records().size(); ++i) {
      const Record& record = screening_.records()[i];
      if (i != named && record.fate == Fate::stays && record.delivers && can_pay(budget, record.payable_from) &&
          record.harm.mean() <= choice.harm.mean() + screening_.within()) {
        near.push_back(i);
      }
    }
    std::ranges::stable_sort(near, {}, [this](std::size_t i) { return screening_.records()[i].harm.mean(); });
    runners_up_ = std::min(near.size(), most_runners_up);
    for (std::size_t i = 0; i < runners_up_; ++i) {
      plans_.push_back(screening_.records()[near[i]].plan);
    }
    const std::vector<int> options = space_.choice(choice.plan);
    for (std::size_t lever = 0; lever < options.size(); ++lever) {
      if (options[lever] > 0) {
        parts_.push_back({lever, options[lever], {}, {}});
        plans_.push_back(space_.with(choice.plan, lever, 0));
        plans_.push_back(space_.with(0, lever, options[lever]));
      }
    }
  }

  /// Of each of so many intervals that hold together.
  [[nodiscard]] double confidence_of(std::size_t intervals) const {
    return 1 - (1 - query_.promise.confidence) / static_cast<double>(std::max<std::size_t>(intervals, 1));
  }

  void make_front(Found& found) const {
    const std::size_t steps = references_.size() - 1;
    const double confidence = confidence_of(3 * steps + 1);
    found.base = estimate(of_references_.front().harm, confidence);
    for (std::size_t i = 1; i <= steps; ++i) {
      const PlanSums& sums = of_references_[i];
      const Against& before = sums.against[i - 1];
      const double base_delivered = of_references_.front().delivered.mean();
      found.front.push_back(
          {references_[i], screening_.steps()[i - 1].from, estimate(sums.harm, confidence),
           estimate(sums.cost, confidence), base_delivered > 0 ? sums.delivered.mean() / base_delivered : 1,
           estimate(before.harm, confidence), stats::cost_per_death_averted(payment(before), confidence)});
    }
  }

  void look_at_draws(Found& found) const {
    const std::span<const PlanSums> steps(of_references_.begin() + 1, of_references_.end());
    const double confidence = confidence_of(2 * steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      found.front[i].over_draws = over_draws(steps.first(i + 1), screening_.within(), confidence);
      found.draws.push_back(in_order_of_draws(steps[i].kept));
    }
  }

  void make_choice(Choice& choice) const {
    choice.step = chosen_ - 1;
    const double confidence = confidence_of(2 * (runners_up_ + parts_.size()));
    for (std::size_t i = 0; i < runners_up_; ++i) {
      const Against& against = of_plans_[i].against[chosen_];
      choice.runners_up.push_back(
          {plans_[i], negative(estimate(against.harm, confidence)), negative(estimate(against.cost, confidence))});
    }
    choice.anatomy = parts_;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const std::size_t without = runners_up_ + 2 * i;
      choice.anatomy[i].in_plan = negative(estimate(of_plans_[without].against[chosen_].harm, confidence));
      choice.anatomy[i].alone = estimate(of_plans_[without + 1].against.front().harm, confidence);
    }
  }

  const Space& space_;
  const Query& query_;
  const Screening& screening_;
  std::vector<PlanNumber> references_;  ///< the base, then the steps
  std::vector<PlanNumber> plans_;
  std::size_t chosen_ = 0;  ///< among the references
  std::size_t runners_up_ = 0;
  std::vector<Part> parts_;
  std::vector<PlanSums> of_references_;
  std::vector<PlanSums> of_plans_;
};

}  // namespace

std::string_view name_of(Criterion criterion) {
  switch (criterion) {
    case Criterion::regret:
      return "regret";
    case Criterion::worst:
      return "worst";
    case Criterion::mean:
      break;
  }
  return "mean";
}

Found find_front(const Space& space, const Query& query, const Means& means, const Watch& watch) {
  Found found;
  found.explored = space.plan_count() > query.most_plans;
  if (found.explored && watch.begin) {
    watch.begin(query.most_plans * means.replications(1));
  }
  Screening screening(found.explored ? explore(space, means, query.most_plans) : all_plans(space), query.promise);
  Thresholds thresholds(query.criterion, screening);
  const auto simulate = [&means](const auto& references, const auto& plans, const Blocks& blocks, const Taker& taker,
                                 const Measure& measure) {
    evaluate(means, references, plans, blocks, taker, measure);
  };
  Rounds rounds(means, simulate, watch, found.explored || thresholds.wanted() ? 1 : 0);
  if (thresholds.wanted()) {
    rounds.find_thresholds(screening, thresholds);
  }
  rounds.run(screening, thresholds, query.most_replications);
  found.rounds = screening.round();
  found.left = screening.left();
  found.screened = means.replications(rounds.fresh().first);
  found.reached = screening.reached();
  found.within = screening.within();
  found.shortfall = screening.shortfall();
  Figures figures(space, query, screening);
  rounds.begin(figures.plan_count(), rounds.fresh().count);
  figures.simulate(means, rounds.fresh(), thresholds, found);
  found.simulated = rounds.simulated();
  if (found.explored) {
    found.simulated += static_cast<std::int64_t>(screening.records().size()) * means.replications(1);
  }
  found.plans = screening.records();
  return found;
}

}  // namespace convoyrisk::search
