#include "scenario/format/format.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/nearest.hpp"
#include "scenario/text/values.hpp"
#include "scenario/variation/sweep.hpp"
#include "scenario/variation/uncertainty.hpp"

namespace convoyrisk::scenario {
namespace {

/// The half-width of an interval: a share of the baseline's mean in %, or absolute.
[[nodiscard]] Value half_width(spec::Precision& precision) {
  const Value plain = share(precision.half_width, Range::positive);
  return {[&precision, plain](const Cursor& cursor) {
            plain.read(cursor);
            precision.relative = cursor.node().text.ends_with('%');
          },
          [&precision]() -> std::optional<Node> {
            // A percentage that gives this share again when it is divided by 100; nearly always the product does.
            double percent = precision.half_width * 100;
            for (int i = 0; i < 4 && percent / 100 != precision.half_width; ++i) {
              percent = std::nextafter(percent, percent / 100 < precision.half_width ? HUGE_VAL : 0);
            }
            return Node::scalar(precision.relative ? fmt::format("{} %", percent)
                                                   : fmt::format("{}", precision.half_width));
          },
          plain.schema};
}

/// A share strictly between 0 and 1.
[[nodiscard]] Value confidence(double& target) {
  const Value plain = share(target, Range::any);
  return {[&target, plain](const Cursor& cursor) {
            plain.read(cursor);
            if (cursor.clean() && !(target > 0 && target < 1)) {
              cursor.error("must lie between 0 and 1, neither included, not " + cursor.node().text);
            }
          },
          plain.write,
          [&target](Schema& schema) {
            share(target).schema(schema);
            exclusive_bounds(schema, 0, 1);
          }};
}

/// One block, or a list of them.
[[nodiscard]] Value one_or_more(std::vector<spec::Precision>& target, Names& names) {
  const Value many = list(target, [&names](spec::Precision& item) { return block(item, names); });
  return {[&target, &names, many](const Cursor& cursor) {
            if (cursor.node().kind == Node::Kind::list) {
              many.read(cursor);
            } else {
              target.resize(1);
              block(target.front(), names).read(cursor);
            }
          },
          many.write,
          [&names, many](Schema& schema) {
            spec::Precision one;
            block(one, names).schema(schema["oneOf"].emplace_back());
            many.schema(schema["oneOf"].emplace_back());
          }};
}

struct Kept {
  std::string name;
  bool spec::Keep::*wanted;
};

const std::vector<Kept> kept{{"outcomes", &spec::Keep::outcomes},
                             {"legs", &spec::Keep::legs},
                             {"days", &spec::Keep::days},
                             {"severity", &spec::Keep::severity},
                             {"events", &spec::Keep::events}};

[[nodiscard]] NameList kept_names() {
  NameList list{"part of the result", {}, true};
  for (const Kept& part : kept) {
    list.add(part.name);
  }
  return list;
}

/// The parts of the result that are kept, as a list of their names.
[[nodiscard]] Value keep(spec::Keep& target) {
  using PartId = Id<struct PartKind>;
  static const NameList names = kept_names();
  const auto part = [](PartId& id) { return reference(id, names); };
  return {[&target, part](const Cursor& cursor) {
            std::vector<PartId> wanted;
            set_of(wanted, part).read(cursor);
            for (std::size_t i = 0; i < kept.size(); ++i) {
              target.*kept[i].wanted = std::ranges::find(wanted, PartId(i)) != wanted.end();
            }
          },
          [&target, part]() -> std::optional<Node> {
            std::vector<PartId> wanted;
            for (std::size_t i = 0; i < kept.size(); ++i) {
              if (target.*kept[i].wanted) {
                wanted.emplace_back(i);
              }
            }
            return list(wanted, part).write();
          },
          [](Schema& schema) {
            list_schema(schema, one_of(names.names), 0);
            set_schema(schema);
          }};
}

[[nodiscard]] Value policy_name(std::optional<PolicyId>& target, const Names& names) {
  return maybe(target, [&names](PolicyId& policy) { return reference(policy, names.policies); });
}

[[nodiscard]] Value price(double& target) { return number(target, Range::non_negative); }

/// Prices without a currency are those of a scenario that has none.
[[nodiscard]] Value costs(spec::Costs& target, Names& names) {
  const Value value = block(target, names);
  return {value.read, [&target, value] { return target.currency.empty() ? std::nullopt : value.write(); },
          value.schema};
}

}  // namespace

Value outcome(std::string& target, const NameList& names) {
  return scalar(
      [&target, &names](const std::string& name) {
        if (!names.names.empty() && std::ranges::find(names.names, name) == names.names.end()) {
          const std::string meant = did_you_mean(name, names.names);
          throw Wrong(fmt::format("no outcome is named {}{}", shown(name),
                                  meant.empty() ? fmt::format("; there are {}", fmt::join(names.names, ", ")) : meant));
        }
        target = name;
      },
      [&target] { return target; },
      [&names](Schema& schema) { names.names.empty() ? name_of(names.what)(schema) : one_of(names.names)(schema); });
}

Value version() {
  return scalar(
      [](const std::string& text) {
        if (text != fmt::format("{}", format_version)) {
          throw Wrong(fmt::format("is version {} of the format, this program reads version {}", text, format_version));
        }
      },
      [] { return fmt::format("{}", format_version); }, [](Schema& schema) { schema["const"] = format_version; });
}

void describe(Form& form, spec::VehicleType& type) {
  form.required("seats", count(type.seats, 1), "Seats for workers");
  form.required("protection", share(type.protection), "Share of harm that the vehicle keeps off");
  form.defaulted("profile", number(type.profile, Range::non_negative), "Weight for being hit first");
  form.defaulted("accident", quantity(type.accident_per_km, Dimension::rate_per_km, Range::non_negative),
                 "Chance of death in an accident of a worker aboard, a km");
}

Value vehicle_counts(std::vector<spec::VehicleCount>& target, const Names& names) {
  return entries(
      target, [&names](spec::VehicleCount& item) { return reference(item.type, names.vehicles); },
      [](spec::VehicleCount& item) { return count(item.count); });
}

/// A roster of 0 stands for the default, which complete() puts in its place: a convoy is read whole.
void describe(Form& form, spec::Convoy& convoy) {
  Names& names = form.names();
  form.required("name", text(convoy.name), "Name of the convoy");
  form.defaulted("description", free_text(convoy.description), "What a reader should know of it");
  form.required("from", reference(convoy.from, names.nodes), "Where it starts");
  form.required("to", reference(convoy.to, names.nodes), "Where it goes; another node than `from`");
  form.required("depart", timetable(convoy.depart, names), "Timetable");
  form.required("workers", count(convoy.workers, 1), "Workers on a trip, at most the seats");
  form.required("vehicles", vehicle_counts(convoy.vehicles, names), "Vehicles of a trip: type to count");
  form.required("speed", quantity(convoy.speed_kmh, Dimension::kmh, Range::positive), "Greatest speed on any road");
  form.defaulted("pace_cv", share(convoy.pace_cv, Range::non_negative),
                 "Variation of the pace between trips (standard deviation / mean)");
  form.defaulted("roster", riders(convoy.roster, names.rosters),
                 "Who share the seats (left out: as many people as `workers`)");
}

void describe(Form& form, spec::Site& site) {
  form.required("name", text(site.name), "Name of the site");
  form.defaulted("description", free_text(site.description), "What a reader should know of it");
  form.required("node", reference(site.node, form.names().nodes), "Where it lies");
  form.required("people", count(site.people), "People who live or work there");
  form.defaulted("guards", count(site.guards), "Guards");
  form.defaulted("protection", share(site.protection), "Share of harm that the site keeps off");
  form.defaulted("spot", share(site.spot), "Chance that a guard spots a cell before it strikes");
  form.defaulted("suppress", number(site.suppress, Range::non_negative),
                 "How far each guard lowers the rates of an assault");
  form.defaulted("attraction", number(site.attraction, Range::non_negative), "Weight for being chosen among sites");
}

void describe(Form& form, spec::Costs& costs) {
  form.required("currency", text(costs.currency), "Currency of every price");
  form.defaulted("escort_vehicle_hour", price(costs.escort_vehicle_hour), "Price of an hour of one escort vehicle");
  form.defaulted("vehicle_hour", numbers_by_name(costs.vehicle_hour, form.names().vehicles, price),
                 "Price of an hour of a vehicle, by type; 0 where one is left out");
  form.defaulted("patrol_visit", price(costs.patrol_visit), "Price of one visit of a patrol");
  form.defaulted("surveillance_day", price(costs.surveillance_day), "Price of a day of surveillance");
  form.defaulted("intelligence_day", price(costs.intelligence_day), "Price of a day of intelligence");
  form.defaulted("crackdown_day", price(costs.crackdown_day), "Price of a day of crackdown");
  form.defaulted("reaction_base_day", price(costs.reaction_base_day),
                 "Price of a day of one base of the reaction force");
  form.defaulted("guard_day", price(costs.guard_day), "Price of a day of one added guard");
  form.defaulted("flown_worker", price(costs.flown_worker), "Price of flying one worker");
  form.defaulted("worker_delay_hour", price(costs.worker_delay_hour), "Price of an hour by which one worker is late");
  form.defaulted("cancelled_trip", price(costs.cancelled_trip), "Price of a trip that is cancelled");
}

void describe(Form& form, spec::Precision& precision) {
  form.defaulted("of", outcome(precision.of, form.names().outcomes), "Outcome");
  form.required("half_width", half_width(precision),
                "Wanted half-width of the interval, in % of the baseline's mean, or absolute");
  form.defaulted("confidence", confidence(precision.confidence), "Confidence of the interval");
  form.defaulted("at_most", count(precision.at_most, 1), "Greatest number of replications");
  form.defaulted("policy", policy_name(precision.policy, form.names()),
                 "Policy whose outcome it is (left out: every one)");
  form.defaulted("against", policy_name(precision.against, form.names()), "Policy from which the difference is taken");
}

void describe(Form& form, spec::Run& run) {
  form.defaulted("replications", count(run.replications, 1), "Replications of every policy");
  form.defaulted("seed", count(run.seed), "Seed of all random numbers");
  form.defaulted("precision", one_or_more(run.precision, form.names()),
                 "Run until intervals are so narrow, one or a list");
  form.defaulted("keep", keep(run.keep), "Parts of the result file beyond its summaries");
}

void describe(Form& form, spec::Scenario& scenario) {
  Names& names = form.names();
  form.required("convoyrisk", version(), "Version of the format");
  form.required("title", text(scenario.title), "Title of the scenario");
  form.defaulted("description", free_text(scenario.description), "What a reader should know of it");
  form.required("start", date(scenario.start), "Local time of t = 0");
  names.start = scenario.start;
  form.required("horizon", hours(scenario.horizon_h, Range::positive), "What is counted, from t = 0");
  form.defaulted("warmup", hours(scenario.warmup_h), "What runs before t = 0 and is not counted");
  form.required("network", block(scenario.network, names), "Nodes and roads");
  form.required("vehicles", named_map(scenario.vehicle_types, names), "Types of vehicles, by name");
  form.declare(names.vehicles, "vehicles", scenario.vehicle_types);
  form.defaulted("rosters",
                 entries(
                     scenario.rosters, [](spec::Roster& roster) { return text(roster.name); },
                     [](spec::Roster& roster) { return count(roster.people, 1); }),
                 "People who share the seats of several convoys: name to count");
  form.declare(names.rosters, "rosters", scenario.rosters);
  form.required("convoys", read_whole(named_list(scenario.convoys, names)), "Convoys and their timetables");
  form.declare(names.convoys, "convoys", scenario.convoys);
  form.defaulted("sites", named_list(scenario.sites, names), "Places where people stay");
  form.declare(names.sites, "sites", scenario.sites);
  form.required("threat", block(scenario.threat, names), "Groups, background attacks and regimes");
  form.declare_ahead(names.policies, "policies", scenario.policies);
  form.required("policies", named_list(scenario.policies, names, 1), "Policies to compare; the first is the baseline");
  form.declare(names.policies, "policies", scenario.policies);
  scenario.costs.vehicle_hour.resize(scenario.vehicle_types.size());
  form.defaulted("costs", costs(scenario.costs, names), "Prices; without them no costs are reported");
  form.defaulted("run", block(scenario.run, names), "How much is simulated and kept");
  form.defaulted("search", maybe_block(scenario.search, names), "What `convoyrisk optimise` chooses from");
  form.elsewhere("sweep", sweep_key(), "Values to try in place of those above", {});
  form.elsewhere("uncertainty", uncertainty_key(), "Values above that are not known, and drawn", {});
}

}  // namespace convoyrisk::scenario
