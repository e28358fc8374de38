#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/check.hpp"
#include "experiment/summary/columns.hpp"
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
  policy_dimensions(group, run);
  group.coordinate("outcome", outcome_names(), outcome_description);
  write_column(group, "outcome_units", "outcome", units, {"1", "units of the outcome"});
}

using Values = std::array<double, model::outcome_count>;

Values greatest_values(const std::vector<experiment::PolicyTotals>& policies) {
  Values greatest{};
  for (const experiment::PolicyTotals& policy : policies) {
    for (const Values& replication : policy.values) {
      for (std::size_t outcome = 0; outcome < replication.size(); ++outcome) {
        greatest[outcome] = std::max(greatest[outcome], replication[outcome]);
      }
    }
  }
  return greatest;
}

template <class Number>
void write_chunk(Variable& variable, const std::vector<hsize_t>& start, std::size_t outcome,
                 std::span<const Values> replications) {
  std::vector<Number> chunk;
  chunk.reserve(replications.size());
  for (const Values& replication : replications) {
    chunk.push_back(static_cast<Number>(replication[outcome]));
  }
  variable.write_part(start, std::span<const Number>(chunk));
}

/// A variable of /outcomes, and how to write the values of some replications into it.
struct OutcomeVariable {
  Variable variable;
  void (*write)(Variable&, const std::vector<hsize_t>& start, std::size_t outcome, std::span<const Values>);
};

