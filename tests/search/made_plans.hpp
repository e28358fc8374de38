#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "random/stream.hpp"
#include "search/screening.hpp"

namespace convoyrisk::test {

/// What a plan truly does, on average.
struct MadePlan {
  double harm = 0;
  double cost = 0;
  double delivered = 0;
  double luck_of_cost = 0;  ///< cost and what is delivered lie within these of their means, uniformly
  double luck_of_delivered = 0;
};

/// Plans whose replications are drawn without a simulation, so that the truth is known: harm is the plan's mean times
/// an exponential luck, half of which all plans of a replication share.
class MadePlans {
 public:
  explicit MadePlans(std::vector<MadePlan> plans) : plans_(std::move(plans)), luck_(plans_.size()) {
    std::iota(luck_.begin(), luck_.end(), std::size_t{0});
  }

  /// Gives a plan the luck of another one, so that both differ by their means alone.
  void same_as(std::size_t plan, std::size_t other) { luck_[plan] = luck_[other]; }
  [[nodiscard]] const std::vector<MadePlan>& plans() const { return plans_; }

  [[nodiscard]] search::Values values(std::size_t plan, std::uint64_t seed, std::uint64_t replication) const {
    random::Stream shared(seed, 1, replication, 0, 0);
    random::Stream own(seed, 2, replication, luck_[plan], 0);
    const double luck = -0.5 * (std::log(shared.uniform()) + std::log(own.uniform()));
    const MadePlan& made = plans_[plan];
    return {made.harm * luck, made.cost + made.luck_of_cost * (2 * own.uniform() - 1),
            made.delivered + made.luck_of_delivered * (2 * own.uniform() - 1)};
  }

  /// Of so many replications from the first on, by replication and then reference.
  [[nodiscard]] std::vector<std::vector<search::Values>> values(const std::vector<std::size_t>& references,
                                                                std::uint64_t seed, std::uint64_t first,
                                                                std::uint64_t count) const {
    std::vector<std::vector<search::Values>> all(count);
    for (std::uint64_t i = 0; i < count; ++i) {
      for (const std::size_t reference : references) {
        all[i].push_back(values(reference, seed, first + i));
      }
    }
    return all;
  }

  [[nodiscard]] search::PlanSums sums(std::size_t plan, const std::vector<std::vector<search::Values>>& references,
                                      std::uint64_t seed, std::uint64_t first) const {
    search::PlanSums sums;
    for (std::uint64_t i = 0; i < references.size(); ++i) {
      sums.add(values(plan, seed, first + i), references[i], 0.95);
    }
    return sums;
  }

  /// Rounds of 256, 256, 512, ... replications.
  [[nodiscard]] search::Screening screen(const search::Promise& promise, std::uint64_t seed,
                                         int most_rounds = 12) const {
    std::vector<search::PlanNumber> numbers(plans_.size());
    std::iota(numbers.begin(), numbers.end(), search::PlanNumber{0});
    search::Screening screening(numbers, promise);
    std::uint64_t first = 0;
    while (!screening.reached() && screening.round() < most_rounds) {
      const std::uint64_t count = std::max<std::uint64_t>(first, 256);
      const std::vector<std::size_t> references = screening.references();
      const std::vector<std::size_t> others = screening.others();
      const auto luck = values(references, seed, first, count);
      std::vector<search::PlanSums> of_references;
      for (const std::size_t reference : references) {
        of_references.push_back(sums(reference, luck, seed, first));
      }
      screening.begin_round(std::move(of_references));
      for (const std::size_t other : others) {
        screening.judge(other, sums(other, luck, seed, first));
      }
      screening.end_round();
      first += count;
    }
    return screening;
  }

 private:
  std::vector<MadePlan> plans_;
  std::vector<std::size_t> luck_;
};

}  // namespace convoyrisk::test
