#include <nlohmann/json.hpp>

#include "scenario/format/format.hpp"
#include "scenario/text/values.hpp"

namespace convoyrisk::scenario {
namespace {

constexpr double greatest_lead_h = 24;

/// The time by which a cell comes early, at most a day.
[[nodiscard]] Value lead(double& target) {
  const Value plain = hours(target);
  return {[&target, plain](const Cursor& cursor) {
            plain.read(cursor);
            if (cursor.clean() && target > greatest_lead_h) {
              cursor.error("must be at most 24 h, not " + cursor.node().text);
            }
          },
          plain.write, plain.schema};
}

/// A mean number below 1, so that chains of them end.
[[nodiscard]] Value mean_below_one(double& target) {
  const Value plain = number(target, Range::non_negative);
  return {[&target, plain](const Cursor& cursor) {
            plain.read(cursor);
            if (cursor.clean() && target >= 1) {
              cursor.error("must be below 1, not " + cursor.node().text);
            }
          },
          plain.write,
          [plain](Schema& schema) {
            plain.schema(schema);
            schema["exclusiveMaximum"] = 1;
          }};
}

}  // namespace

void describe(Form& form, spec::Assault& assault) {
  form.required("duration", distribution(assault.duration), "How long it lasts");
  form.required("kill_rate", rate(assault.kill_rate_per_h), "Rate at which an exposed person is killed");
  form.defaulted("injure_rate", rate(assault.injure_rate_per_h), "Rate at which an exposed person is injured");
}

void describe(Form& form, spec::Mode& mode) {
  form.required("name", text(mode.name), "Name of the mode");
  form.defaulted("description", free_text(mode.description), "What a reader should know of it");
  form.defaulted("weight", number(mode.weight, Range::non_negative), "Weight for being the one that occurs");
  form.required("kill", share(mode.kill), "Chance that a person in a vehicle that is hit dies");
  form.defaulted("injure", share(mode.injure), "Chance that a person in it is injured");
  form.defaulted("spread", share(mode.spread), "Chance that another vehicle is hit, too");
  form.defaulted("severity_cv", share(mode.severity_cv, Range::non_negative),
                 "Variation of the harm between attacks (standard deviation / mean)");
  form.defaulted("expended", share(mode.expended), "Chance that the cell is gone afterwards");
  form.defaulted("halt", hours(mode.halt_h), "How long the convoy halts");
  form.defaulted("exposed", count(mode.exposed), "People at a site whom an attack reaches");
  form.defaulted("assault", maybe_block(mode.assault, form.names()), "A fight that follows");
}

void describe(Form& form, spec::Excitation& excitation) {
  form.required("jump", number(excitation.jump, Range::non_negative),
                "What an attack adds to the tempo, which is 1 at rest");
  form.required("decay", hours(excitation.decay_h, Range::positive), "Time in which that fades");
}

void describe(Form& form, spec::TempoWindow& window) {
  form.required("from", moment(window.from_h, form.names().start), "Start");
  form.required("to", moment(window.to_h, form.names().start), "End");
  form.required("factor", number(window.factor, Range::non_negative), "Factor of the tempo within");
}

void describe(Form& form, spec::Recruit& recruit) {
  form.required("rate", rate(recruit.rate_per_h), "Rate at which a new cell forms");
  form.required("max_cells", count(recruit.max_cells), "Greatest number of cells");
}

void describe(Form& form, spec::FollowUp& follow_up) {
  form.required("mean", mean_below_one(follow_up.mean), "Mean number of further attacks that an attack brings");
  form.required("delay", distribution(follow_up.delay), "Time until one of them stages");
  form.required("distance", quantity(follow_up.distance_km, Dimension::kilometres, Range::positive),
                "Scale of their distance by road from the attack");
}

void describe(Form& form, spec::TargetCoefficients& target) {
  form.defaulted("traffic", number(target.traffic, Range::any), "Coefficient of traffic");
  form.defaulted("cover", number(target.cover, Range::any), "Coefficient of cover");
  form.defaulted("distance", number(target.distance, Range::any), "Coefficient of distance from home");
  form.defaulted("security", number(target.security, Range::any), "Coefficient of security");
}

void describe(Form& form, spec::Group& group) {
  Names& names = form.names();
  form.required("name", text(group.name), "Name of the group");
  form.defaulted("description", free_text(group.description), "What a reader should know of it");
  form.required("cells", count(group.cells), "Cells at the start");
  form.required("home", references(group.home, names.nodes), "Nodes from which the range is measured");
  form.required("range", quantity(group.range_km, Dimension::kilometres, Range::non_negative),
                "How far from home it acts");
  form.required("dormant", exponential(group.dormant_mean_h), "Time of rest");
  form.required("preparing", distribution(group.preparing), "Time of preparation");
  form.required("staged", distribution(group.staged), "Time in place before a cell gives up");
  form.required("recovering", distribution(group.recovering), "Time after an attack");
  form.required("engage", share(group.engage), "Chance that a staged cell engages a convoy that meets it");
  form.defaulted("deterrence", number(group.deterrence, Range::non_negative),
                 "How far each escort vehicle lowers that chance");
  form.defaulted("capture", share(group.capture), "Chance that a cell that is intercepted is gone for good");
  form.defaulted("habit", share(group.habit), "Chance that a cell times itself by the traffic that was observed");
  form.defaulted("lead", lead(group.lead_h), "Time by which a cell comes early, at most 24 h");
  form.defaulted("observe", share(group.observe), "Share of the traffic that is observed");
  form.defaulted("memory", hours(group.memory_h, Range::positive), "Time in which what was observed fades");
  form.defaulted("target", block(group.target, names), "What draws it to a place");
  form.defaulted("site_share", share(group.site_share), "Share of attacks that are meant for sites");
  form.defaulted("excitation", maybe_block(group.excitation, names), "Attacks that raise the tempo of more");
  form.defaulted("tempo", list(group.tempo, [&names](spec::TempoWindow& window) { return block(window, names); }),
                 "Windows of higher or lower tempo; those that overlap multiply");
  form.defaulted("recruit", maybe_block(group.recruit, names), "New cells");
  form.defaulted("follow_up", maybe_block(group.follow_up, names), "Attacks that an attack brings");
  form.required("modes", named_list(group.modes, names, 1), "Modes of attack");
}

void describe(Form& form, spec::Background& background) {
  Names& names = form.names();
  background.rate_per_km.resize(names.zones.names.size());
  form.required(
      "rates",
      numbers_by_name(background.rate_per_km, names.zones,
                      [](double& per_km) { return quantity(per_km, Dimension::rate_per_km, Range::non_negative); }),
      "Attacks per convoy-km by zone; 0 where one is left out");
  form.defaulted("deterrence", number(background.deterrence, Range::non_negative),
                 "How far each escort vehicle lowers the rate");
  form.required("modes", named_list(background.modes, names, 1), "Modes of attack");
}

void describe(Form& form, spec::Regime& regime) {
  form.required("name", text(regime.name), "Name of the regime");
  form.required("factor", number(regime.factor, Range::non_negative),
                "Factor of the tempo of groups and of background rates");
  form.required("mean_stay", hours(regime.mean_stay_h, Range::positive), "Mean time in the regime");
}

void describe(Form& form, spec::Threat& threat) {
  Names& names = form.names();
  form.defaulted("spotted_halt", hours(threat.spotted_halt_h), "How long a convoy halts that has spotted a cell");
  form.defaulted("groups", named_list(threat.groups, names), "Groups of cells that adapt");
  form.defaulted("background", maybe_block(threat.background, names), "Attacks without adaptation");
  form.defaulted("regimes", named_list(threat.regimes, names),
                 "States of the whole region, one after the other (left out: one with factor 1)");
  form.declare(names.regimes, "regimes", threat.regimes);
  form.defaulted("regime_at_start",
                 maybe(threat.regime_at_start, [&names](RegimeId& regime) { return reference(regime, names.regimes); }),
                 "Regime at the start (left out: drawn)");
}

}  // namespace convoyrisk::scenario
