#include "scenario/study/study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "base/nearest.hpp"
#include "scenario/format/measure.hpp"
#include "scenario/format/tree.hpp"
#include "scenario/format/writer.hpp"
#include "scenario/study/fixed_beside_drawn.hpp"
#include "scenario/text/form.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] std::string on_one_line(Node value) {
  quote_texts(value);
  return print_yaml_line(value);
}

[[nodiscard]] std::vector<SweptParameter> describe(const Sweep& sweep) {
  std::vector<SweptParameter> swept;
  for (std::size_t i = 0; i < sweep.parameters.size(); ++i) {
    swept.push_back({sweep.parameters[i].key, {}});
    for (std::size_t point = 0; point < sweep.point_count(); ++point) {
      swept.back().values.push_back(on_one_line(sweep.value(point, i)));
    }
  }
  return swept;
}

[[nodiscard]] std::vector<UncertainParameter> describe(const Uncertainty& uncertainty) {
  std::vector<UncertainParameter> uncertain;
  for (const DrawnParameter& parameter : uncertainty.parameters) {
    const bool is_number = parameter.is_number();
    uncertain.push_back(
        {parameter.key(), {}, is_number, is_number ? unit_symbol(parameter.dimension) : "", {}, parameter.in_table});
    for (std::size_t i = 1; i < parameter.places.size(); ++i) {
      uncertain.back().also.push_back(parameter.places[i].key);
    }
    if (!parameter.in_table || !is_number) {
      std::ranges::transform(parameter.choices, std::back_inserter(uncertain.back().choices), on_one_line);
    }
  }
  return uncertain;
}

/// Takes `key` out of the items of a list where those of the file do not hold it.
void leave_out(Node* written, const Node* read, std::string_view key) {
  for (std::size_t i = 0; written != nullptr && i < written->items.size(); ++i) {
    if (read == nullptr || i >= read->items.size() || read->items[i].find(key) == nullptr) {
      std::erase_if(written->items[i].entries, [&](const Node::Entry& entry) { return entry.key == key; });
    }
  }
}

/// Gives the measures of a written policy the form that they have in the file, so that paths lead to the same values.
void form_as_read(Node& written, const Node& read) {
  for (Node::Entry& entry : written.entries) {
    const Node* const in_file = read.find(entry.key);
    if (in_file == nullptr || in_file->kind == Node::Kind::scalar) {
      continue;
    }
    const bool in_list = in_file->kind == Node::Kind::list && entry.value.kind != Node::Kind::list;
    const auto* const form = std::ranges::find(long_forms, entry.key, &LongForm::measure);
    if (form != long_forms.end() && (in_list || is_long(*in_file, form->key)) && !is_long(entry.value, form->key) &&
        entry.value.kind != Node::Kind::list) {
      Node full = Node::map();
      full.add(std::string(form->key), std::move(entry.value));
      entry.value = std::move(full);
    }
    if (in_list) {
      Node list = Node::list();
      list.items.push_back(std::move(entry.value));
      entry.value = std::move(list);
    }
  }
}

/// The scenario as a tree whose paths are those of the file.
[[nodiscard]] Node written_as_read(const spec::Scenario& scenario, const Node& read) {
  Node root = to_tree(scenario);
  const Node* const policies = read.find("policies");
  Node* const written = root.find("policies");
  for (std::size_t i = 0; i < written->items.size(); ++i) {
    form_as_read(written->items[i], policies->items[i]);
  }
  return root;
}

[[nodiscard]] std::size_t scalars_in(const Node& node) {
  std::size_t count = node.kind == Node::Kind::scalar ? 1 : 0;
  for (const Node::Entry& entry : node.entries) {
    count += scalars_in(entry.value);
  }
  for (const Node& item : node.items) {
    count += scalars_in(item);
  }
  return count;
}

/// The tree with those values whose paths lead somewhere; the others are reported.
[[nodiscard]] Node with_what_fits(Node tree, const NewValues& values, Problems& problems) {
  for (const auto& [path, value] : values) {
    try {
      assign(tree, path, value);
    } catch (const Unresolved& wrong) {
      problems.error(value.place, print_path(path), wrong.what());
    }
  }
  return tree;
}

}  // namespace

Study::Study(Parts parts)
    : parts_(std::move(parts)), swept_(describe(parts_.sweep)), uncertain_(describe(parts_.uncertainty)) {}

std::vector<std::string> Study::warnings_of_draws(const std::vector<PolicyId>& policies) const {
  return fixed_beside_drawn(parts_.tree, parts_.sources, parts_.sweep, parts_.uncertainty, policies);
}

void Study::check_precision_of(const std::vector<PolicyId>& policies) const {
  Problems told = parts_.sources.fresh();
  const Cursor at = Cursor(parts_.tree, told)["run"]["precision"];
  for (std::size_t i = 0; i < parts_.base.run.precision.size(); ++i) {
    const spec::Precision& precision = parts_.base.run.precision[i];
    for (const auto& [key, policy] : {std::pair("policy", precision.policy), {"against", precision.against}}) {
      if (policy && std::ranges::find(policies, *policy) == policies.end()) {
        (at.node().kind == Node::Kind::map ? at : at[i])[key].error(
            fmt::format("policy {} is not among those of this run", shown(parts_.base.policies[policy->index()].name)));
      }
    }
  }
  if (told.has_errors()) {
    throw InputErrors(told.errors());
  }
}

double Study::drawn(std::size_t draw, std::size_t parameter) const { return drawn(draw).at(parameter); }

std::vector<double> Study::drawn(std::size_t draw) const {
  std::vector<double> values = parts_.uncertainty.values(parts_.base.run.seed, draw);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = parts_.uncertainty.parameters[i].number(values[i]);
  }
  return values;
}

