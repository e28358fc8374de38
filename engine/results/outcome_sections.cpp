#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/check.hpp"
#include "results/columns.hpp"
#include "results/sections.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {
namespace {

constexpr Description outcome_description{"1", "outcome of a replication"};

std::string_view units_of(const model::OutcomeInfo& info, const std::string& currency) {
  return info.units == "currency" && !currency.empty() ? std::string_view(currency) : info.units;
}

/// The dimensions policy and outcome, and the units of the latter.
void outcome_dimensions(Group& group, const RunRecord& run) {
  Names units;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    units.emplace_back(units_of(info, run.scenario.costs.currency));
  }
  group.coordinate("policy", run.results.policy_names, policy_description);
  group.coordinate("outcome", outcome_names(), outcome_description);
  write_column(group, "outcome_units", "outcome", units, {"1", "units of the outcome"});
}

using Values = std::array<double, model::outcome_count>;

Values greatest_values(const std::vector<experiment::PolicyResults>& policies) {
  Values greatest{};
  for (const experiment::PolicyResults& policy : policies) {
    for (const Values& replication : policy.values) {
      for (std::size_t outcome = 0; outcome < replication.size(); ++outcome) {
        greatest[outcome] = std::max(greatest[outcome], replication[outcome]);
      }
    }
  }
  return greatest;
}

template <class Number>
void write_chunk(Variable& variable, std::size_t policy, std::size_t first, std::size_t outcome,
                 std::span<const Values> replications) {
  std::vector<Number> chunk;
  chunk.reserve(replications.size());
  for (const Values& replication : replications) {
    chunk.push_back(static_cast<Number>(replication[outcome]));
  }
  variable.write_part(policy, first, std::span<const Number>(chunk));
}

/// A variable of /outcomes, and how to write the values of some replications into it.
struct OutcomeVariable {
  Variable variable;
  void (*write)(Variable&, std::size_t policy, std::size_t first, std::size_t outcome, std::span<const Values>);
};

/// Counts take 32 bits unless one of them needs more.
OutcomeVariable outcome_variable(Group& group, const model::OutcomeInfo& info, const std::string& currency,
                                 double greatest) {
  const std::string name(info.name);
  const Names dimensions{"policy", "replication"};
  const Description description{units_of(info, currency), info.description};
  if (!info.is_count) {
    return {group.variable<double>(name.c_str(), dimensions, description, Storage::plain), write_chunk<double>};
  }
  if (greatest <= std::numeric_limits<std::int32_t>::max()) {
    return {group.variable<std::int32_t>(name.c_str(), dimensions, description, Storage::packed),
            write_chunk<std::int32_t>};
  }
  return {group.variable<std::int64_t>(name.c_str(), dimensions, description, Storage::packed),
          write_chunk<std::int64_t>};
}

/// From a copy of the row: columns serve the reader too and point into what they are given.
template <class Column, class Row>
double value_of(const Column& column, Row row) {
  return column.of(row);
}

}  // namespace

void write_outcomes(Group group, const RunRecord& run) {
  const auto& policies = run.results.policies;
  const auto count = static_cast<std::size_t>(run.results.replications);
  std::vector<std::int64_t> replications(count);
  std::iota(replications.begin(), replications.end(), std::int64_t{0});
  group.coordinate("policy", run.results.policy_names, policy_description);
  group.coordinate("replication", std::span<const std::int64_t>(replications), {"1", "replication"});

  const Values greatest = greatest_values(policies);
  std::vector<OutcomeVariable> variables;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    variables.push_back(
        outcome_variable(group, info, run.scenario.costs.currency, greatest[static_cast<std::size_t>(info.outcome)]));
  }
  // Replication by replication in memory, outcome by outcome in the file: one chunk at a time, while it is in the
  // cache.
  for (std::size_t policy = 0; policy < policies.size(); ++policy) {
    const std::span values(policies[policy].values);
    CONVOYRISK_ASSERT(values.size() == count);
    for (std::size_t first = 0; first < count; first += longest_chunk) {
      const auto chunk = values.subspan(first, std::min<std::size_t>(longest_chunk, count - first));
      for (std::size_t outcome = 0; outcome < variables.size(); ++outcome) {
        variables[outcome].write(variables[outcome].variable, policy, first, outcome, chunk);
      }
    }
  }
  for (OutcomeVariable& written : variables) {
    written.variable.close();
  }
}

void write_summary(Group group, const RunRecord& run) {
  const experiment::Summary& summary = run.summary;
  const auto& policies = summary.policies;
  group.attribute("title", summary.title);
  group.attribute("currency", summary.currency);
  group.attribute("horizon_h", summary.horizon_h);
  group.attribute("replications", summary.replications);
  group.attribute("seed", summary.seed);
  group.attribute("confidence", summary.confidence);
  group.attribute("policies", to_list(run.results.policy_names));
  group.attribute("outcomes", to_list(outcome_names()));
  outcome_dimensions(group, run);
  TableWriter table(group, {"policy", "outcome"}, policies.size(), model::outcome_count);
  for (const OutcomeColumn& column : outcome_columns()) {
    table.write<double>(
        column.name, {column.units, fmt::format(fmt::runtime(column.long_name), "mean")},
        [&](std::size_t policy, std::size_t outcome) { return value_of(column, policies[policy].outcomes[outcome]); },
        "outcome_units");
  }
  std::vector<std::int32_t> thresholds;
  for (const experiment::DeathChance& chance : policies[0].chances) {
    thresholds.push_back(chance.dead);
  }
  group.coordinate("threshold", std::span<const std::int32_t>(thresholds), {"person", "least number killed in all"});
  TableWriter chances(group, {"policy", "threshold"}, policies.size(), thresholds.size());
  for (const ChanceColumn& column : chance_columns()) {
    chances.write<double>(column.name, {"1", column.long_name}, [&](std::size_t policy, std::size_t threshold) {
      return value_of(column, policies[policy].chances[threshold]);
    });
  }
}

void write_comparison(Group group, const RunRecord& run) {
  const auto& policies = run.summary.policies;
  group.attribute("baseline", policies[0].name);
  outcome_dimensions(group, run);
  TableWriter table(group, {"policy", "outcome"}, policies.size(), model::outcome_count);
  for (const OutcomeColumn& column : outcome_columns()) {
    table.write<double>(
        column.comparison_name,
        {column.units, "policy minus baseline: " + fmt::format(fmt::runtime(column.long_name), "difference")},
        [&](std::size_t policy, std::size_t outcome) { return value_of(column, policies[policy].difference[outcome]); },
        "outcome_units");
  }
  for (const PairColumn& column : pair_columns()) {
    table.write<double>(
        column.name, {column.units, column.long_name},
        [&](std::size_t policy, std::size_t outcome) { return (policies[policy].*column.of)[outcome]; },
        "outcome_units");
  }
}

}  // namespace convoyrisk::results
