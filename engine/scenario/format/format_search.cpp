#include "scenario/format/format.hpp"
#include "scenario/text/values.hpp"

namespace convoyrisk::scenario {
namespace {

/// A part of a policy, which has its name from the key where it stands.
[[nodiscard]] Value option(spec::Policy& target, Names& names) {
  const Value value = keys(names, [&target](Form& form) { describe_measures(form, target); });
  return {[value](const Cursor& cursor) {
            value.read(cursor);
            if (cursor.node().kind == Node::Kind::map && cursor.node().entries.empty()) {
              cursor.error("holds no measure; to do nothing, a plan takes no option of the lever");
            }
          },
          value.write, value.schema, true};
}

/// The first policy is the default, which is not written.
[[nodiscard]] Value base_policy(PolicyId& target, const Names& names) {
  const Value value = reference(target, names.policies);
  return {value.read, [&target, value] { return target == PolicyId(0) ? std::nullopt : value.write(); }, value.schema};
}

}  // namespace

void describe(Form& form, spec::Lever& lever) {
  Names& names = form.names();
  form.required("name", text(lever.name), "Name of the lever");
  form.defaulted("description", free_text(lever.description), "What a reader should know of it");
  form.required("options",
                entries(
                    lever.options, [](spec::Policy& item) { return text(item.name); },
                    [&names](spec::Policy& item) { return option(item, names); }, 1),
                "What can be done, each a part of a policy, by name");
}

void describe(Form& form, spec::Search& search) {
  Names& names = form.names();
  form.defaulted("base", base_policy(search.base, names), "Policy to which a plan is added");
  form.defaulted("of", outcome(search.of, names.outcomes), "Outcome that is to be small");
  form.defaulted("budget", maybe(search.budget, [](double& budget) { return number(budget, Range::non_negative); }),
                 "Greatest cost a year beyond the base's, in the currency of `costs`");
  form.required("levers", named_list(search.levers, names, 1),
                "What can be done; a plan takes one option of each, or none of it");
}

}  // namespace convoyrisk::scenario
