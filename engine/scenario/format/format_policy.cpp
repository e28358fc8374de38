#include <vector>

#include "base/nearest.hpp"
#include "scenario/format/format.hpp"
#include "scenario/format/measure.hpp"
#include "scenario/text/values.hpp"

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
  form.defaulted("zones", zones(escort.zones, form.names()), "Zones in which it rides along (left out: all)");
}

void describe(Form& form, spec::Schedule& schedule) {
  form.defaulted("jitter", hours(schedule.jitter_h), "Greatest shift of a departure");
  form.defaulted("curfew", maybe(schedule.curfew, [](spec::HoursOfDay& hours) { return hours_of_day(hours); }),
                 "Times of day between which no trip departs: it waits for the second one");
}

void describe(Form& form, spec::Surveillance& surveillance) {
  form.required("detect", share(surveillance.detect), "Chance that a cell is spotted when a trip meets it");
  form.defaulted("zones", zones(surveillance.zones, form.names()), "Zones that are watched (left out: all)");
}

void describe(Form& form, spec::Intelligence& intelligence) {
  form.required("tip_rate", rate(intelligence.tip_rate_per_h), "Rate of tips about a cell");
}

void describe(Form& form, spec::Sanctuary& sanctuary) {
  form.required("recruitment", share(sanctuary.recruitment), "Share of recruitment that goes on");
}

void describe(Form& form, std::vector<spec::VehicleReplacement>& items) {
  form.required("replace", replacements(items, form.names()), "Vehicle types that are replaced: old type to new type");
}

void describe(Form& form, std::vector<spec::Guards>& items) {
  form.required("add", added_guards(items, form.names()), "Guards that are added: site to count");
}

void describe(Form& form, spec::Consolidate& consolidate) {
  form.required("trips", count(consolidate.trips, 1), "So many trips of the timetable leave as one");
}

void describe(Form& form, spec::Split& split) {
  form.required("parts", count(split.parts, 1), "So many parts leave, one after the other");
  form.defaulted("headway", hours(split.headway_h), "Time between them");
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
  Names& names = form.names();
  form.defaulted(
      "convoys",
      maybe(posture.convoys, [&names](std::vector<ConvoyId>& convoys) { return references(convoys, names.convoys); }),
      "Convoys whose departures it acts on (left out: all)");
  describe(form, posture.window);
}

void describe(Form& form, spec::ConvoyChange& change) {
  Names& names = form.names();
  form.defaulted("depart", maybe(change.depart, [&names](spec::Timetable& depart) { return timetable(depart, names); }),
                 "Timetable");
  form.defaulted("workers", maybe(change.workers, [](int& workers) { return count(workers, 1); }),
                 "Workers on a trip, at most the seats");
  form.defaulted("vehicles",
                 maybe(change.vehicles,
                       [&names](std::vector<spec::VehicleCount>& vehicles) { return vehicle_counts(vehicles, names); }),
                 "Vehicles of a trip: type to count");
  form.defaulted(
      "speed", maybe(change.speed_kmh, [](double& speed) { return quantity(speed, Dimension::kmh, Range::positive); }),
      "Greatest speed on any road");
  form.defaulted("pace_cv", maybe(change.pace_cv, [](double& cv) { return share(cv, Range::non_negative); }),
                 "Variation of the pace between trips (standard deviation / mean)");
}

void describe(Form& form, spec::Policy& policy) {
  Names& names = form.names();
  form.required("name", text(policy.name), "Name of the policy");
  form.defaulted("description", free_text(policy.description), "What a reader should know of it");
  form.defaulted("with", set_of(policy.with, [&names](PolicyId& other) { return reference(other, names.policies); }),
                 "Policies whose measures follow its own");
  form.defaulted(
      "convoys",
      entries(
          policy.convoys, [&names](spec::ConvoyChange& change) { return reference(change.convoy, names.convoys); },
          [&names](spec::ConvoyChange& change) { return block(change, names); }),
      "What changes in convoys, by name");
  describe_measures(form, policy);
}

void describe_measures(Form& form, spec::Policy& policy) {
  Names& names = form.names();
  const auto plain = [&](std::string_view key, auto& held, std::string_view meaning) {
    form.when_given(
        key, [&] { return measure(held, names); }, meaning);
  };
  plain("escort", policy.escort, "Escort vehicles");
  form.when_given(
      "vehicles",
      [&] {
        return measure(policy.vehicles, names, "replace", [&names](auto& held) { return replacements(held, names); });
      },
      "Vehicle types that are replaced: old type to new type");
  plain("schedule", policy.schedule, "Departures at other times than those of the timetable");
  plain("routing", policy.routing, "Routes drawn at random");
  form.when_given(
      "consolidate",
      [&] {
        return measure(policy.consolidate, names, "trips",
                       [](spec::Consolidate& held) { return count(held.trips, 1); });
      },
      "So many trips of the timetable leave as one");
  plain("split", policy.split, "Trips that leave in parts");
  plain("airlift", policy.airlift, "Workers who fly");
  form.when_given(
      "extra_cost_day", [&] { return number(policy.own_cost_per_day, Range::any); }, "Other cost of the policy a day");
  form.when_given(
      "guards",
      [&] { return measure(policy.guards, names, "add", [&names](auto& held) { return added_guards(held, names); }); },
      "Guards that are added: site to count");
  plain("patrols", policy.patrols, "Patrols of the roads");
  plain("surveillance", policy.surveillance, "Surveillance of the roads");
  plain("intelligence", policy.intelligence, "Tips about cells");
  plain("crackdown", policy.crackdown, "Raids on cells");
  plain("sanctuary", policy.sanctuary, "Less recruitment");
  plain("reaction_force", policy.reaction_force, "Force that comes to help");
  form.when_given(
      "postures", [&] { return list(policy.postures, [&names](spec::Posture& item) { return block(item, names); }); },
      "What is done for a while after an event");
}

}  // namespace convoyrisk::scenario
