#include "scenario/format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "scenario/nearest.hpp"
#include "scenario/values.hpp"

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
          }};
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
          plain.write};
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
          many.write};
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
    list.names.push_back(part.name);
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
          }};
}

[[nodiscard]] Value policy_name(std::optional<PolicyId>& target, const Names& names) {
  return maybe(target, [&names](PolicyId& policy) { return reference(policy, names.policies); });
}

[[nodiscard]] Value price(double& target) { return number(target, Range::non_negative); }

/// Prices without a currency are those of a scenario that has none.
[[nodiscard]] Value costs(spec::Costs& target, Names& names) {
  const Value value = block(target, names);
  return {value.read, [&target, value] { return target.currency.empty() ? std::nullopt : value.write(); }};
}

}  // namespace

Value version() {
  return scalar(
      [](const std::string& text) {
        if (text != fmt::format("{}", format_version)) {
          throw Wrong(fmt::format("is version {} of the format, this program reads version {}", text, format_version));
        }
      },
      [] { return fmt::format("{}", format_version); });
}

void describe(Form& form, spec::VehicleType& type) {
  form.required("seats", count(type.seats, 1));
  form.required("protection", share(type.protection));
  form.defaulted("profile", number(type.profile, Range::non_negative));
}

/// A roster of 0 stands for the default, which complete() puts in its place.
void describe(Form& form, spec::Convoy& convoy) {
  Names& names = form.names();
  form.required("name", text(convoy.name));
  form.required("from", reference(convoy.from, names.nodes));
  form.required("to", reference(convoy.to, names.nodes));
  form.required("depart", timetable(convoy.depart, names));
  form.required("workers", count(convoy.workers, 1));
  form.required("vehicles", entries(
                                convoy.vehicles,
                                [&names](spec::VehicleCount& item) { return reference(item.type, names.vehicles); },
                                [](spec::VehicleCount& item) { return count(item.count); }));
  form.required("speed", quantity(convoy.speed_kmh, Dimension::kmh, Range::positive));
  form.defaulted("pace_cv", share(convoy.pace_cv, Range::non_negative));
  form.defaulted("roster", count(convoy.roster, 1));
}

void describe(Form& form, spec::Site& site) {
  form.required("name", text(site.name));
  form.required("node", reference(site.node, form.names().nodes));
  form.required("people", count(site.people));
  form.defaulted("guards", count(site.guards));
  form.defaulted("protection", share(site.protection));
  form.defaulted("spot", share(site.spot));
  form.defaulted("suppress", number(site.suppress, Range::non_negative));
  form.defaulted("attraction", number(site.attraction, Range::non_negative));
}

void describe(Form& form, spec::Costs& costs) {
  form.required("currency", text(costs.currency));
  form.defaulted("escort_vehicle_hour", price(costs.escort_vehicle_hour));
  form.defaulted("vehicle_hour", numbers_by_name(costs.vehicle_hour, form.names().vehicles, price));
  form.defaulted("patrol_visit", price(costs.patrol_visit));
  form.defaulted("surveillance_day", price(costs.surveillance_day));
  form.defaulted("intelligence_day", price(costs.intelligence_day));
  form.defaulted("crackdown_day", price(costs.crackdown_day));
  form.defaulted("reaction_base_day", price(costs.reaction_base_day));
  form.defaulted("guard_day", price(costs.guard_day));
  form.defaulted("flown_worker", price(costs.flown_worker));
  form.defaulted("worker_delay_hour", price(costs.worker_delay_hour));
  form.defaulted("cancelled_trip", price(costs.cancelled_trip));
}

void describe(Form& form, spec::Precision& precision) {
  form.defaulted("of", text(precision.of));
  form.required("half_width", half_width(precision));
  form.defaulted("confidence", confidence(precision.confidence));
  form.defaulted("at_most", count(precision.at_most, 1));
  form.defaulted("policy", policy_name(precision.policy, form.names()));
  form.defaulted("against", policy_name(precision.against, form.names()));
}

void describe(Form& form, spec::Run& run) {
  form.defaulted("replications", count(run.replications, 1));
  form.defaulted("seed", count(run.seed));
  form.defaulted("precision", one_or_more(run.precision, form.names()));
  form.defaulted("keep", keep(run.keep));
}

void describe(Form& form, spec::Scenario& scenario) {
  Names& names = form.names();
  form.required("convoyrisk", version());
  form.required("title", text(scenario.title));
  form.required("start", date(scenario.start));
  form.required("horizon", hours(scenario.horizon_h, Range::positive));
  form.defaulted("warmup", hours(scenario.warmup_h));
  form.required("network", block(scenario.network, names));
  form.required("vehicles", named_map(scenario.vehicle_types, names));
  form.declare(names.vehicles, "vehicles", scenario.vehicle_types);
  form.required("convoys", named_list(scenario.convoys, names));
  form.defaulted("sites", named_list(scenario.sites, names));
  form.declare(names.sites, "sites", scenario.sites);
  form.required("threat", block(scenario.threat, names));
  form.required("policies", named_list(scenario.policies, names, 1));
  form.declare(names.policies, "policies", scenario.policies);
  scenario.costs.vehicle_hour.resize(scenario.vehicle_types.size());
  form.defaulted("costs", costs(scenario.costs, names));
  form.defaulted("run", block(scenario.run, names));
  form.elsewhere("sweep");
  form.elsewhere("uncertainty");
}

}  // namespace convoyrisk::scenario
