#include "search/front.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <unordered_map>
#include <utility>

#include "search/exploring.hpp"

namespace convoyrisk::search {
namespace {

/// Blocks of the figures, at least.
constexpr std::int64_t least_blocks = 20;
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

/// Beyond what harm the worst trials of each plan lie, as far as is known, where the criterion is about these.
class Thresholds {
 public:
  Thresholds(const Query& query, const Screening& screening)
      : wanted_(query.criterion == Criterion::worst), harm_(screening.records().size()) {
    for (std::size_t i = 0; i < screening.records().size(); ++i) {
      record_of_.emplace(screening.records()[i].plan, i);
    }
  }

  [[nodiscard]] bool wanted() const { return wanted_; }
  void note(std::size_t record, const std::vector<double>& harm) {
    harm_[record].insert(harm_[record].end(), harm.begin(), harm.end());
  }
  [[nodiscard]] Measure measure(const std::vector<PlanNumber>& references, const std::vector<PlanNumber>& plans) const {
    return wanted_ ? Measure{true, of(references), of(plans)} : Measure{};
  }

 private:
  /// Of a plan that nobody has simulated as of the base: any threshold will do, though some are better than others.
  [[nodiscard]] std::vector<double> of(const std::vector<PlanNumber>& plans) const {
    std::vector<double> thresholds;
    for (const PlanNumber plan : plans) {
      const auto found = record_of_.find(plan);
      thresholds.push_back(quantile(harm_[found == record_of_.end() ? 0 : found->second], 1 - worst_share));
    }
    return thresholds;
  }

  bool wanted_;
  std::unordered_map<PlanNumber, std::size_t> record_of_;
  std::vector<std::vector<double>> harm_;  ///< by record: of all trials so far
};

[[nodiscard]] std::vector<PlanNumber> all_plans(const Space& space) {
  std::vector<PlanNumber> plans(static_cast<std::size_t>(space.plan_count()));
  std::iota(plans.begin(), plans.end(), PlanNumber{0});
  return plans;
}

/// The rounds, each as long as all before it together.
class Rounds {
 public:
  /// Beginning with this block.
  Rounds(const Query& query, const Means& means, const Watch& watch, std::int64_t first)
      : query_(query), means_(means), watch_(watch), blocks_{first, 0} {}

  void run(Screening& screening, Thresholds& thresholds) {
    while (!screening.reached() && means_.replications(blocks_.first) < query_.most_replications) {
      blocks_.count = std::max<std::int64_t>(blocks_.first, 1);
      const std::vector<std::size_t> references = screening.references();
      const std::vector<std::size_t> others = screening.others();
      begin(references.size() + others.size());
      const std::vector<PlanNumber> reference_plans = numbers(screening, references);
      const std::vector<PlanNumber> plans = numbers(screening, others);
      evaluate(means_, reference_plans, plans, blocks_,
               {[&](std::vector<PlanSums> sums) {
                  for (std::size_t i = 0; i < sums.size(); ++i) {
                    thresholds.note(references[i], sums[i].kept);
                  }
                  screening.begin_round(std::move(sums));
                },
                [&](std::size_t plan, const PlanSums& sums) {
                  thresholds.note(others[plan], sums.kept);
                  screening.judge(others[plan], sums);
                }},
               thresholds.measure(reference_plans, plans));
      screening.end_round();
      blocks_.first += blocks_.count;
      if (watch_.end) {
        watch_.end(screening, means_.replications(blocks_.first));
      }
    }
  }

  /// Block 0, for thresholds to begin with: it has no part in the rounds.
  void find_thresholds(const Screening& screening, Thresholds& thresholds) {
    const std::vector<std::size_t> others = screening.others();
    begin(1 + others.size(), 1);
    evaluate(means_, {screening.records().front().plan}, numbers(screening, others), {0, 1},
             {[&](const std::vector<PlanSums>& sums) { thresholds.note(0, sums.front().kept); },
              [&](std::size_t plan, const PlanSums& sums) { thresholds.note(others[plan], sums.kept); }},
             {.keep = true});
  }

  /// Blocks that had no part in the screening, at least as many as its last round had.
  [[nodiscard]] Blocks fresh() const { return {blocks_.first, std::max(blocks_.count, least_blocks)}; }
  [[nodiscard]] std::int64_t simulated() const { return simulated_; }
  void begin(std::size_t plans, std::int64_t blocks) {
    const std::int64_t replications = static_cast<std::int64_t>(plans) * means_.replications(blocks);
    simulated_ += replications;
    if (watch_.begin) {
      watch_.begin(replications);
    }
  }

 private:
  void begin(std::size_t plans) { begin(plans, blocks_.count); }
  [[nodiscard]] static std::vector<PlanNumber> numbers(const Screening& screening,
                                                       const std::vector<std::size_t>& records) {
    std::vector<PlanNumber> numbers;
    for (const std::size_t record : records) {
      numbers.push_back(screening.records()[record].plan);
    }
    return numbers;
  }

  const Query& query_;
  const Means& means_;
  const Watch& watch_;
  Blocks blocks_;
  std::int64_t simulated_ = 0;
};

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
      if (i != named && record.fate == Fate::stays && record.delivers && record.payable_from <= budget &&
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
      found.draws.push_back(steps[i].kept);
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
  Thresholds thresholds(query, screening);
  Rounds rounds(query, means, watch, found.explored || thresholds.wanted() ? 1 : 0);
  if (thresholds.wanted()) {
    rounds.find_thresholds(screening, thresholds);
  }
  rounds.run(screening, thresholds);
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
