#include "results/columns.hpp"

#include <array>
#include <limits>
#include <nlohmann/json.hpp>

namespace convoyrisk::results {
namespace {

using experiment::PointSummary;

constexpr double not_there = std::numeric_limits<double>::quiet_NaN();

constexpr std::array variance_table{
    VarianceColumn{"variance_between",
                   "variance between draws of the expectation, without the error within them (at least 0)",
                   [](const stats::VarianceComponents& row) { return row.between.value_or(not_there); }},
    VarianceColumn{"variance_between_raw", "the same, unbiased, which may be below 0",
                   [](const stats::VarianceComponents& row) { return row.between_raw.value_or(not_there); }},
    VarianceColumn{"variance_within", "variance of one replication within a draw",
                   [](const stats::VarianceComponents& row) { return row.within.value_or(not_there); }},
    VarianceColumn{"variance_of_draw_means", "sample variance of the draws' means, which holds both",
                   [](const stats::VarianceComponents& row) { return row.naive; }},
};

constexpr std::array range_table{
    RangeColumn{"range_low", "outcome_units",
                "lower end of the central part of the law of the draws, of the expectation",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.ranges[policy][outcome].bounds.low;
                }},
    RangeColumn{"range_high", "outcome_units",
                "upper end of the central part of the law of the draws, of the expectation",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.ranges[policy][outcome].bounds.high;
                }},
    RangeColumn{"range_mostly_luck", "1", "1 where most of the range is the error within draws, so that it is too wide",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.ranges[policy][outcome].mostly_luck ? 1.0 : 0.0;
                }},
    RangeColumn{"difference_range_low", "outcome_units", "the same of the difference from the baseline: lower end",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.difference_ranges[policy][outcome].bounds.low;
                }},
    RangeColumn{"difference_range_high", "outcome_units", "the same of the difference from the baseline: upper end",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.difference_ranges[policy][outcome].bounds.high;
                }},
    RangeColumn{"difference_range_mostly_luck", "1", "1 where most of that range is the error within draws",
                [](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                  return point.difference_ranges[policy][outcome].mostly_luck ? 1.0 : 0.0;
                }},
};

}  // namespace

std::span<const VarianceColumn> variance_columns() { return variance_table; }
std::span<const RangeColumn> range_columns() { return range_table; }

std::vector<std::string> outcome_names() {
  std::vector<std::string> names;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    names.emplace_back(info.name);
  }
  return names;
}

std::string to_list(const std::vector<std::string>& names) {
  return nlohmann::json(names).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace convoyrisk::results
