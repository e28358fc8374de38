#include "scenario/uncertainty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "random/stream.hpp"
#include "scenario/nearest.hpp"
#include "scenario/values.hpp"

namespace convoyrisk::scenario {
namespace {

/// A number with the dimension that its unit tells.
struct Measured {
  Dimension dimension = Dimension::share;
  double value = 0;
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

void distribution_schema(Schema& schema) {
  one_key_schema(schema);
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

[[nodiscard]] Value block_of(Uncertainty& target, const Read& read_parameters, const Read& read_correlations) {
  static Names none;
  return keys(none, [&target, read_parameters, read_correlations](Form& form) {
    form.required("draws", count(target.draws, 1), "Draws of the parameters");
    form.defaulted("inner", count(target.inner, 1), "Replications of each draw and policy");
    const auto parameters = [](Schema& schema) { map_schema(schema, path_schema, distribution_schema, 1); };
    form.required("parameters", {read_parameters, nullptr, parameters}, "Path of a value to its distribution");
    form.defaulted("correlations", {read_correlations, nullptr, correlations_schema}, "Rank correlations");
  });
}

/// Reads the distribution of one parameter.
class DistributionReader {
 public:
  DistributionReader(DrawnParameter& target, const TryValue& try_value) : target_(target), try_value_(try_value) {}

  void read(const Cursor& at) const {
    if (!at.is(Node::Kind::map)) {
      return;
    }
    if (at.node().entries.size() != 1) {
      at.error("a distribution has one key: beta, choice, lognormal, loguniform, normal, triangular or uniform");
      return;
    }
    const Node::Entry& entry = at.node().entries.front();
    const Cursor inner = at[entry.key];
    std::vector<std::string> names{"choice"};
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
    at.key_of(key).error("unknown distribution" + did_you_mean(entry.key, names));
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
      try_value_(at, target_.path, value);
    }
    target_.choices = at.node().items;
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
      try_value_(at, target_.path, item);
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
    try_value_(at, target_.path, *at.node().find("mean"));
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
  const TryValue& try_value_;
};

[[nodiscard]] std::vector<DrawnParameter> read_parameters(const Cursor& at, const TryValue& try_value) {
  std::vector<DrawnParameter> parameters;
  if (!at.is(Node::Kind::map)) {
    return parameters;
  }
  if (at.node().entries.empty()) {
    at.error("must not be empty");
  }
  for (const Node::Entry& entry : at.node().entries) {
    const Cursor inner = at[entry.key];
    DrawnParameter& parameter = parameters.emplace_back();
    parameter.key = entry.key;
    parameter.place = entry.place;
    if (std::optional<Path> path = variable_path(inner, entry.key)) {
      parameter.path = std::move(*path);
      DistributionReader(parameter, try_value).read(inner);
    }
  }
  return parameters;
}

/// The index of the parameter that an item of a correlation names; none where there is none, which is reported.
[[nodiscard]] std::optional<std::size_t> read_name(const Cursor& at, const std::vector<DrawnParameter>& parameters) {
  if (!at.is(Node::Kind::scalar)) {
    return std::nullopt;
  }
  std::vector<std::string> known;
  for (const DrawnParameter& parameter : parameters) {
    known.push_back(parameter.key);
  }
  const std::string& name = at.node().text;
  const auto found = std::ranges::find(known, name);
  if (found == known.end()) {
    at.error(shown(name) + " is not one of the parameters" + did_you_mean(name, known));
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - known.begin());
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
                         shown(parameters[*bad].key)));
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

Node DrawnParameter::node(double value) const {
  return choices.empty() ? Node::scalar(print_quantity(value, dimension), place)
                         : choices.at(static_cast<std::size_t>(value));
}

std::vector<double> Uncertainty::values(std::uint64_t seed, std::uint64_t draw) const {
  std::vector<double> numbers;
  for (const DrawnParameter& parameter : parameters) {
    random::Stream stream(seed, parameter_purpose, draw, hash(print_path(parameter.path)), 0);
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
