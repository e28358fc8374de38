#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "stats/intervals.hpp"

namespace convoyrisk::results {

inline constexpr const char* plans_format_name = "convoyrisk-plans";

/// Values along one dimension.
struct PlansColumn {
  std::string name;
  std::string units;
  std::string long_name;
  std::variant<std::vector<double>, std::vector<std::int64_t>, std::vector<std::string>> values;
};

/// What a group of the file holds: columns of equal length.
struct PlansTable {
  std::string dimension;
  std::string long_name;  ///< of the dimension, whose places are 0, 1, ...
  std::size_t length = 0;
  std::vector<PlansColumn> columns;
};

/// All that goes into the file of a search for a plan, save what is known of the program itself. How it was executed is
/// no part of it: equal records give equal bytes.
struct PlansRecord {
  std::string title;
  std::string scenario_text;  ///< the file as it was read
  std::string resolved_yaml;  ///< every value in force, overrides included
  std::string currency;
  std::string of;
  std::uint64_t seed = 0;
  double horizon_h = 0;
  std::string criterion = "mean";  ///< over draws: mean, regret or worst
  std::int64_t inner = 0;          ///< with draws: replications of each
  std::int64_t space = 0;          ///< plans that the levers span
  double confidence = 0.95;
  double least_delivered = 0.95;
  double within = 0;     ///< per horizon
  double shortfall = 0;  ///< what plans named may be worse than the best, at most
  bool reached = false;
  std::optional<double> budget;  ///< per horizon
  stats::Estimate base;          ///< its harm, in the replications of the figures
  std::int64_t rounds = 0;
  std::int64_t screened = 0;  ///< replications of every plan that is left
  std::int64_t figured = 0;   ///< replications of the figures
  std::string verdict;        ///< in words
  PlansTable options;         ///< of all levers
  PlansTable plans;
  PlansTable front;
  PlansTable draws;
  PlansTable runners_up;
  PlansTable anatomy;
};

/// Replaces the file by a whole new one (docs/optimise.md), or leaves all as it was and throws SystemError.
void write_plans(const std::filesystem::path& file, const PlansRecord& run);

}  // namespace convoyrisk::results
