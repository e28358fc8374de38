#include "scenario/variation/drawn_parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/nearest.hpp"
#include "scenario/text/values.hpp"

namespace convoyrisk::scenario {
namespace {

/// A number with the dimension that its unit tells.
struct Measured {
  Dimension dimension = Dimension::share;
  double value = 0;
};

/// The value of a text. Throws Wrong where it is not a quantity.
[[nodiscard]] Measured measure(const std::string& text) {
  for (const Dimension dimension :
       {Dimension::hours, Dimension::kilometres, Dimension::kmh, Dimension::rate_per_hour, Dimension::rate_per_km}) {
    try {
      return {dimension, parse_quantity(text, dimension)};
    } catch (const Wrong&) {
      continue;
    }
  }
  return {Dimension::share, parse_quantity(text, Dimension::share)};
}

/// The value of a scalar; none where it is not a quantity, which is reported.
[[nodiscard]] std::optional<Measured> measure(const Cursor& at) {
  if (!at.is(Node::Kind::scalar)) {
    return std::nullopt;
  }
  try {
    return measure(at.node().text);
  } catch (const Wrong& wrong) {
    at.error(wrong.what());
    return std::nullopt;
  }
}

/// The values of choices that are all numbers of one dimension; else empty.
[[nodiscard]] std::vector<Measured> measure_all(const std::vector<Node>& choices) {
  std::vector<Measured> values;
  try {
    for (const Node& choice : choices) {
      values.push_back(measure(choice.text));
    }
  } catch (const Wrong&) {
    return {};
  }
  const bool alike = std::ranges::all_of(values, [&](Measured m) { return m.dimension == values[0].dimension; });
  return alike ? values : std::vector<Measured>();
}

/// Does the length of a road or of its segments hang on it? Results sum convoy-km over draws by segments.
[[nodiscard]] bool is_length(const Path& path) {
  const std::string printed = print_path(path);
  return holds("network.segment", printed) || holds("network.nodes", printed) ||
         (holds("network.roads", printed) && path.back() == Step("length"));
}

/// A kind of distribution and its numbers: a list of `items` in ascending order, or mean and `spread`.
struct Kind {
  std::string name;
  std::string meaning;
  std::size_t items = 0;
  std::string spread{};  ///< sd or cv
  std::function<ParameterDistribution(const std::vector<double>&)> make;
};

using Numbers = std::vector<double>;

const std::array<Kind, 6> kinds{{
    {"uniform", "[least, most]", 2, "",
     [](const Numbers& x) {
       return UniformLaw{x[0], x[1]};
     }},
    {"loguniform", "[least, most] of a value with a uniform logarithm", 2, "",
     [](const Numbers& x) {
       return LoguniformLaw{x[0], x[1]};
     }},
    {"triangular", "[least, mode, most]", 3, "",
     [](const Numbers& x) {
       return TriangularLaw{x[0], x[1], x[2]};
     }},
    {"beta", "Beta, between 0 and 1", 0, "sd",
     [](const Numbers& x) {
       return BetaLaw{x[0], x[1]};
     }},
    {"normal", "Normal", 0, "sd",
     [](const Numbers& x) {
       return NormalLaw{x[0], x[1]};
     }},
    {"lognormal", "Lognormal", 0, "cv",
     [](const Numbers& x) {
       return LognormalLaw{x[0], x[1]};
     }},
}};

/// Any quantity.
void measured_schema(Schema& schema) { schema["type"] = {"number", "string"}; }

using Read = std::function<void(const Cursor&)>;

/// The mean and the spread, sd or cv, of a distribution.
[[nodiscard]] Value moments(const std::string& spread, const Read& read_mean, const Read& read_spread) {
  static Names none;
  return keys(none, [spread, read_mean, read_spread](Form& form) {
    form.required("mean", {read_mean, nullptr, measured_schema}, "Expectation");
    form.required(spread, {read_spread, nullptr, measured_schema},
                  spread == "cv" ? "Standard deviation / mean" : "Standard deviation");
  });
}

/// Reads the distribution of one parameter.
class DistributionReader {
 public:
  DistributionReader(DrawnParameter& target, const TryValues& try_values) : target_(target), try_values_(try_values) {}

  void read(const Cursor& at) const {
    if (!at.is(Node::Kind::map)) {
      return;
    }
    if (at.node().entries.size() != 1) {
      at.error("a distribution has one key: beta, choice, lognormal, loguniform, normal, same, triangular or uniform");
      return;
    }
    const Node::Entry& entry = at.node().entries.front();
    const Cursor inner = at[entry.key];
    std::vector<std::string> names{"choice", "same"};
    for (const Kind& kind : kinds) {
      names.push_back(kind.name);
      if (kind.name == entry.key) {
        kind.items > 0 ? read_bounds(inner, kind) : read_moments(inner, kind);
        return;
      }
    }
    if (entry.key == "choice") {
      read_choice(inner);
      return;
    }
    const Node key = Node::scalar(entry.key, entry.place);
    at.key_of(key).error("unknown distribution" + did_you_mean_or_known(entry.key, names));
  }