double Study::quantile(std::size_t parameter, double probability) const {
  const DrawnParameter& drawn = parts_.uncertainty.parameters.at(parameter);
  return drawn.number(scenario::quantile(drawn.distribution, probability));
}

NewValues Study::new_values(std::size_t point, std::size_t draw) const {
  NewValues values;
  for (std::size_t i = 0; i < swept_.size(); ++i) {
    values.emplace_back(parts_.sweep.parameters[i].path, parts_.sweep.value(point, i));
  }
  if (draw_count() > 0) {
    const std::vector<double> of_laws = parts_.uncertainty.values(parts_.base.run.seed, draw);
    for (std::size_t i = 0; i < of_laws.size(); ++i) {
      const DrawnParameter& parameter = parts_.uncertainty.parameters[i];
      for (const DrawnPlace& place : parameter.places) {
        values.emplace_back(place.path, parameter.node(of_laws[i]));
      }
    }
  }
  return values;
}

spec::Scenario Study::make(std::size_t point, std::size_t draw, Problems& problems) const {
  const NewValues values = new_values(point, draw);
  spec::Scenario scenario;
  try {
    scenario = leave_the_rest(values) ? read_again(parts_.tree, parts_.base, values, problems)
                                      : read_tree(with(parts_.tree, values), problems);
  } catch (const Unresolved&) {
    scenario = read_tree(with_what_fits(parts_.tree, values, problems), problems);
  }
  const std::string different = difference(parts_.base, scenario);
  if (!problems.has_errors() && !different.empty()) {
    problems.error({}, "", "the values change " + different + ", which must be the same in all of a run");
  }
  return scenario;
}

Problems::Problem Study::explained(const Problems::Problem& problem, std::size_t point, std::size_t draw) const {
  const std::vector<DrawnParameter>& parameters = parts_.uncertainty.parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const ParameterDistribution& law = parameters[i].distribution;
    const bool unbounded = std::holds_alternative<NormalLaw>(law) || std::holds_alternative<LognormalLaw>(law);
    for (const DrawnPlace& place : parameters[i].places) {
      if (parameters[i].choices.empty() && print_path(place.path, parts_.tree) == problem.path) {
        return {place.place, join("uncertainty.parameters", place.key),
                fmt::format("draw {} gives {}: {}{}", draw, parameters[i].node(drawn(draw, i)).text, problem.what,
                            unbounded ? "; give it bounds" : "")};
      }
    }
  }
  std::string when = point_count() > 1 ? fmt::format("point {} of the sweep", point) : "";
  if (draw_count() > 0) {
    when += fmt::format("{}draw {}", when.empty() ? "" : ", ", draw);
  }
  return {problem.place, problem.path, problem.what + (when.empty() ? "" : " (" + when + ")")};
}

spec::Scenario Study::scenario(std::size_t point, std::size_t draw) const {
  Problems problems = parts_.sources.fresh();
  spec::Scenario scenario = make(point, draw, problems);
  if (problems.has_errors()) {
    Problems told = parts_.sources.fresh();
    for (const Problems::Problem& problem : problems.found()) {
      const Problems::Problem better = explained(problem, point, draw);
      told.error(better.place, better.path, better.what);
    }
    throw InputErrors(told.errors());
  }
  return scenario;
}

void Study::check_all(const Take& take) const {
  struct Found {
    Problems::Problem first;
    std::size_t count = 0;
  };
  std::map<std::string, Found> found;  // by path
  const std::size_t draws = std::max<std::size_t>(draw_count(), 1);
  for (std::size_t point = 0; point < point_count(); ++point) {
    for (std::size_t draw = 0; draw < draws; ++draw) {
      Problems problems = parts_.sources.fresh();
      spec::Scenario scenario = make(point, draw, problems);
      if (take && !problems.has_errors()) {
        take(point, draw, std::move(scenario));
      }
      for (const Problems::Problem& problem : problems.found()) {
        Found& same = found[problem.path];
        if (same.count++ == 0) {
          same.first = explained(problem, point, draw);
        }
      }
    }
  }
  Problems told = parts_.sources.fresh();
  for (const auto& [path, same] : found) {
    const std::string more = same.count > 1 ? fmt::format(" (and {} more like it)", same.count - 1) : "";
    told.error(same.first.place, same.first.path, same.first.what + more);
  }
  if (told.has_errors()) {
    throw InputErrors(told.errors());
  }
}

std::size_t Study::value_count() const { return scalars_in(parts_.tree); }

std::string Study::resolved_yaml() const {
  Node root = written_as_read(parts_.base, parts_.tree);
  if (point_count() > 1 || draw_count() > 0) {
    const Node* const network = parts_.tree.find("network");
    leave_out(root.find("convoys"), parts_.tree.find("convoys"), "roster");
    leave_out(root.find("network")->find("roads"), network->find("roads"), "length");
  }
  for (const auto& [key, node] : {std::pair("sweep", parts_.sweep.node), {"uncertainty", parts_.uncertainty.node}}) {
    if (node) {
      root.add(key, *node);
      quote_texts(root.entries.back().value);
    }
  }
  if (Node* const uncertainty = root.find("uncertainty"); uncertainty != nullptr && !uncertainty->find("table")) {
    std::erase_if(uncertainty->entries, [](const Node::Entry& entry) { return entry.key == "draws"; });
  }
  return print_yaml(root);
}

std::string Study::json() const {
  Node root = written_as_read(parts_.base, parts_.tree);
  if (!parts_.network_file.empty()) {
    root.find("network")->add("file", Node::scalar(parts_.network_file));
  }
  return print_json(root);
}

}  // namespace convoyrisk::scenario
