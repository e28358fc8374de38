#include "scenario/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "scenario/nearest.hpp"
#include "scenario/units.hpp"
#include "scenario/values.hpp"

namespace convoyrisk::scenario {
namespace {

/// A number with the dimension that its unit tells.
struct Measured {
  Dimension dimension;
  double value;
};

/// The value of a scalar; none where it is not a quantity, which is reported.
[[nodiscard]] std::optional<Measured> measure(const Cursor& at) {
  if (!at.is(Node::Kind::scalar)) {
    return std::nullopt;
  }
  std::string why;
  for (const Dimension dimension : {Dimension::hours, Dimension::kilometres, Dimension::kmh, Dimension::rate_per_hour,
                                    Dimension::rate_per_km, Dimension::share}) {
    try {
      return Measured{dimension, parse_quantity(at.node().text, dimension)};
    } catch (const Wrong& wrong) {
      why = wrong.what();
    }
  }
  at.error(why);
  return std::nullopt;
}

/// The path that a key or an item spells; none where it is not one, which is reported.
[[nodiscard]] std::optional<Path> path_at(const Cursor& at, const std::string& text) {
  try {
    return parse_path(text);
  } catch (const Wrong& wrong) {
    at.error(wrong.what());
    return std::nullopt;
  }
}

struct Kind {
  std::string name;
  std::string meaning;
  std::vector<std::string> parameters;  ///< keys; none: a list of `items` numbers in ascending order
  std::size_t items = 0;
};

const std::vector<Kind> kinds{{"uniform", "[least, most]", {}, 2},
                              {"loguniform", "[least, most] of a value with a uniform logarithm", {}, 2},
                              {"triangular", "[least, mode, most]", {}, 3},
                              {"beta", "Beta, between 0 and 1", {"mean", "sd"}},
                              {"normal", "Normal", {"mean", "sd"}},
                              {"lognormal", "Lognormal", {"mean", "cv"}}};

using Read = std::function<void(const Cursor&)>;

void one_key(Schema& schema) {
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  schema["minProperties"] = 1;
  schema["maxProperties"] = 1;
}

/// Any quantity.
void measured_schema(Schema& schema) { schema["type"] = {"number", "string"}; }

/// The mean and `spread`, sd or cv, of a distribution.
[[nodiscard]] Value moments(const std::string& spread, const Read& read_mean, const Read& read_spread) {
  static Names none;
  return keys(none, [spread, read_mean, read_spread](Form& form) {
    form.required("mean", {read_mean, nullptr, measured_schema}, "Expectation");
    form.required(spread, {read_spread, nullptr, measured_schema},
                  spread == "cv" ? "Standard deviation / mean" : "Standard deviation");
  });
}

void distribution_schema(Schema& schema) {
  one_key(schema);
  schema["properties"]["choice"]["description"] = "One of these, all alike";
  list_schema(
      schema["properties"]["choice"], [](Schema& any) { any = Schema::object(); }, 1);
  for (const Kind& kind : kinds) {
    Schema& inner = schema["properties"][kind.name];
    inner["description"] = kind.meaning;
    if (kind.items > 0) {
      list_schema(inner, measured_schema, kind.items, kind.items);
    } else {
      moments(kind.parameters.back(), nullptr, nullptr).schema(inner);
    }
  }
}

void path_schema(Schema& schema) { schema["minLength"] = 1; }

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

[[nodiscard]] Value uncertainty_value(const Read& read_parameters, const Read& read_correlations) {
  static Names none;
  return keys(none, [read_parameters, read_correlations](Form& form) {
    int draws = 0;
    int inner = 0;
    form.required("draws", count(draws, 1), "Draws of the parameters");
    form.defaulted("inner", count(inner, 1), "Replications of each draw");
    const auto parameters = [](Schema& schema) { map_schema(schema, path_schema, distribution_schema, 1); };
    form.required("parameters", {read_parameters, nullptr, parameters}, "Path of a value to its distribution");
    form.defaulted("correlations", {read_correlations, nullptr, correlations_schema}, "Rank correlations");
  });
}

class ParameterChecker {
 public:
  ParameterChecker(const Cursor& root, const TryValue& try_value) : root_(root), try_value_(try_value) {}

