#include "scenario/format.hpp"
#include "scenario/values.hpp"

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
          plain.write};
}

[[nodiscard]] Value rate(double& per_hour) { return quantity(per_hour, Dimension::rate_per_hour, Range::non_negative); }

}  // namespace

void describe(Form& form, spec::Assault& assault) {
  form.required("duration", distribution(assault.duration));
  form.required("kill_rate", rate(assault.kill_rate_per_h));
  form.defaulted("injure_rate", rate(assault.injure_rate_per_h));
}

void describe(Form& form, spec::Mode& mode) {
  form.required("name", text(mode.name));
  form.defaulted("weight", number(mode.weight, Range::non_negative));
  form.required("kill", share(mode.kill));
  form.defaulted("injure", share(mode.injure));
  form.defaulted("spread", share(mode.spread));
  form.defaulted("severity_cv", share(mode.severity_cv, Range::non_negative));
  form.defaulted("expended", share(mode.expended));
  form.defaulted("halt", hours(mode.halt_h));
  form.defaulted("exposed", count(mode.exposed));
  form.defaulted("assault", maybe_block(mode.assault, form.names()));
}

void describe(Form& form, spec::Excitation& excitation) {
  form.required("jump", number(excitation.jump, Range::non_negative));
  form.required("decay", hours(excitation.decay_h, Range::positive));
}

void describe(Form& form, spec::TempoWindow& window) {
  form.required("from", hours(window.from_h, Range::any));
  form.required("to", hours(window.to_h, Range::any));
  form.required("factor", number(window.factor, Range::non_negative));
}

void describe(Form& form, spec::Recruit& recruit) {
  form.required("rate", rate(recruit.rate_per_h));
  form.required("max_cells", count(recruit.max_cells));
}

void describe(Form& form, spec::TargetCoefficients& target) {
  form.defaulted("traffic", number(target.traffic, Range::any));
  form.defaulted("cover", number(target.cover, Range::any));
  form.defaulted("distance", number(target.distance, Range::any));
  form.defaulted("security", number(target.security, Range::any));
}

void describe(Form& form, spec::Group& group) {
  Names& names = form.names();
  form.required("name", text(group.name));
  form.required("cells", count(group.cells));
  form.required("home", references(group.home, names.nodes));
  form.required("range", quantity(group.range_km, Dimension::kilometres, Range::non_negative));
  form.required("dormant", exponential(group.dormant_mean_h));
  form.required("preparing", distribution(group.preparing));
  form.required("staged", distribution(group.staged));
  form.required("recovering", distribution(group.recovering));
  form.required("engage", share(group.engage));
  form.defaulted("deterrence", number(group.deterrence, Range::non_negative));
  form.defaulted("capture", share(group.capture));
  form.defaulted("habit", share(group.habit));
  form.defaulted("lead", lead(group.lead_h));
  form.defaulted("observe", share(group.observe));
  form.defaulted("memory", hours(group.memory_h, Range::positive));
  form.defaulted("target", block(group.target, names));
  form.defaulted("site_share", share(group.site_share));
  form.defaulted("excitation", maybe_block(group.excitation, names));
  form.defaulted("tempo", list(group.tempo, [&names](spec::TempoWindow& window) { return block(window, names); }));
  form.defaulted("recruit", maybe_block(group.recruit, names));
  form.required("modes", named_list(group.modes, names, 1));
}

void describe(Form& form, spec::Background& background) {
  Names& names = form.names();
  background.rate_per_km.resize(names.zones.names.size());
  form.required("rates", numbers_by_name(background.rate_per_km, names.zones, [](double& per_km) {
                  return quantity(per_km, Dimension::rate_per_km, Range::non_negative);
                }));
  form.defaulted("deterrence", number(background.deterrence, Range::non_negative));
  form.required("modes", named_list(background.modes, names, 1));
}

void describe(Form& form, spec::Regime& regime) {
  form.required("name", text(regime.name));
  form.required("factor", number(regime.factor, Range::non_negative));
  form.required("mean_stay", hours(regime.mean_stay_h, Range::positive));
}

void describe(Form& form, spec::Threat& threat) {
  Names& names = form.names();
  form.defaulted("spotted_halt", hours(threat.spotted_halt_h));
  form.defaulted("groups", named_list(threat.groups, names));
  form.defaulted("background", maybe_block(threat.background, names));
  form.defaulted("regimes", named_list(threat.regimes, names));
  form.declare(names.regimes, "regimes", threat.regimes);
  form.defaulted("regime_at_start", maybe(threat.regime_at_start,
                                          [&names](RegimeId& regime) { return reference(regime, names.regimes); }));
}

}  // namespace convoyrisk::scenario