/// Counts take 32 bits unless one of them needs more.
OutcomeVariable outcome_variable(Group& group, const model::OutcomeInfo& info, const RunRecord& run, double greatest) {
  const std::string name(info.name);
  const Names dimensions = policy_axes(run, {"replication"});
  const Description description{units_of(info, run.scenario.costs.currency), info.description};
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

/// Where the values of a policy begin in a variable: with a sweep it is the place of its point and policy.
std::vector<hsize_t> start_of(const RunRecord& run, std::size_t row, std::size_t first) {
  const std::size_t policies = run.results.policies();
  return run.swept.empty() ? std::vector<hsize_t>{row, first}
                           : std::vector<hsize_t>{row / policies, row % policies, first};
}

/// Coordinates of what there is of bad replications.
void tail_dimensions(Group& group) {
  group.coordinate("threshold", std::span<const std::int32_t>(experiment::death_thresholds),
                   {"person", "least number killed in all"});
  Names names;
  for (const model::Outcome outcome : experiment::tail_outcomes) {
    names.emplace_back(model::outcome_infos()[static_cast<std::size_t>(outcome)].name);
  }
  group.coordinate("tail_outcome", names, {"1", "outcome of which there are quantiles"});
  group.coordinate("level", std::span<const double>(experiment::tail_levels), {"1", "level of a quantile"});
}

/// Quantiles and means beyond them, by outcome of which histograms are kept.
void write_quantiles(Group& group, const RunRecord& run) {
  const std::size_t policies = run.results.policies();
  constexpr std::size_t levels = experiment::tail_levels.size();
  TableWriter table(group, policy_axes(run, {"tail_outcome", "level"}),
                    run.results.totals.size() * experiment::tail_outcomes.size(), levels);
  for (const experiment::TailColumn& column : experiment::tail_columns()) {
    table.write<double>(column.name, {"outcome_units", column.long_name}, [&](std::size_t row, std::size_t level) {
      const std::size_t place = row / experiment::tail_outcomes.size();
      const experiment::PolicySummary& policy = run.summary.points[place / policies].policies[place % policies];
      return column.of(policy.tails[row % experiment::tail_outcomes.size() * levels + level]);
    });
  }
}

/// Of every pair of policies: how their chances of so many dead and their means of the worst replications differ.
void write_tail_differences(Group& group, const RunRecord& run) {
  const std::size_t pairs = run.results.policies() * run.results.policies();
  const auto tails = [&](std::size_t row) -> const experiment::TailDifferences& {
    return run.summary.points[row / pairs].pairs[row % pairs].tails;
  };
  const std::size_t rows = run.summary.points.size() * pairs;
  constexpr std::size_t outcomes = experiment::tail_outcomes.size();
  constexpr std::size_t levels = experiment::tail_levels.size();
  tail_dimensions(group);
  TableWriter chances(group, policy_axes(run, {"against", "threshold"}), rows, experiment::death_thresholds.size());
  TableWriter cvars(group, policy_axes(run, {"against", "tail_outcome", "level"}), rows * outcomes, levels);
  for (const experiment::TailDifferenceColumn& column : experiment::tail_difference_columns()) {
    chances.write<double>(std::string("chance_difference") + column.suffix,
                          {"1", std::string("chance of at least threshold killed in all: ") + column.long_name},
                          [&](std::size_t row, std::size_t i) { return column.of(tails(row).chances[i]); });
    cvars.write<double>(std::string("cvar_difference") + column.suffix,
                        {"outcome_units", std::string("mean of the worst replications: ") + column.long_name},
                        [&](std::size_t row, std::size_t level) {
                          return column.of(tails(row / outcomes).cvars[row % outcomes * levels + level]);
                        });
  }
}

/// What is said of policies in words of its own.
void write_verdicts(Group& group, const RunRecord& run) {
  const auto write = [&](const char* name, const Names& axes, const Names& words, std::string_view long_name) {
    Variable variable = group.text_variable(name, axes, {"1", long_name});
    variable.write(words);
    variable.close();
  };
  for (const experiment::WordColumn& column : experiment::word_columns()) {
    Names words;
    for (const experiment::PointSummary& point : run.summary.points) {
      for (std::size_t policy = 0; policy < run.results.policies(); ++policy) {
        words.emplace_back(column.of(point, policy));
      }
    }
    write(column.name, policy_axes(run, {}), words, column.long_name);
  }
  const Names by_point = run.swept.empty() ? Names{} : Names{"point"};
  Names verdicts = run.verdicts;
  verdicts.resize(run.summary.points.size());
  write("verdict", by_point, verdicts, experiment::verdict_long_name);
  std::vector<double> margins;
  for (const experiment::PointSummary& point : run.summary.points) {
    margins.push_back(point.choices.front().margin);
  }
  write_array(group, "margin", by_point, margins, {"outcome_units", experiment::margin_long_name}, Storage::plain);
}

/// By policy, how it stands by the first outcome asked for.
void write_choice(Group& group, const RunRecord& run) {
  const std::size_t policies = run.results.policies();
  const experiment::Choice& first = run.summary.points[0].choices.front();
  group.attribute("chosen_by", model::outcome_infos()[static_cast<std::size_t>(first.outcome)].name);
  group.attribute("least_delivered", run.summary.question.least_delivered);
  if (run.summary.selected) {
    const stats::SelectionVerdict& verdict = run.summary.selected->verdict;
    group.attribute("selection_of",
                    model::outcome_infos()[static_cast<std::size_t>(run.summary.selected->outcome)].name);
    group.attribute("selection_indifference", run.summary.selected->indifference);
    group.attribute("selected", verdict.winner ? run.results.policy_names[*verdict.winner] : "");
    group.attribute("selection_guarantee", verdict.guarantee);
  }
  TableWriter table(group, policy_axes(run, {}), run.results.totals.size(), 1);
  for (const experiment::StandingColumn& column : experiment::standing_columns()) {
    table.write<double>(column.name, {column.units, column.long_name}, [&](std::size_t row, std::size_t) {
      const experiment::PointSummary& point = run.summary.points[row / policies];
      return column.of(point, row % policies);
    });
  }
}

}  // namespace

