#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/nearest.hpp"
#include "scenario/text/values.hpp"

namespace convoyrisk::scenario {
namespace {

constexpr std::string_view forms = "fixed, exponential, gamma, lognormal, uniform or triangular";
const std::vector<std::string> distributions{"fixed", "exponential", "gamma", "lognormal", "uniform", "triangular"};
const std::vector<std::string> meanings{"Always this", "Without memory", "Gamma",
                                        "Lognormal",   "[least, most]",  "[least, mode, most]"};

[[nodiscard]] Value mean_and_cv(double& mean_h, double& cv) {
  static Names none;
  return keys(none, [&mean_h, &cv](Form& form) {
    form.required("mean", hours(mean_h, Range::positive), "Expectation");
    form.required("cv", share(cv, Range::non_negative), "Standard deviation / mean");
  });
}

[[nodiscard]] Value mean(double& mean_h) {
  static Names none;
  return only("mean", hours(mean_h, Range::positive), "Expectation", none);
}

/// `[1 h, 2 h]`: so many times in ascending order.
[[nodiscard]] Value ascending(const std::vector<double*>& targets) {
  const auto read = [targets](const Cursor& cursor) {
    if (!cursor.is(Node::Kind::list)) {
      return;
    }
    if (cursor.node().items.size() != targets.size()) {
      cursor.error(fmt::format("must hold {} times, not {}", targets.size(), cursor.node().items.size()));
      return;
    }
    for (std::size_t i = 0; i < targets.size(); ++i) {
      hours(*targets[i]).read(cursor[i]);
    }
    for (std::size_t i = 1; i < targets.size() && cursor.clean(); ++i) {
      if (*targets[i] < *targets[i - 1]) {
        cursor[i].error("is out of order: the least comes first, the most last");
      }
    }
  };
  const auto write = [targets]() -> std::optional<Node> {
    Node node = Node::list();
    for (double* const target : targets) {
      node.items.push_back(*hours(*target).write());
    }
    return node;
  };
  const auto schema = [targets](Schema& list) {
    list_schema(list, hours(*targets.front()).schema, targets.size(), targets.size());
  };
  return {read, write, schema};
}

/// The parameters of a distribution, which stand at the key that names its kind.
struct Parameters {
  spec::Duration& target;
  Value operator()(spec::Fixed& fixed) const { return hours(fixed.value_h); }
  Value operator()(spec::Exponential& exponential) const { return mean(exponential.mean_h); }
  Value operator()(spec::Gamma& gamma) const { return mean_and_cv(gamma.mean_h, gamma.cv); }
  Value operator()(spec::Lognormal& lognormal) const { return mean_and_cv(lognormal.mean_h, lognormal.cv); }
  Value operator()(spec::Uniform& uniform) const { return ascending({&uniform.low_h, &uniform.high_h}); }
  Value operator()(spec::Triangular& triangular) const {
    return ascending({&triangular.low_h, &triangular.mode_h, &triangular.high_h});
  }
};

/// Makes `target` a distribution of a kind, in the order of `distributions`.
void choose(spec::Duration& target, std::size_t kind) {
  const std::vector<spec::Duration> empty{spec::Fixed{},     spec::Exponential{}, spec::Gamma{},
                                          spec::Lognormal{}, spec::Uniform{},     spec::Triangular{}};
  target = empty.at(kind);
}

[[nodiscard]] Value parameters(spec::Duration& target) { return std::visit(Parameters{target}, target); }

/// The one entry of a distribution's map and its kind; none where it is not one, which is reported.
[[nodiscard]] std::optional<std::size_t> kind_of(const Cursor& cursor) {
  if (!cursor.is(Node::Kind::map)) {
    return std::nullopt;
  }
  const auto& entries = cursor.node().entries;
  if (entries.size() != 1) {
    cursor.error(fmt::format("a distribution has one key: {}", forms));
    return std::nullopt;
  }
  for (std::size_t kind = 0; kind < distributions.size(); ++kind) {
    if (distributions[kind] == entries.front().key) {
      return kind;
    }
  }
  const Node key = Node::scalar(entries.front().key, entries.front().place);
  cursor.key_of(key).error(fmt::format("unknown distribution, not {}{}", forms, did_you_mean(key.text, distributions)));
  return std::nullopt;
}

void read_distribution(const Cursor& cursor, spec::Duration& target) {
  if (cursor.node().kind == Node::Kind::scalar) {
    hours(target.emplace<spec::Fixed>().value_h).read(cursor);
  } else if (const auto kind = kind_of(cursor)) {
    choose(target, *kind);
    parameters(target).read(cursor[distributions[*kind]]);
  }
}

void read_exponential(const Cursor& cursor, double& mean_h) {
  constexpr std::string_view rule = "must be exponential, such as {exponential: {mean: 30 d}}";
  if (cursor.node().kind == Node::Kind::scalar) {
    cursor.error(std::string(rule));
  } else if (const auto kind = kind_of(cursor)) {
    if (distributions[*kind] == "exponential") {
      mean(mean_h).read(cursor["exponential"]);
    } else {
      cursor.error(std::string(rule));
    }
  }
}

[[nodiscard]] Node one_key(const std::string& key, Node value) {
  Node node = Node::map();
  node.add(key, std::move(value));
  return node;
}

/// A bare time, or a map with one key.
void distribution_schema(Schema& schema) {
  static Names none;
  spec::Duration duration;
  parameters(duration).schema(schema);
  SchemaForm form(schema, none);
  for (std::size_t kind = 0; kind < distributions.size(); ++kind) {
    choose(duration, kind);
    form.defaulted(distributions[kind], {nullptr, nullptr, parameters(duration).schema}, meanings.at(kind));
  }
  schema["type"] = {"string", "object"};
  schema["minProperties"] = 1;
  schema["maxProperties"] = 1;
  schema["description"] = "a time or a distribution of times, such as 20 min or {gamma: {mean: 6 d, cv: 0.5}}";
}

}  // namespace

Value distribution(spec::Duration& target) {
  return {[&target](const Cursor& cursor) { read_distribution(cursor, target); },
          [&target]() -> std::optional<Node> {
            return one_key(distributions.at(target.index()), *parameters(target).write());
          },
          distribution_schema};
}

Value exponential(double& mean_h) {
  return {[&mean_h](const Cursor& cursor) { read_exponential(cursor, mean_h); },
          [&mean_h]() -> std::optional<Node> { return one_key("exponential", *mean(mean_h).write()); },
          [&mean_h](Schema& schema) {
            static Names none;
            only("exponential", mean(mean_h), "Without memory", none).schema(schema);
            schema["description"] = "an exponential distribution, such as {exponential: {mean: 30 d}}";
          }};
}

}  // namespace convoyrisk::scenario