 private:
  void read_choice(const Cursor& at) const {
    if (!at.is(Node::Kind::list)) {
      return;
    }
    if (at.node().items.empty()) {
      at.error("must not be empty");
    }
    for (const Node& value : at.node().items) {
      try_values_(at, {{target_.places.front().path, value}});
    }
    set_choices(target_, at.node().items);
    target_.distribution = ChoiceLaw{target_.choices.size()};
  }

  /// The bounds of a distribution: as many as it has, of one dimension, in ascending order.
  void read_bounds(const Cursor& at, const Kind& kind) const {
    if (!at.is(Node::Kind::list)) {
      return;
    }
    const std::vector<Node>& items = at.node().items;
    if (items.size() != kind.items) {
      at.error(fmt::format("must hold {} values, not {}", kind.items, items.size()));
      return;
    }
    Numbers bounds;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::optional<Measured> bound = measure(at[i]);
      if (!bound) {
        return;
      }
      if (i > 0 && (bound->dimension != target_.dimension || bound->value < bounds.back())) {
        at[i].error(bound->value < bounds.back() ? "is out of order: the least comes first, the most last"
                                                 : "has another unit than the value before");
        return;
      }
      if (kind.name == "loguniform" && !(bound->value > 0)) {
        at[i].error("must be above 0, not " + items[i].text);
        return;
      }
      target_.dimension = bound->dimension;
      bounds.push_back(bound->value);
    }
    for (const Node& item : items) {
      try_values_(at, {{target_.places.front().path, item}});
    }
    target_.distribution = kind.make(bounds);
  }

  void read_moments(const Cursor& at, const Kind& kind) const {
    std::optional<Measured> mean;
    std::optional<Measured> spread;
    moments(
        kind.spread, [&](const Cursor& cursor) { mean = measure(cursor); },
        [&](const Cursor& cursor) { spread = measure(cursor); })
        .read(at);
    if (!mean || !spread || !check_moments(at, kind, *mean, *spread)) {
      return;
    }
    try_values_(at, {{target_.places.front().path, *at.node().find("mean")}});
    target_.dimension = mean->dimension;
    target_.distribution = kind.make({mean->value, spread->value});
  }

  [[nodiscard]] static bool check_moments(const Cursor& at, const Kind& kind, Measured mean, Measured spread) {
    const Cursor mean_at = at["mean"];
    const Cursor spread_at = at[kind.spread];
    const bool relative = kind.spread == "cv";
    if (kind.name == "beta" && mean.dimension != Dimension::share) {
      mean_at.error("must be a bare number, as a beta distribution lies between 0 and 1");
    } else if (spread.dimension != (relative ? Dimension::share : mean.dimension)) {
      spread_at.error(relative ? "must be a bare number" : "must have the unit of the mean");
    } else if (!(spread.value > 0)) {
      spread_at.error("must be above 0, not " + spread_at.node().text);
    } else if (kind.name == "beta" && spread.value * spread.value >= mean.value * (1 - mean.value)) {
      spread_at.error("is too large for a beta distribution of this mean");
    } else if (kind.name == "lognormal" && !(mean.value > 0)) {
      mean_at.error("must be above 0, not " + mean_at.node().text);
    } else {
      return true;
    }
    return false;
  }

  DrawnParameter& target_;
  const TryValues& try_values_;
};

}  // namespace

Node DrawnParameter::node(double of_law) const {
  return choices.empty() ? Node::scalar(print_quantity(of_law, dimension), places.front().place)
                         : choices.at(static_cast<std::size_t>(of_law));
}

double DrawnParameter::number(double of_law) const {
  return choice_values.empty() ? of_law : choice_values.at(static_cast<std::size_t>(of_law));
}

std::optional<DrawnPlace> read_drawn_place(const Cursor& at, const Node::Entry& entry) {
  std::optional<Path> path = variable_path(at, entry.key);
  if (path && is_length(*path)) {
    at.error("lengths of roads and segments cannot be drawn, only swept");
    return std::nullopt;
  }
  return path ? std::optional(DrawnPlace{entry.key, std::move(*path), entry.place}) : std::nullopt;
}

void set_choices(DrawnParameter& parameter, std::vector<Node> choices) {
  parameter.choices = std::move(choices);
  parameter.choice_values.clear();
  for (const Measured& choice : measure_all(parameter.choices)) {
    parameter.dimension = choice.dimension;
    parameter.choice_values.push_back(choice.value);
  }
}

void drawn_parameter_schema(Schema& schema) {
  one_key_schema(schema);
  schema["properties"]["same"] = {{"description", "Path of a parameter that has the same value"}, {"type", "string"}};
  schema["properties"]["choice"]["description"] = "One of these, all alike";
  list_schema(
      schema["properties"]["choice"], [](Schema& any) { any = Schema::object(); }, 1);
  for (const Kind& kind : kinds) {
    Schema& inner = schema["properties"][kind.name];
    inner["description"] = kind.meaning;
    if (kind.items > 0) {
      list_schema(inner, measured_schema, kind.items, kind.items);
    } else {
      moments(kind.spread, nullptr, nullptr).schema(inner);
    }
  }
}

void read_distribution(const Cursor& at, DrawnParameter& target, const TryValues& try_values) {
  DistributionReader(target, try_values).read(at);
}

}  // namespace convoyrisk::scenario
