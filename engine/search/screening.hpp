#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "search/space.hpp"
#include "search/sums.hpp"

/// Which plan to name for which budget (docs/methods/screening.md). Costs, budgets and harm here are of one horizon.
namespace convoyrisk::search {

/// What is promised: with this probability, for all budgets at once, the harm of the plan named exceeds that of the
/// best plan that the budget can pay by no more than `within`.
struct Promise {
  double confidence = 0.95;
  double within = 0.02;
  bool within_is_share = true;  ///< of the base's harm
};

/// A plan is removed by one that is as good within this part of `within`; the rest is left for what is named.
inline constexpr double part_for_removal = 0.5;

enum class Fate : std::uint8_t {
  stays,
  dominated,    ///< another plan costs no more, and is better, or as good within a part of `within`
  undelivered,  ///< it delivers too few workers
};

/// What is known of a plan.
struct Record {
  PlanNumber plan = 0;
  Fate fate = Fate::stays;
  std::int32_t stage = 0;                                         ///< the last round it took part in
  PlanNumber removed_by = -1;                                     ///< by what plan it is dominated
  bool delivers = false;                                          ///< shown to deliver enough
  double payable_from = std::numeric_limits<double>::infinity();  ///< upper bound of its cost
  /// Bound of what the plan may be worse than those that it removed; 0 where it is no worse.
  double slack = 0;
  // Over all rounds:
  Moments harm;
  Moments cost;
  Moments delivered;
};

/// A plan that is named, and the budget from which on it is.
struct Step {
  std::size_t record = 0;
  double from = 0;
};

/// Whether the cost is no more than the budget, but for rounding.
[[nodiscard]] bool can_pay(double budget, double cost);

/// The rounds of a search. Every plan that is left is simulated in each, on the same replications and on others than in
/// the rounds before. Plans are compared with a few references alone, which were chosen in earlier rounds, so that
/// what is kept grows with the number of plans and not with that of pairs. All bounds of round k hold together but for
/// a probability of (1 - confidence)/(k (k + 1)), which Bonferroni's rule shares out among them.
class Screening {
 public:
  /// `plans` are all different; the first is the base.
  Screening(const std::vector<PlanNumber>& plans, const Promise& promise);

  [[nodiscard]] const std::vector<Record>& records() const { return records_; }
  /// Of the round to come, as indices of records. The base is the first.
  [[nodiscard]] const std::vector<std::size_t>& references() const { return references_; }
  /// All others that are left.
  [[nodiscard]] std::vector<std::size_t> others() const;
  /// Plans that are left.
  [[nodiscard]] std::int64_t left() const;
  [[nodiscard]] std::int32_t round() const { return round_; }

  /// A round: first what it left of the references, then of each of the others, and its end.
  void begin_round(std::vector<PlanSums> references);
  void judge(std::size_t index, const PlanSums& sums);
  void end_round();

  // After a round:
  [[nodiscard]] bool reached() const { return shortfall_ <= within_; }
  /// What the plans named may be worse than the best, at most.
  [[nodiscard]] double shortfall() const { return shortfall_; }
  [[nodiscard]] double within() const { return within_; }
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
  /// The plan named for a budget; the base where none is.
  [[nodiscard]] std::size_t named(double budget) const;
  /// By how much more harm a plan was seen to do than one that is left, over the rounds that both took part in.
  [[nodiscard]] double seen_worse(std::size_t record, std::size_t than) const;

 private:
  [[nodiscard]] bool is_reference(std::size_t record) const { return place_[record] != no_place; }
  /// Bounds of a mean, each of which fails with the probability `tail_`.
  [[nodiscard]] stats::Interval bounds(const Moments& moments) const;
  /// The upper bound of reference minus plan.
  [[nodiscard]] double excess(const PlanSums& sums, std::size_t reference) const;
  [[nodiscard]] bool costs_no_more(const PlanSums& sums, std::size_t reference) const;
  void note(Record& record, const PlanSums& sums) const;
  /// Whether the plan was removed by a reference.
  bool remove(Record& record, const PlanSums& sums);
  void wait_for_step(Record& record, const PlanSums& sums) const;
  [[nodiscard]] double shortfall_of(const Record& record, const PlanSums& sums) const;
  void name_steps();
  void choose_references();
  void add_references(const std::vector<std::size_t>& order);

  static constexpr std::size_t no_place = std::numeric_limits<std::size_t>::max();

  Promise promise_;
  std::vector<Record> records_;
  std::vector<std::size_t> references_;
  std::vector<std::size_t> place_;  ///< by record: among the references
  std::vector<PlanSums> of_references_;
  std::vector<std::vector<double>> harm_after_;  ///< by record, while it is left, and round: mean of all rounds so far
  std::vector<Step> steps_;
  std::int32_t round_ = 0;
  double tail_ = 0;
  double within_ = 0;
  double largest_ = 0;  ///< harm of any reference in the round
  double shortfall_ = std::numeric_limits<double>::infinity();
};

}  // namespace convoyrisk::search
