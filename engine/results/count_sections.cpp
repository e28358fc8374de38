#include <fmt/format.h>

#include <algorithm>

#include "results/columns.hpp"
#include "results/sections.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {
namespace {

constexpr Description replications_description{"1", "replications of every policy, over which the sums go"};

/// Vectors by day or number killed may end where nothing more happened.
template <class Number>
Number at_or_zero(const std::vector<Number>& numbers, std::size_t index) {
  return index < numbers.size() ? numbers[index] : Number{};
}

std::vector<std::int64_t> dense(const stats::Histogram& histogram) {
  std::vector<std::int64_t> counts;
  for (const stats::Histogram::Entry& entry : histogram.entries()) {
    counts.resize(static_cast<std::size_t>(entry.value) + 1);
    counts.back() = entry.count;
  }
  return counts;
}

/// Sums over replications of a quantity and of its squares, which `of(row, column)` gives.
template <class Number, class Quantity, class Of>
void write_sums(TableWriter& table, const Quantity& quantity, const Of& of) {
  table.write<Number>(quantity.name, {quantity.units, fmt::format("{}, sum over replications", quantity.long_name)},
                      [&of](std::size_t row, std::size_t column) { return of(row, column).sum; });
  table.write<Number>(fmt::format("{}_squares", quantity.name),
                      {quantity.units == std::string_view("1") ? "1" : fmt::format("{}^2", quantity.units),
                       fmt::format("sum over replications of the square of {}", quantity.name)},
                      [&of](std::size_t row, std::size_t column) { return of(row, column).sum_of_squares; });
}

}  // namespace

void write_legs(Group group, const RunRecord& run) {
  const auto& totals = run.results.totals;
  const auto& segment_km = run.results.segment_km;
  const std::size_t policies = run.results.policies();
  Names legs;
  for (const spec::Road& road : run.scenario.network.roads) {
    legs.push_back(road.name);
  }
  policy_dimensions(group, run);
  group.coordinate("leg", legs, leg_description);
  write_number(group, "replications", run.results.replications, replications_description);

  TableWriter table(group, policy_axes(run, {"leg"}), totals.size(), legs.size());
  table.write<double>(
      "convoy_km", {"km", "length driven by convoys, sum over replications"}, [&](std::size_t row, std::size_t leg) {
        return static_cast<double>(totals[row].legs[leg].segments_passed.sum) * segment_km[row / policies][leg];
      });
  for (const LegCount& count : leg_counts()) {
    write_sums<std::int64_t>(
        table,
        count, [&](std::size_t row, std::size_t leg) -> const auto& { return totals[row].legs[leg].*count.sums; });
  }
}

void write_convoys(Group group, const RunRecord& run) {
  const auto& totals = run.results.totals;
  const std::size_t policies = run.results.policies();
  Names convoys;
  for (const spec::Convoy& convoy : run.scenario.convoys) {
    convoys.push_back(convoy.name);
  }
  std::vector<std::vector<stats::RealSums>> conditional;
  for (std::size_t row = 0; row < totals.size(); ++row) {
    conditional.push_back(run.results.convoys_conditional(row / policies, row % policies));
  }
  policy_dimensions(group, run);
  group.coordinate("convoy", convoys, {"1", "convoy"});
  write_number(group, "replications", run.results.replications, replications_description);

  TableWriter table(group, policy_axes(run, {"convoy"}), totals.size(), convoys.size());
  for (const ConvoyCount& count : convoy_counts()) {
    write_sums<std::int64_t>(
        table, count, [&](std::size_t row, std::size_t convoy) -> const auto& {
          return totals[row].convoys[convoy].*count.sums;
        });
  }
  struct Conditional {
    const char* name = "killed_conditional";
    const char* units = "person";
    const char* long_name = "expected workers killed given the encounters";
  };
  write_sums<double>(
      table,
      Conditional{}, [&](std::size_t row, std::size_t convoy) -> const auto& { return conditional[row][convoy]; });
}

void write_days(Group group, const RunRecord& run) {
  const auto& totals = run.results.totals;
  std::size_t days = 0;
  for (const experiment::PolicyTotals& policy : totals) {
    days = std::max(days, policy.days.size());
  }
  policy_dimensions(group, run);
  counting_coordinate(group, "day", days, {"d", "whole days since t = 0"})
      .attribute("start", iso_8601(run.scenario.start));
  write_number(group, "replications", run.results.replications, replications_description);

  TableWriter table(group, policy_axes(run, {"day"}), totals.size(), days);
  const auto write_sums = [&](const char* name, std::int64_t model::DayCounts::*count, const Description& description) {
    table.write<std::int64_t>(
        name, description, [&](std::size_t row, std::size_t day) { return at_or_zero(totals[row].days, day).*count; });
  };
  write_sums("attacks", &model::DayCounts::attacks, {"1", "attacks of all three kinds, sum over replications"});
  write_sums("killed", &model::DayCounts::killed, {"person", "workers killed on the road, sum over replications"});
}

void write_severity(Group group, const RunRecord& run) {
  const experiment::Results& results = run.results;
  const std::size_t policies = results.policies();
  std::vector<std::vector<std::int64_t>> deaths;
  std::vector<std::vector<double>> conditional;
  std::size_t size = 0;
  for (std::size_t row = 0; row < results.totals.size(); ++row) {
    deaths.push_back(dense(results.tail(model::Outcome::killed_total, row / policies, row % policies)));
    conditional.push_back(results.severity_conditional(row / policies, row % policies));
    size = std::max({size, results.totals[row].severity.size(), conditional[row].size(), deaths[row].size()});
  }
  policy_dimensions(group, run);
  counting_coordinate(group, "n", size, {"person", "number killed"});
  write_number(group, "replications", results.replications, replications_description);

  TableWriter table(group, policy_axes(run, {"n"}), results.totals.size(), size);
  table.write<std::int64_t>(
      "counted", {"1", "attacks that killed exactly n workers or people at a site, sum over replications"},
      [&](std::size_t row, std::size_t n) { return at_or_zero(results.totals[row].severity, n); });
  table.write<double>("conditional",
                      {"1", "expected number of such attacks given the encounters, sum over replications"},
                      [&](std::size_t row, std::size_t n) { return at_or_zero(conditional[row], n); });
  table.write<std::int64_t>("killed_total", {"1", "replications with exactly n killed in all"},
                            [&](std::size_t row, std::size_t n) { return at_or_zero(deaths[row], n); });
}

}  // namespace convoyrisk::results