  void check_sweep() const {
    const Cursor at = root_["sweep"];
    if (!at.exists() || !at.is(Node::Kind::map)) {
      return;
    }
    const bool cross = at.has("cross");
    if (cross == at.has("zip") || at.node().entries.size() != 1) {
      at.error("must hold one key, cross or zip");
      return;
    }
    const Cursor swept = at[cross ? "cross" : "zip"];
    if (!swept.is(Node::Kind::map)) {
      return;
    }
    std::optional<std::size_t> length;
    for (const Node::Entry& entry : swept.node().entries) {
      check_swept(swept[entry.key], entry.key);
      const std::size_t own = entry.value.items.size();
      if (!cross && length && own != *length) {
        swept[entry.key].error(fmt::format("holds {} values where the first holds {}", own, *length));
      }
      length = length.value_or(own);
    }
  }

  void check_uncertainty() const {
    const Cursor at = root_["uncertainty"];
    if (!at.exists()) {
      return;
    }
    uncertainty_value([this](const Cursor& cursor) { check_distributions(cursor); },
                      [this](const Cursor& cursor) { check_correlations(cursor); })
        .read(at);
  }

 private:
  void check_swept(const Cursor& at, const std::string& key) const {
    const std::optional<Path> path = path_at(at, key);
    if (!path || !at.is(Node::Kind::list)) {
      return;
    }
    if (at.node().items.empty()) {
      at.error("must not be empty");
    }
    for (const Node& value : at.node().items) {
      try_value_(at, *path, value);
    }
  }

  void check_distributions(const Cursor& at) const {
    if (!at.is(Node::Kind::map)) {
      return;
    }
    if (at.node().entries.empty()) {
      at.error("must not be empty");
    }
    for (const Node::Entry& entry : at.node().entries) {
      const Cursor parameter = at[entry.key];
      if (const std::optional<Path> path = path_at(parameter, entry.key)) {
        check_distribution(parameter, *path);
      }
    }
  }

  void check_distribution(const Cursor& at, const Path& path) const {
    if (!at.is(Node::Kind::map)) {
      return;
    }
    std::vector<std::string> names{"choice"};
    for (const Kind& kind : kinds) {
      names.push_back(kind.name);
    }
    if (at.node().entries.size() != 1) {
      at.error("a distribution has one key: beta, choice, lognormal, loguniform, normal, triangular or uniform");
      return;
    }
    const Node::Entry& entry = at.node().entries.front();
    const Cursor inner = at[entry.key];
    if (entry.key == "choice") {
      check_choice(inner, path);
      return;
    }
    for (const Kind& kind : kinds) {
      if (kind.name == entry.key) {
        kind.items > 0 ? check_bounds(inner, path, kind) : check_moments(inner, path, kind);
        return;
      }
    }
    const Node key = Node::scalar(entry.key, entry.place);
    at.key_of(key).error("unknown distribution" + did_you_mean(entry.key, names));
  }

  void check_choice(const Cursor& at, const Path& path) const {
    if (!at.is(Node::Kind::list)) {
      return;
    }
    if (at.node().items.empty()) {
      at.error("must not be empty");
    }
    for (const Node& value : at.node().items) {
      try_value_(at, path, value);
    }
  }

  /// The bounds of a distribution: as many as it has, of one dimension, in ascending order.
  void check_bounds(const Cursor& at, const Path& path, const Kind& kind) const {
    if (!at.is(Node::Kind::list)) {
      return;
    }
    const std::vector<Node>& items = at.node().items;
    if (items.size() != kind.items) {
      at.error(fmt::format("must hold {} values, not {}", kind.items, items.size()));
      return;
    }
    std::optional<Measured> last;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::optional<Measured> bound = measure(at[i]);
      if (!bound) {
        return;
      }
      if (last && (bound->dimension != last->dimension || bound->value < last->value)) {
        at[i].error(bound->value < last->value ? "is out of order: the least comes first, the most last"
                                               : "has another unit than the value before");
        return;
      }
      if (kind.name == "loguniform" && !(bound->value > 0)) {
        at[i].error("must be above 0, not " + items[i].text);
        return;
      }
      last = bound;
    }
    for (const Node& item : items) {
      try_value_(at, path, item);
    }
  }

