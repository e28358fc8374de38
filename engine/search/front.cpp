#include "search/front.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "search/exploring.hpp"

namespace convoyrisk::search {
namespace {

/// Of those that another plan matches, and of those that none does.
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
    near_.emplace_back(0, choice.plan);
    find_runners_up(budget, named, Fate::stays);
    find_runners_up(budget, named, Fate::dominated);
    for (const RunnerUp& other : runners_up_) {
      plans_.push_back(other.plan);
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

  /// Those with this fate, the least harm first.
  void find_runners_up(double budget, std::size_t named, Fate fate) {
    std::vector<std::pair<double, PlanNumber>> found;
    for (std::size_t i = 0; i < screening_.records().size(); ++i) {
      const Record& record = screening_.records()[i];
      const bool can_be_named = record.fate == fate && record.delivers && can_pay(budget, record.payable_from);
      if (i != named && can_be_named && screening_.seen_worse(i, named) <= near_enough()) {
        found.emplace_back(screening_.seen_worse(i, named), record.plan);
      }
    }
    std::ranges::sort(found);
    const std::size_t most = runners_up_.size() + most_runners_up;
    for (const auto& [worse, plan] : found) {
      // What only adds to another plan is listed where it may be better and no other plan is as good for its money.
      const auto adds_nothing = [&, worse = worse, plan = plan](const std::pair<double, PlanNumber>& other) {
        const bool no_worse = other.first <= worse || stats::equal_but_for_rounding(other.first, worse);
        return other.second != plan && holds_all_of(plan, other.second) && (fate == Fate::dominated || no_worse);
      };
      if (runners_up_.size() < most && std::ranges::none_of(near_, adds_nothing)) {
        near_.emplace_back(worse, plan);
        runners_up_.push_back({plan, fate == Fate::dominated, {}, {}});
      }
    }
  }

  /// Where the promise was not reached, plans cannot be told apart by less than what was.
  [[nodiscard]] double near_enough() const {
    return std::isfinite(screening_.shortfall()) ? std::max(screening_.within(), screening_.shortfall())
                                                 : screening_.within();
  }

  /// Whether a plan has all options of another one, and so more than it needs where the other does as well.
  [[nodiscard]] bool holds_all_of(PlanNumber plan, PlanNumber other) const {
    const std::vector<int> own = space_.choice(plan);
    const std::vector<int> others = space_.choice(other);
    return std::ranges::equal(own, others, [](int mine, int of_other) { return of_other == 0 || mine == of_other; });
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
    choice.near = near_enough();
    const double confidence = confidence_of(2 * (runners_up_.size() + parts_.size()));
    choice.runners_up = runners_up_;
    for (std::size_t i = 0; i < runners_up_.size(); ++i) {
      const Against& against = of_plans_[i].against[chosen_];
      choice.runners_up[i].worse = negative(estimate(against.harm, confidence));
      choice.runners_up[i].more_cost = negative(estimate(against.cost, confidence));
    }
    choice.anatomy = parts_;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const std::size_t without = runners_up_.size() + 2 * i;
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
  std::vector<RunnerUp> runners_up_;
  std::vector<std::pair<double, PlanNumber>> near_;  ///< the choice and its runners-up, with what they are worse
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
