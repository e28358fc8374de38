#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace convoyrisk::search {

/// A plan of a space, by number.
using PlanNumber = std::int64_t;

/// The plans that levers span: each takes one option of each lever, or none of it. Plans are numbered in mixed radix,
/// the last lever running fastest; 0 takes none.
class Space {
 public:
  /// How many options each lever has. Throws std::overflow_error where the plans cannot be numbered.
  explicit Space(std::vector<int> options);

  [[nodiscard]] std::size_t lever_count() const { return options_.size(); }
  [[nodiscard]] int option_count(std::size_t lever) const { return options_[lever]; }
  [[nodiscard]] PlanNumber plan_count() const { return plans_; }
  /// By lever: 0 for none, else the option, counted from 1.
  [[nodiscard]] std::vector<int> choice(PlanNumber plan) const;
  [[nodiscard]] PlanNumber plan(std::span<const int> choice) const;
  /// The same plan with another option of one lever, 0 for none.
  [[nodiscard]] PlanNumber with(PlanNumber plan, std::size_t lever, int option) const;

 private:
  std::vector<int> options_;
  PlanNumber plans_ = 1;
};

}  // namespace convoyrisk::search