  void check_moments(const Cursor& at, const Path& path, const Kind& kind) const {
    std::optional<Measured> mean;
    std::optional<Measured> spread;
    const std::string& second = kind.parameters.back();
    moments(
        second, [&](const Cursor& cursor) { mean = measure(cursor); },
        [&](const Cursor& cursor) { spread = measure(cursor); })
        .read(at);
    if (!mean || !spread) {
      return;
    }
    const Cursor spread_at = at[second];
    if (spread->dimension != (second == "cv" ? Dimension::share : mean->dimension)) {
      spread_at.error(second == "cv" ? "must be a bare number" : "must have the unit of the mean");
    } else if (!(spread->value > 0)) {
      spread_at.error("must be above 0, not " + spread_at.node().text);
    } else if (kind.name == "beta" && spread->value * spread->value >= mean->value * (1 - mean->value)) {
      spread_at.error("is too large for a beta distribution of this mean");
    } else if (kind.name == "lognormal" && !(mean->value > 0)) {
      at["mean"].error("must be above 0, not " + at["mean"].node().text);
    } else {
      try_value_(at, path, *at.node().find("mean"));
    }
  }

  void check_correlations(const Cursor& at) const {
    if (!at.is(Node::Kind::list)) {
      return;
    }
    std::vector<std::pair<std::string, std::string>> pairs;
    for (std::size_t i = 0; i < at.node().items.size(); ++i) {
      if (const auto pair = check_correlation(at[i])) {
        if (std::ranges::find(pairs, *pair) != pairs.end()) {
          at[i].error("the two parameters stand twice in the list");
        }
        pairs.push_back(*pair);
      }
    }
  }

  /// The two parameters of `[path, path, correlation]`, in alphabetic order.
  [[nodiscard]] std::optional<std::pair<std::string, std::string>> check_correlation(const Cursor& at) const {
    if (!at.is(Node::Kind::list)) {
      return std::nullopt;
    }
    const std::vector<Node>& items = at.node().items;
    if (items.size() != 3) {
      at.error("must be [path, path, correlation]");
      return std::nullopt;
    }
    const Cursor parameters = root_["uncertainty"]["parameters"];
    std::vector<std::string> known;
    if (parameters.exists()) {
      for (const Node::Entry& entry : parameters.node().entries) {
        known.push_back(entry.key);
      }
    }
    for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
      const bool found = std::ranges::find(known, items[i].text) != known.end();
      if (at[i].is(Node::Kind::scalar) && !found && parameters.clean()) {
        at[i].error(shown(items[i].text) + " is not one of the parameters" + did_you_mean(items[i].text, known));
      }
    }
    double correlation = 0;
    number(correlation, Range::any).read(at[2]);
    if (correlation < -1 || correlation > 1) {
      at[2].error("must lie between -1 and 1, not " + items[2].text);
    }
    if (items[0].text == items[1].text) {
      at[1].error("is the same parameter as the one before");
    }
    return std::minmax({items[0].text, items[1].text});
  }

  const Cursor& root_;
  const TryValue& try_value_;
};

}  // namespace

Value sweep() {
  return {nullptr, nullptr, [](Schema& schema) {
            one_key(schema);
            const auto values = [](Schema& item) {
              list_schema(
                  item, [](Schema& any) { any = Schema::object(); }, 1);
            };
            map_schema(schema["properties"]["cross"], path_schema, values, 0);
            schema["properties"]["cross"]["description"] = "Every combination; path to a list of values";
            map_schema(schema["properties"]["zip"], path_schema, values, 0);
            schema["properties"]["zip"]["description"] =
                "The first of each, the second of each, and so on; path to a list";
          }};
}

Value uncertainty() { return {nullptr, nullptr, uncertainty_value(nullptr, nullptr).schema}; }

void check_parameters(const Cursor& root, const TryValue& try_value) {
  const ParameterChecker checker(root, try_value);
  checker.check_sweep();
  checker.check_uncertainty();
}

}  // namespace convoyrisk::scenario
