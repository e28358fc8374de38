#include "search/rounds.hpp"

#include <algorithm>

#include "search/over_draws.hpp"

namespace convoyrisk::search {
namespace {

/// Blocks of the figures, at least.
constexpr std::int64_t least_blocks = 20;

[[nodiscard]] std::vector<PlanNumber> numbers(const Screening& screening, const std::vector<std::size_t>& records) {
  std::vector<PlanNumber> numbers;
  for (const std::size_t record : records) {
    numbers.push_back(screening.records()[record].plan);
  }
  return numbers;
}

}  // namespace

Thresholds::Thresholds(Criterion criterion, const Screening& screening)
    : wanted_(criterion == Criterion::worst), harm_(wanted_ ? screening.records().size() : 0) {
  for (std::size_t i = 0; wanted_ && i < screening.records().size(); ++i) {
    record_of_.emplace(screening.records()[i].plan, i);
  }
}

void Thresholds::note(std::size_t record, const std::vector<double>& harm) {
  if (wanted_) {
    harm_[record].insert(harm_[record].end(), harm.begin(), harm.end());
  }
}

Measure Thresholds::measure(const std::vector<PlanNumber>& references, const std::vector<PlanNumber>& plans) const {
  return wanted_ ? Measure{true, of(references), of(plans)} : Measure{};
}

/// Of a plan that nobody has simulated as of the base: any threshold will do, though some are better than others.
std::vector<double> Thresholds::of(const std::vector<PlanNumber>& plans) const {
  std::vector<double> thresholds;
  for (const PlanNumber plan : plans) {
    const auto found = record_of_.find(plan);
    thresholds.push_back(quantile(harm_[found == record_of_.end() ? 0 : found->second], 1 - worst_share));
  }
  return thresholds;
}

void Rounds::run(Screening& screening, Thresholds& thresholds, std::int64_t most_replications) {
  while (!screening.reached() && means_.replications(blocks_.first) < most_replications) {
    blocks_.count = std::max<std::int64_t>(blocks_.first, 1);
    const std::vector<std::size_t> references = screening.references();
    const std::vector<std::size_t> others = screening.others();
    begin(references.size() + others.size(), blocks_.count);
    const std::vector<PlanNumber> reference_plans = numbers(screening, references);
    const std::vector<PlanNumber> plans = numbers(screening, others);
    evaluate_(reference_plans, plans, blocks_,
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

void Rounds::find_thresholds(const Screening& screening, Thresholds& thresholds) {
  const std::vector<std::size_t> others = screening.others();
  begin(1 + others.size(), 1);
  evaluate_({screening.records().front().plan}, numbers(screening, others), {0, 1},
            {[&](const std::vector<PlanSums>& sums) { thresholds.note(0, sums.front().kept); },
             [&](std::size_t plan, const PlanSums& sums) { thresholds.note(others[plan], sums.kept); }},
            {.keep = true});
}

Blocks Rounds::fresh() const { return {blocks_.first, std::max(blocks_.count, least_blocks)}; }

void Rounds::begin(std::size_t plans, std::int64_t blocks) {
  const std::int64_t replications = static_cast<std::int64_t>(plans) * means_.replications(blocks);
  simulated_ += replications;
  if (watch_.begin) {
    watch_.begin(replications);
  }
}

}  // namespace convoyrisk::search
