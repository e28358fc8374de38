#include "scenario/variation/uncertainty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/nearest.hpp"
#include "random/scrambling.hpp"
#include "scenario/text/values.hpp"
#include "scenario/variation/parameter_keys.hpp"

namespace convoyrisk::scenario {
namespace {

void correlations_schema(Schema& schema) {
  const auto correlation = [](Schema& item) {
    list_schema(
        item,
        [](Schema& part) {
          part["type"] = {"string", "number"};
        },
        3, 3);
  };
  list_schema(schema, correlation, 0);
  schema["description"] = "a list of [path, path, -1 to 1]";
}

using Read = std::function<void(const Cursor&)>;

/// `with_table`: a table is there, so that parameters may be left out.
[[nodiscard]] Value block_of(Uncertainty& target, bool with_table, const Read& read_parameters,
                             const Read& read_correlations) {
  static Names none;
  return keys(none, [&target, with_table, read_parameters, read_correlations](Form& form) {
    // All draws are made and checked before the first replication: so many take about an hour.
    constexpr std::int64_t most_draws = 1'000'000;
    constexpr std::int64_t most_inner = 1'000'000'000;
    form.required("draws", count(target.draws, 1, most_draws), "Draws of the parameters");
    form.defaulted("inner", count(target.inner, 1, most_inner), "Replications of each draw and policy");
    const auto parameters = [](Schema& schema) { map_schema(schema, path_schema, drawn_parameter_schema, 1); };
    const Value of_parameters{read_parameters, nullptr, parameters};
    const char* const meaning = "Path of a value to its distribution";
    with_table ? form.defaulted("parameters", of_parameters, meaning)
               : form.required("parameters", of_parameters, meaning);
    form.elsewhere("table", {nullptr, nullptr, draw_table_schema},
                   "CSV file of parameters that are drawn together, a row a draw, or its columns: path to values", {});
    form.defaulted("correlations", {read_correlations, nullptr, correlations_schema}, "Rank correlations");
  });
}

/// The index of the parameter that a text names; none where there is none, which is reported.
[[nodiscard]] std::optional<std::size_t> read_name(const Cursor& at, const std::vector<DrawnParameter>& parameters) {
  if (!at.is(Node::Kind::scalar)) {
    return std::nullopt;
  }
  std::vector<std::string> known;
  for (const DrawnParameter& parameter : parameters) {
    known.push_back(parameter.key());
  }
  const std::string& name = at.node().text;
  const auto found = std::ranges::find(known, name);
  if (found == known.end()) {
    at.error(shown(name) + " is not one of the parameters with a distribution" + did_you_mean_or_known(name, known));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - known.begin());
}

[[nodiscard]] bool is_same(const Node& distribution) {
  return distribution.entries.size() == 1 && distribution.entries.front().key == "same";
}

/// Adds the parameters of the block at `at`.
void read_parameters(const Cursor& at, std::vector<DrawnParameter>& parameters, const TryValues& try_values) {
  if (!at.is(Node::Kind::map)) {
    return;
  }
  if (at.node().entries.empty()) {
    at.error("must not be empty");
  }
  for (const Node::Entry& entry : at.node().entries) {
    if (is_same(entry.value)) {
      continue;
    }
    if (std::optional<DrawnPlace> place = read_drawn_place(at[entry.key], entry)) {
      parameters.emplace_back().places.push_back(std::move(*place));
      read_distribution(at[entry.key], parameters.back(), try_values);
    }
  }
  for (const Node::Entry& entry : at.node().entries) {
    const Cursor same = at[entry.key]["same"];
    if (!is_same(entry.value)) {
      continue;
    }
    std::optional<DrawnPlace> place = read_drawn_place(at[entry.key], entry);
    const std::optional<std::size_t> other = read_name(same, parameters);
    if (place && other && (parameters[*other].in_table || at[parameters[*other].key()].clean())) {
      DrawnParameter& parameter = parameters[*other];
      try_values(same, {{place->path, parameter.node(quantile(parameter.distribution, 0.5))}});
      parameter.places.push_back(std::move(*place));
    }
  }
}

/// `[path, path, correlation]`; none where it is wrong, which is reported.
[[nodiscard]] std::optional<RankCorrelation> read_correlation(const Cursor& at,
                                                              const std::vector<DrawnParameter>& parameters) {
  if (!at.is(Node::Kind::list)) {
    return std::nullopt;
  }
  const std::vector<Node>& items = at.node().items;
  if (items.size() != 3) {
    at.error("must be [path, path, correlation]");
    return std::nullopt;
  }
  const std::optional<std::size_t> first = read_name(at[0], parameters);
  const std::optional<std::size_t> second = read_name(at[1], parameters);
  double rho = 0;
  number(rho, Range::any).read(at[2]);
  if (rho < -1 || rho > 1) {
    at[2].error("must lie between -1 and 1, not " + items[2].text);
  }
  for (const auto& [place, index] : {std::pair(0, first), {1, second}}) {
    if (index && parameters[*index].in_table) {
      at[static_cast<std::size_t>(place)].error("is in the table, whose rows say what goes together");
    }
  }
  if (first && first == second) {
    at[1].error("is the same parameter as the one before");
  }
  if (!first || !second || !at.clean()) {
    return std::nullopt;
  }
  return RankCorrelation{std::min(*first, *second), std::max(*first, *second), rho};
}

[[nodiscard]] Copula read_correlations(const Cursor& at, const std::vector<DrawnParameter>& parameters) {
  if (!at.is(Node::Kind::list)) {
    return {};
  }
  std::vector<RankCorrelation> correlations;
  for (std::size_t i = 0; i < at.node().items.size(); ++i) {
    const std::optional<RankCorrelation> pair = read_correlation(at[i], parameters);
    const auto same = [&](const RankCorrelation& c) { return c.first == pair->first && c.second == pair->second; };
    if (pair && std::ranges::any_of(correlations, same)) {
      at[i].error("the two parameters stand twice in the list");
    } else if (pair) {
      correlations.push_back(*pair);
    }
  }
  if (!at.clean()) {
    return {};
  }
  if (const std::optional<std::size_t> bad = Copula::first_impossible(correlations)) {
    at.error(fmt::format("cannot all hold at once: those of {} contradict those of the parameters before it",
                         shown(parameters[*bad].key())));
    return {};
  }
  return Copula(correlations);
}

}  // namespace

std::vector<double> Uncertainty::values(std::uint64_t seed, std::uint64_t draw) const {
  std::vector<double> numbers(parameters.size());
  for (std::size_t i = table.columns(); i < parameters.size(); ++i) {
    numbers[i] = random::scrambled_uniform(seed, parameter_purpose, parameters[i].places.front().entity, draw);
  }
  copula.apply(numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = i < table.columns() ? static_cast<double>(table.choice(i, static_cast<std::size_t>(draw)))
                                     : quantile(parameters[i].distribution, numbers[i]);
  }
  return numbers;
}

Value uncertainty_key() {
  return {nullptr, nullptr, [](Schema& schema) {
            Uncertainty unused;
            block_of(unused, true, nullptr, nullptr).schema(schema);
            for (const char* const either : {"parameters", "table"}) {
              schema["anyOf"].push_back(Schema{{"required", Schema::array({either})}});
            }
          }};
}

Uncertainty read_uncertainty(const Cursor& at, std::uint64_t seed, const TryValues& try_values) {
  Uncertainty uncertainty;
  if (!at.exists()) {
    return uncertainty;
  }
  uncertainty.node = at.node();
  if (at.has("table")) {
    uncertainty.table = read_draw_table(at["table"], uncertainty.parameters, try_values);
  }
  block_of(
      uncertainty, at.has("table"),
      [&](const Cursor& cursor) { read_parameters(cursor, uncertainty.parameters, try_values); },
      [&](const Cursor& cursor) {
        if (at.has("parameters") && at["parameters"].clean()) {
          uncertainty.copula = read_correlations(cursor, uncertainty.parameters);
        }
      })
      .read(at);
  if (at.clean()) {
    uncertainty.table.draw(static_cast<std::size_t>(uncertainty.draws), seed);
  }
  return uncertainty;
}

}  // namespace convoyrisk::scenario
