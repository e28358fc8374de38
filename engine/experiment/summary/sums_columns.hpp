#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "experiment/summary/results.hpp"

/// What is summed or kept over replications, by name, said once for result files and the C interface: the variables of
/// /legs, /convoys, /days, /severity and /events.
namespace convoyrisk::experiment {

/// What is counted on every leg, and the variable of /legs that holds the sums; the squares have `_squares` behind.
struct LegCount {
  const char* name;
  const char* units;
  const char* long_name;
  stats::CountSums LegSums::*sums;
};
[[nodiscard]] std::span<const LegCount> leg_counts();

/// The same of every convoy, in /convoys.
struct ConvoyCount {
  const char* name;
  const char* units;
  const char* long_name;
  stats::CountSums ConvoySums::*sums;
};
[[nodiscard]] std::span<const ConvoyCount> convoy_counts();

/// A number of every event, and the variable of /events that holds it.
struct EventColumn {
  const char* name;
  const char* units;
  const char* long_name;
  std::variant<std::int32_t KeptEvent::*, std::int64_t KeptEvent::*> of;
};
[[nodiscard]] std::span<const EventColumn> event_columns();

/// Of point_index, which a sweep has, and policy_index in /events.
inline constexpr const char* point_index_long_name = "point of the sweep: place in point";
inline constexpr const char* policy_index_long_name = "policy: place in policy";

/// A variable of /legs, /convoys, /days or /severity: sums over replications by point, policy and one dimension more.
struct SumsColumn {
  /// Of one point and policy, in the order of that dimension; may end where nothing more happened.
  template <class Number>
  using Row = std::function<std::vector<Number>(const Results&, std::size_t point, std::size_t policy)>;

  const char* group;
  const char* dimension;
  std::string name;
  std::string units;
  std::string long_name;
  std::variant<Row<std::int64_t>, Row<double>> row;
};
/// All of them, in the order of files.
[[nodiscard]] std::span<const SumsColumn> sums_columns();

/// Length of that dimension in one of these groups.
[[nodiscard]] std::size_t sums_length(const Results& results, std::string_view group);

}  // namespace convoyrisk::experiment
