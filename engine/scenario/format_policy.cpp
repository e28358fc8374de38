#include <array>

#include "scenario/format.hpp"
#include "scenario/nearest.hpp"
#include "scenario/values.hpp"

namespace convoyrisk::scenario {
namespace {

const std::vector<std::string> triggers{"attack", "spotted", "interception"};  // as in spec::PostureTrigger

[[nodiscard]] Value trigger(spec::PostureTrigger& target) {
  return scalar(
      [&target](const std::string& text) {
        for (std::size_t i = 0; i < triggers.size(); ++i) {
          if (triggers[i] == text) {
            target = static_cast<spec::PostureTrigger>(i);
            return;
          }
        }
        throw Wrong("must be attack, spotted or interception, not " + shown(text) + did_you_mean(text, triggers));
      },
      [&target] { return triggers.at(static_cast<std::size_t>(target)); });
}

[[nodiscard]] Value zones(spec::Zones& target, const Names& names) {
  return maybe(target, [&names](std::vector<ZoneId>& covered) { return references(covered, names.zones); });
}

/// A measure with a single parameter.
[[nodiscard]] Value measure(std::optional<double>& target, const std::string& key, Names& names,
                            const std::function<Value(double&)>& parameter) {
  return maybe(target, [&names, key, parameter](double& value) { return only(key, parameter(value), names); });
}

[[nodiscard]] Value rate(double& per_hour) { return quantity(per_hour, Dimension::rate_per_hour, Range::non_negative); }

[[nodiscard]] Value replacements(std::vector<spec::VehicleReplacement>& target, const Names& names) {
  return entries(
      target, [&names](spec::VehicleReplacement& item) { return reference(item.old_type, names.vehicles); },
      [&names](spec::VehicleReplacement& item) { return reference(item.new_type, names.vehicles); });
}

[[nodiscard]] Value added_guards(std::vector<spec::Guards>& target, const Names& names) {
  return entries(
      target, [&names](spec::Guards& item) { return reference(item.site, names.sites); },
      [](spec::Guards& item) { return count(item.added); });
}

}  // namespace

void describe(Form& form, spec::Escort& escort) {
  form.defaulted("vehicles", count(escort.vehicles));
  form.defaulted("crew", count(escort.crew));
  form.defaulted("protection", share(escort.protection));
  form.defaulted("profile", number(escort.profile, Range::non_negative));
  form.defaulted("spot", share(escort.spot));
  form.defaulted("suppress", number(escort.suppress, Range::non_negative));
}

void describe(Form& form, spec::Routing& routing) {
  form.required("alternatives", count(routing.alternatives, 1));
  form.defaulted("detour", maybe(routing.detour, [](double& detour) { return share(detour, Range::non_negative); }));
}

void describe(Form& form, spec::Airlift& airlift) {
  form.required("share", share(airlift.share));
  form.defaulted("fatality", share(airlift.fatality));
}

void describe(Form& form, spec::Patrols& patrols) {
  form.required("interval", hours(patrols.interval_h, Range::positive));
  form.required("detect", share(patrols.detect));
  form.defaulted("zones", zones(patrols.zones, form.names()));
}

void describe(Form& form, spec::Crackdown& crackdown) {
  form.required("raid_rate", rate(crackdown.raid_rate_per_h));
  form.defaulted("backlash", share(crackdown.backlash, Range::non_negative));
  form.defaulted("zones", zones(crackdown.zones, form.names()));
}

void describe(Form& form, spec::ReactionForce& force) {
  form.required("bases", references(force.bases, form.names().nodes));
  form.required("ready", hours(force.ready_h));
  form.required("speed", quantity(force.speed_kmh, Dimension::kmh, Range::positive));
}

void describe(Form& form, spec::Posture& posture) {
  form.required("after", trigger(posture.after));
  form.required("for", hours(posture.for_h));
  form.defaulted("suspend", flag(posture.suspend));
  form.defaulted("escort", count(posture.escort));
  form.defaulted("zones", zones(posture.zones, form.names()));
}

void describe(Form& form, spec::Policy& policy) {
  Names& names = form.names();
  form.required("name", text(policy.name));
  form.defaulted("escort", maybe_block(policy.escort, names));
  form.defaulted("vehicles", replacements(policy.vehicles, names));
  form.defaulted("schedule", measure(policy.jitter_h, "jitter", names, [](double& value) { return hours(value); }));
  form.defaulted("routing", maybe_block(policy.routing, names));
  form.defaulted("consolidate", maybe(policy.consolidate, [](int& trips) { return count(trips, 1); }));
  form.defaulted("airlift", maybe_block(policy.airlift, names));
  form.defaulted("extra_cost_day", number(policy.extra_cost_per_day, Range::any));
  form.defaulted("guards", added_guards(policy.guards, names));
  form.defaulted("patrols", maybe_block(policy.patrols, names));
  form.defaulted("surveillance",
                 measure(policy.surveillance_detect, "detect", names, [](double& value) { return share(value); }));
  form.defaulted("intelligence", measure(policy.tip_rate_per_h, "tip_rate", names, rate));
  form.defaulted("crackdown", maybe_block(policy.crackdown, names));
  form.defaulted("sanctuary", measure(policy.sanctuary_recruitment, "recruitment", names,
                                      [](double& value) { return share(value); }));
  form.defaulted("reaction_force", maybe_block(policy.reaction_force, names));
  form.defaulted("postures", list(policy.postures, [&names](spec::Posture& item) { return block(item, names); }));
}

}  // namespace convoyrisk::scenario