void write_outcomes(Group group, const RunRecord& run) {
  const auto& policies = run.results.totals;
  const auto count = static_cast<std::size_t>(run.results.replications);
  std::vector<std::int64_t> replications(count);
  std::iota(replications.begin(), replications.end(), run.plan.range(run.results.first_block).first);
  policy_dimensions(group, run);
  group.coordinate("replication", std::span<const std::int64_t>(replications), {"1", "replication"});

  const Values greatest = greatest_values(policies);
  std::vector<OutcomeVariable> variables;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    variables.push_back(outcome_variable(group, info, run, greatest[static_cast<std::size_t>(info.outcome)]));
  }
  // Replication by replication in memory, outcome by outcome in the file: one chunk at a time, while it is in the
  // cache.
  for (std::size_t row = 0; row < policies.size(); ++row) {
    const std::span values(policies[row].values);
    CONVOYRISK_ASSERT(values.size() == count);
    for (std::size_t first = 0; first < count; first += chunk_values) {
      const auto chunk = values.subspan(first, std::min<std::size_t>(chunk_values, count - first));
      for (std::size_t outcome = 0; outcome < variables.size(); ++outcome) {
        variables[outcome].write(variables[outcome].variable, start_of(run, row, first), outcome, chunk);
      }
    }
  }
  for (OutcomeVariable& written : variables) {
    written.variable.close();
  }
}

void write_summary(Group group, const RunRecord& run) {
  const experiment::Summary& summary = run.summary;
  const std::size_t policies = run.results.policies();
  const std::size_t rows = run.results.totals.size();
  const auto policy = [&](std::size_t row) -> const experiment::PolicySummary& {
    return summary.points[row / policies].policies[row % policies];
  };
  group.attribute("confidence", summary.question.confidence);
  outcome_dimensions(group, run);
  TableWriter table(group, policy_axes(run, {"outcome"}), rows, model::outcome_count);
  for (const experiment::OutcomeColumn& column : experiment::outcome_columns()) {
    table.write<double>(
        column.name, {column.units, fmt::format(fmt::runtime(column.long_name), "mean")},
        [&](std::size_t row, std::size_t outcome) { return column.of(policy(row).outcomes[outcome]); },
        "outcome_units");
  }
  tail_dimensions(group);
  TableWriter chances(group, policy_axes(run, {"threshold"}), rows, experiment::death_thresholds.size());
  for (const experiment::ChanceColumn& column : experiment::chance_columns()) {
    chances.write<double>(column.name, {"1", column.long_name}, [&](std::size_t row, std::size_t threshold) {
      return column.of(policy(row).chances[threshold]);
    });
  }
  write_quantiles(group, run);
}

void write_comparison(Group group, const RunRecord& run) {
  const std::size_t policies = run.results.policies();
  const auto pair = [&](std::size_t row) -> const experiment::PairSummary& {
    return run.summary.points[row / (policies * policies)].pairs[row % (policies * policies)];
  };
  group.attribute("baseline", run.results.policy_names[0]);
  outcome_dimensions(group, run);
  group.coordinate("against", run.results.policy_names, {"1", "policy that is subtracted"});
  TableWriter table(group, policy_axes(run, {"against", "outcome"}), run.results.totals.size() * policies,
                    model::outcome_count);
  for (const experiment::OutcomeColumn& column : experiment::outcome_columns()) {
    table.write<double>(
        column.comparison_name,
        {column.units, "policy minus against: " + fmt::format(fmt::runtime(column.long_name), "difference")},
        [&](std::size_t row, std::size_t outcome) { return column.of(pair(row).difference[outcome]); },
        "outcome_units");
  }
  for (const experiment::PairColumn& column : experiment::pair_columns()) {
    table.write<double>(
        column.name, {column.units, column.long_name},
        [&](std::size_t row, std::size_t outcome) { return column.of(pair(row), outcome); }, "outcome_units");
  }
  write_tail_differences(group, run);
  write_choice(group, run);
  write_verdicts(group, run);
}

}  // namespace convoyrisk::results
