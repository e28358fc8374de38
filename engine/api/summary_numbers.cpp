#include "api/summary_numbers.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "api/verdict_words.hpp"
#include "experiment/summary/block.hpp"
#include "experiment/summary/columns.hpp"
#include "experiment/summary/tail_summaries.hpp"
#include "model/history/outcome.hpp"

namespace convoyrisk::api {
namespace {

using experiment::PointSummary;

constexpr std::size_t levels = experiment::tail_levels.size();
constexpr std::size_t thresholds = experiment::death_thresholds.size();
constexpr std::size_t tails = experiment::tail_outcomes.size() * levels;

std::string named(const char* long_name, const char* what) { return fmt::format(fmt::runtime(long_name), what); }

void add_summary(std::vector<SummaryVariable>& all) {
  for (const experiment::OutcomeColumn& column : experiment::outcome_columns()) {
    all.push_back({"summary",
                   column.name,
                   {"outcome"},
                   column.units,
                   named(column.long_name, "mean"),
                   model::outcome_count,
                   [&column](const PointSummary& point, std::size_t policy, std::size_t outcome) {
                     return column.of(point.policies[policy].outcomes[outcome]);
                   }});
  }
  for (const experiment::ChanceColumn& column : experiment::chance_columns()) {
    all.push_back({"summary",
                   column.name,
                   {"threshold"},
                   "1",
                   column.long_name,
                   thresholds,
                   [&column](const PointSummary& point, std::size_t policy, std::size_t threshold) {
                     return column.of(point.policies[policy].chances[threshold]);
                   }});
  }
  for (const experiment::TailColumn& column : experiment::tail_columns()) {
    all.push_back({"summary",
                   column.name,
                   {"tail_outcome", "level"},
                   "outcome_units",
                   column.long_name,
                   tails,
                   [&column](const PointSummary& point, std::size_t policy, std::size_t tail) {
                     return column.of(point.policies[policy].tails[tail]);
                   }});
  }
}

/// Of a policy against each other one: `each` numbers of a pair.
template <class Of>
SummaryVariable of_pairs(std::string name, std::vector<std::string> dimensions, std::string units,
                         std::string long_name, std::size_t policies, std::size_t each, Of of) {
  dimensions.insert(dimensions.begin(), "against");
  return {"comparison",
          std::move(name),
          std::move(dimensions),
          std::move(units),
          std::move(long_name),
          policies * each,
          [each, of](const PointSummary& point, std::size_t policy, std::size_t index) {
            return of(point.pair(policy, index / each), index % each);
          }};
}

void add_pairs(std::vector<SummaryVariable>& all, std::size_t policies) {
  using experiment::PairSummary;
  for (const experiment::OutcomeColumn& column : experiment::outcome_columns()) {
    all.push_back(of_pairs(
        column.comparison_name, {"outcome"}, column.units,
        "policy minus against: " + named(column.long_name, "difference"), policies, model::outcome_count,
        [&column](const PairSummary& pair, std::size_t outcome) { return column.of(pair.difference[outcome]); }));
  }
  for (const experiment::PairColumn& column : experiment::pair_columns()) {
    all.push_back(
        of_pairs(column.name, {"outcome"}, column.units, column.long_name, policies, model::outcome_count, column.of));
  }
  for (const experiment::TailDifferenceColumn& column : experiment::tail_difference_columns()) {
    all.push_back(
        of_pairs(std::string("chance_difference") + column.suffix, {"threshold"}, "1",
                 std::string("chance of at least threshold killed in all: ") + column.long_name, policies, thresholds,
                 [&column](const PairSummary& pair, std::size_t i) { return column.of(pair.tails.chances[i]); }));
    all.push_back(
        of_pairs(std::string("cvar_difference") + column.suffix, {"tail_outcome", "level"}, "outcome_units",
                 std::string("mean of the worst replications: ") + column.long_name, policies, tails,
                 [&column](const PairSummary& pair, std::size_t i) { return column.of(pair.tails.cvars[i]); }));
  }
}

void add_standings(std::vector<SummaryVariable>& all) {
  for (const experiment::StandingColumn& column : experiment::standing_columns()) {
    all.push_back(
        {"comparison",
         column.name,
         {},
         column.units,
         column.long_name,
         1,
         [&column](const PointSummary& point, std::size_t policy, std::size_t) { return column.of(point, policy); }});
  }
}

}  // namespace

std::vector<SummaryVariable> summary_variables(std::size_t policies) {
  std::vector<SummaryVariable> all;
  add_summary(all);
  add_pairs(all, policies);
  add_standings(all);
  return all;
}

std::string summary_json(std::size_t points, std::size_t policies) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const SummaryVariable& variable : summary_variables(policies)) {
    list.push_back({{"group", variable.group},
                    {"name", variable.name},
                    {"dimensions", variable.dimensions},
                    {"units", variable.units},
                    {"long_name", variable.long_name},
                    {"count", points * policies * variable.count}});
  }
  return list.dump();
}

std::string verdict_json(const experiment::Summary& summary) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  const auto add = [&list](const char* name, const char* units, const char* long_name,
                           std::vector<std::string> dimensions, Json values) {
    list.push_back({{"name", name},
                    {"dimensions", std::move(dimensions)},
                    {"units", units},
                    {"long_name", long_name},
                    {"values", std::move(values)}});
  };
  for (const experiment::WordColumn& column : experiment::word_columns()) {
    Json of_points = Json::array();
    for (const PointSummary& point : summary.points) {
      Json words = Json::array();
      for (std::size_t policy = 0; policy < point.policies.size(); ++policy) {
        words.push_back(column.of(point, policy));
      }
      of_points.push_back(std::move(words));
    }
    add(column.name, "1", column.long_name, {"point", "policy"}, std::move(of_points));
  }
  add("verdict", "1", experiment::verdict_long_name, {"point"}, verdicts(summary));
  Json margins = Json::array();
  for (const PointSummary& point : summary.points) {
    margins.push_back(point.choices.front().margin);
  }
  add("margin", "outcome_units", experiment::margin_long_name, {"point"}, std::move(margins));
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void write_summary(const experiment::Summary& summary, double* to) {
  const std::size_t policies = summary.points.at(0).policies.size();
  for (const SummaryVariable& variable : summary_variables(policies)) {
    for (const PointSummary& point : summary.points) {
      for (std::size_t policy = 0; policy < policies; ++policy) {
        for (std::size_t index = 0; index < variable.count; ++index) {
          *to++ = variable.of(point, policy, index);
        }
      }
    }
  }
}

}  // namespace convoyrisk::api
