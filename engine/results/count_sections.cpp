#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "results/sections.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {
namespace {

constexpr Description replications_description{"1", "replications of every policy, over which the sums go"};

Variable counting_coordinate(Group& group, const char* name, std::size_t length, const Description& description) {
  std::vector<std::int64_t> places(length);
  std::iota(places.begin(), places.end(), std::int64_t{0});
  return group.coordinate(name, std::span<const std::int64_t>(places), description);
}

/// Vectors by day or number killed may end where nothing more happened.
template <class Number>
Number at_or_zero(const std::vector<Number>& numbers, std::size_t index) {
  return index < numbers.size() ? numbers[index] : Number{};
}

std::string iso_8601(const spec::Start& start) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", start.year, start.month, start.day,
                     start.second_of_day / 3600, start.second_of_day / 60 % 60, start.second_of_day % 60);
}

}  // namespace

void write_legs(Group group, const RunRecord& run) {
  const auto& policies = run.results.policies;
  const std::vector<double>& segment_km = run.results.segment_km;
  Names legs;
  for (const spec::Road& road : run.scenario.network.roads) {
    legs.push_back(road.name);
  }
  group.coordinate("policy", run.results.policy_names, policy_description);
  group.coordinate("leg", legs, leg_description);
  write_number(group, "replications", run.results.replications, replications_description);

  TableWriter table(group, {"policy", "leg"}, policies.size(), legs.size());
  table.write<double>("convoy_km", {"km", "length driven by convoys, sum over replications"},
                      [&](std::size_t policy, std::size_t leg) {
                        return static_cast<double>(policies[policy].legs[leg].segments_passed.sum) * segment_km[leg];
                      });
  table.write<double>("convoy_km_squares", {"km^2", "sum over replications of the square of convoy_km"},
                      [&](std::size_t policy, std::size_t leg) {
                        return static_cast<double>(policies[policy].legs[leg].segments_passed.sum_of_squares) *
                               segment_km[leg] * segment_km[leg];
                      });
  const auto write_sums = [&](const std::string& name, stats::CountSums experiment::LegSums::*sums,
                              const Description& description) {
    table.write<std::int64_t>(
        name, description, [&](std::size_t policy, std::size_t leg) { return (policies[policy].legs[leg].*sums).sum; });
    table.write<std::int64_t>(
        name + "_squares",
        {description.units == "1" ? "1" : fmt::format("{}^2", description.units),
         fmt::format("sum over replications of the square of {}", name)},
        [&](std::size_t policy, std::size_t leg) { return (policies[policy].legs[leg].*sums).sum_of_squares; });
  };
  write_sums("stagings", &experiment::LegSums::stagings, {"1", "cells that became staged, sum over replications"});
  write_sums("attacks", &experiment::LegSums::attacks, {"1", "attacks on convoys, sum over replications"});
  write_sums("killed", &experiment::LegSums::killed, {"person", "workers killed, sum over replications"});
}

void write_days(Group group, const RunRecord& run) {
  const auto& policies = run.results.policies;
  std::size_t days = 0;
  for (const experiment::PolicyResults& policy : policies) {
    days = std::max(days, policy.days.size());
  }
  group.coordinate("policy", run.results.policy_names, policy_description);
  counting_coordinate(group, "day", days, {"d", "whole days since t = 0"})
      .attribute("start", iso_8601(run.scenario.start));
  write_number(group, "replications", run.results.replications, replications_description);

  TableWriter table(group, {"policy", "day"}, policies.size(), days);
  const auto write_sums = [&](const char* name, std::int64_t model::DayCounts::*count, const Description& description) {
    table.write<std::int64_t>(name, description, [&](std::size_t policy, std::size_t day) {
      return at_or_zero(policies[policy].days, day).*count;
    });
  };
  write_sums("attacks", &model::DayCounts::attacks, {"1", "attacks of all three kinds, sum over replications"});
  write_sums("killed", &model::DayCounts::killed, {"person", "workers killed on the road, sum over replications"});
}

void write_severity(Group group, const RunRecord& run) {
  const auto& policies = run.results.policies;
  std::size_t size = 0;
  for (const experiment::PolicyResults& policy : policies) {
    size = std::max({size, policy.severity.size(), policy.severity_conditional.size(), policy.total_killed.size()});
  }
  group.coordinate("policy", run.results.policy_names, policy_description);
  counting_coordinate(group, "n", size, {"person", "number killed"});
  write_number(group, "replications", run.results.replications, replications_description);

  TableWriter table(group, {"policy", "n"}, policies.size(), size);
  table.write<std::int64_t>(
      "counted", {"1", "attacks that killed exactly n workers or people at a site, sum over replications"},
      [&](std::size_t policy, std::size_t n) { return at_or_zero(policies[policy].severity, n); });
  table.write<double>(
      "conditional", {"1", "expected number of such attacks given the encounters, sum over replications"},
      [&](std::size_t policy, std::size_t n) { return at_or_zero(policies[policy].severity_conditional, n); });
  table.write<std::int64_t>(
      "killed_total", {"1", "replications with exactly n killed in all"},
      [&](std::size_t policy, std::size_t n) { return at_or_zero(policies[policy].total_killed, n); });
}

}  // namespace convoyrisk::results
