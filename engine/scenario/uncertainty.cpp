#include "scenario/uncertainty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/nearest.hpp"
#include "random/stream.hpp"
#include "scenario/values.hpp"

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

[[nodiscard]] Value block_of(Uncertainty& target, const Read& read_parameters, const Read& read_correlations) {
  static Names none;
  return keys(none, [&target, read_parameters, read_correlations](Form& form) {
    // All draws are made and checked before the first replication: so many take about an hour.
    constexpr std::int64_t most_draws = 1'000'000;
    constexpr std::int64_t most_inner = 1'000'000'000;
    form.required("draws", count(target.draws, 1, most_draws), "Draws of the parameters");
    form.defaulted("inner", count(target.inner, 1, most_inner), "Replications of each draw and policy");
    const auto parameters = [](Schema& schema) { map_schema(schema, path_schema, drawn_parameter_schema, 1); };
    form.required("parameters", {read_parameters, nullptr, parameters}, "Path of a value to its distribution");
    form.defaulted("correlations", {read_correlations, nullptr, correlations_schema}, "Rank correlations");
  });
}

/// Does the length of a road or of its segments hang on it? Results sum convoy-km over draws by segments.
[[nodiscard]] bool is_length(const Path& path) {
  const std::string printed = print_path(path);
  return holds("network.segment", printed) || holds("network.nodes", printed) ||
         (holds("network.roads", printed) && path.back() == Step("length"));
}

/// The place that the key of a distribution spells; none where nothing can be drawn for it, which is reported.
[[nodiscard]] std::optional<DrawnPlace> read_place(const Cursor& at, const Node::Entry& entry) {
  std::optional<Path> path = variable_path(at, entry.key);
  if (path && is_length(*path)) {
    at.error("lengths of roads and segments cannot be drawn, only swept");
    return std::nullopt;
  }
  return path ? std::optional(DrawnPlace{entry.key, std::move(*path), entry.place}) : std::nullopt;
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

[[nodiscard]] std::vector<DrawnParameter> read_parameters(const Cursor& at, const TryValue& try_value) {
  std::vector<DrawnParameter> parameters;
  if (!at.is(Node::Kind::map)) {
    return parameters;
  }
  if (at.node().entries.empty()) {
    at.error("must not be empty");
  }
  for (const Node::Entry& entry : at.node().entries) {
    if (is_same(entry.value)) {
      continue;
    }
    if (std::optional<DrawnPlace> place = read_place(at[entry.key], entry)) {
      parameters.emplace_back().places.push_back(std::move(*place));
      read_distribution(at[entry.key], parameters.back(), try_value);
    }
  }
  for (const Node::Entry& entry : at.node().entries) {
    const Cursor same = at[entry.key]["same"];
    if (!is_same(entry.value)) {
      continue;
    }
    std::optional<DrawnPlace> place = read_place(at[entry.key], entry);
    const std::optional<std::size_t> other = read_name(same, parameters);
    if (place && other && at[parameters[*other].key()].clean()) {
      DrawnParameter& parameter = parameters[*other];
      try_value(same, place->path, parameter.node(quantile(parameter.distribution, 0.5)));
      parameter.places.push_back(std::move(*place));
    }
  }
  return parameters;
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

/// FNV-1a (Fowler, Noll, Vo), 64 bits.
[[nodiscard]] std::uint64_t hash(const std::string& text) {
  std::uint64_t value = 0xcbf29ce484222325U;
  for (const char c : text) {
    value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return value;
}

}  // namespace

std::vector<double> Uncertainty::values(std::uint64_t seed, std::uint64_t draw) const {
  std::vector<double> numbers;
  for (const DrawnParameter& parameter : parameters) {
    random::Stream stream(seed, parameter_purpose, draw, hash(print_path(parameter.places.front().path)), 0);
    numbers.push_back(stream.uniform());
  }
  copula.apply(numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    numbers[i] = quantile(parameters[i].distribution, numbers[i]);
  }
  return numbers;
}

Value uncertainty_key() {
  return {nullptr, nullptr, [](Schema& schema) {
            Uncertainty unused;
            block_of(unused, nullptr, nullptr).schema(schema);
          }};
}

Uncertainty read_uncertainty(const Cursor& at, const TryValue& try_value) {
  Uncertainty uncertainty;
  if (!at.exists()) {
    return uncertainty;
  }
  uncertainty.node = at.node();
  block_of(
      uncertainty, [&](const Cursor& cursor) { uncertainty.parameters = read_parameters(cursor, try_value); },
      [&](const Cursor& cursor) {
        if (at.has("parameters") && at["parameters"].clean()) {
          uncertainty.copula = read_correlations(cursor, uncertainty.parameters);
        }
      })
      .read(at);
  return uncertainty;
}

}  // namespace convoyrisk::scenario
