#include <vector>

#include "base/nearest.hpp"
#include "scenario/format.hpp"
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
      [&target] { return triggers.at(static_cast<std::size_t>(target)); }, one_of(triggers));
}

[[nodiscard]] Value zones(spec::Zones& target, const Names& names) {
  return maybe(target, [&names](std::vector<ZoneId>& covered) { return references(covered, names.zones); });
}

/// A measure of one entry; `inner` gives the value of what it holds.
template <class Entry, class Inner>
[[nodiscard]] Value only_entry(std::vector<Entry>& target, Inner inner) {
  return {[&target, inner](const Cursor& cursor) {
            target.assign(1, Entry{});
            inner(target.front().measure).read(cursor);
          },
          [&target, inner]() -> std::optional<Node> {
            return target.empty() ? std::nullopt : inner(target.front().measure).write();
          },
          [inner](Schema& schema) {
            Entry entry{};
            inner(entry.measure).schema(schema);
          }};
}

template <class Entry>
[[nodiscard]] Value measure(std::vector<Entry>& target, Names& names) {
  return only_entry(target, [&names](auto& held) { return block(held, names); });
}

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
  form.defaulted("vehicles", count(escort.vehicles), "Escort vehicles with each convoy");
  form.defaulted("crew", count(escort.crew), "People in an escort vehicle");
  form.defaulted("protection", share(escort.protection), "Share of harm that an escort vehicle keeps off");
  form.defaulted("profile", number(escort.profile, Range::non_negative),
                 "Weight of an escort vehicle for being hit first");
  form.defaulted("spot", share(escort.spot), "Chance that an escort vehicle spots a cell before it strikes");
  form.defaulted("suppress", number(escort.suppress, Range::non_negative),
                 "How far each escort vehicle lowers the rates of an assault");
}

void describe(Form& form, spec::Schedule& schedule) {
  form.required("jitter", hours(schedule.jitter_h), "Greatest shift of a departure");
}

void describe(Form& form, spec::Surveillance& surveillance) {
  form.required("detect", share(surveillance.detect), "Chance that a cell is spotted when a trip meets it");
}

void describe(Form& form, spec::Intelligence& intelligence) {
  form.required("tip_rate", rate(intelligence.tip_rate_per_h), "Rate of tips about a cell");
}

void describe(Form& form, spec::Sanctuary& sanctuary) {
  form.required("recruitment", share(sanctuary.recruitment), "Share of recruitment that goes on");
}

void describe(Form& form, spec::Routing& routing) {
  form.required("alternatives", count(routing.alternatives, 1), "Routes among which each trip draws");
  form.defaulted("detour", maybe(routing.detour, [](double& detour) { return share(detour, Range::non_negative); }),
                 "How much longer than the shortest a route may be (left out: no bound)");
}

void describe(Form& form, spec::Airlift& airlift) {
  form.required("share", share(airlift.share), "Share of the workers who fly");
  form.defaulted("fatality", share(airlift.fatality), "Chance that a worker dies on a flight");
}

void describe(Form& form, spec::Patrols& patrols) {
  form.required("interval", hours(patrols.interval_h, Range::positive), "Time between visits");
  form.required("detect", share(patrols.detect), "Chance that a visit finds a staged cell");
  form.defaulted("zones", zones(patrols.zones, form.names()), "Zones that are patrolled (left out: all)");
}

void describe(Form& form, spec::Crackdown& crackdown) {
  form.required("raid_rate", rate(crackdown.raid_rate_per_h), "Rate of raids on a cell");
  form.defaulted("backlash", share(crackdown.backlash, Range::non_negative), "By how much recruitment grows");
  form.defaulted("zones", zones(crackdown.zones, form.names()), "Zones of the crackdown (left out: all)");
}

void describe(Form& form, spec::ReactionForce& force) {
  form.required("bases", references(force.bases, form.names().nodes), "Nodes where the force stands");
  form.required("ready", hours(force.ready_h), "Time until it leaves");
  form.required("speed", quantity(force.speed_kmh, Dimension::kmh, Range::positive), "Speed on the way");
}

void describe(Form& form, spec::Posture& posture) {
  form.required("after", trigger(posture.after), "What starts the posture");
  form.required("for", hours(posture.for_h), "How long it lasts");
  form.defaulted("suspend", flag(posture.suspend), "Are trips suspended?");
  form.defaulted("escort", count(posture.escort), "Escort vehicles that are added");
  form.defaulted("zones", zones(posture.zones, form.names()), "Zones whose events count (left out: all)");
}

void describe(Form& form, spec::Policy& policy) {
  Names& names = form.names();
  form.required("name", text(policy.name), "Name of the policy");
  form.defaulted("escort", measure(policy.escort, names), "Escort vehicles");
  form.defaulted("vehicles", only_entry(policy.vehicles, [&names](auto& held) { return replacements(held, names); }),
                 "Vehicle types that are replaced: old type to new type");
  form.defaulted("schedule", measure(policy.schedule, names),
                 "Departures at random times about those of the timetable");
  form.defaulted("routing", measure(policy.routing, names), "Routes drawn at random");
  form.defaulted("consolidate",
                 only_entry(policy.consolidate, [](spec::Consolidate& held) { return count(held.trips, 1); }),
                 "So many trips of the timetable leave as one");
  form.defaulted("airlift", measure(policy.airlift, names), "Workers who fly");
  form.defaulted("extra_cost_day", number(policy.extra_cost_per_day, Range::any), "Other cost of the policy a day");
  form.defaulted("guards", only_entry(policy.guards, [&names](auto& held) { return added_guards(held, names); }),
                 "Guards that are added: site to count");
  form.defaulted("patrols", measure(policy.patrols, names), "Patrols of the roads");
  form.defaulted("surveillance", measure(policy.surveillance, names), "Surveillance of the roads");
  form.defaulted("intelligence", measure(policy.intelligence, names), "Tips about cells");
  form.defaulted("crackdown", measure(policy.crackdown, names), "Raids on cells");
  form.defaulted("sanctuary", measure(policy.sanctuary, names), "Less recruitment");
  form.defaulted("reaction_force", measure(policy.reaction_force, names), "Force that comes to help");
  form.defaulted("postures", list(policy.postures, [&names](spec::Posture& item) { return block(item, names); }),
                 "What is done for a while after an event");
}

}  // namespace convoyrisk::scenario
