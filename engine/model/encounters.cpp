// Meetings of trips with cells and background attackers, and of cells with sites (docs/model.md, 3.4 to 3.6).
#include <algorithm>
#include <cmath>
#include <limits>

#include "model/replication.hpp"

namespace convoyrisk::model {
namespace {

/// Of those not spotted (docs/model.md, 3.4).
double attack_probability(double engage, double deterrence, int guards) {
  return guards == 0 ? engage : engage * std::exp(-deterrence * guards);
}

}  // namespace

double Replication::help_h(const ModeTable& modes, const Place& place) const {
  return modes.any_assault() ? policy_->help_h(world_.leg(place.leg), place.segment)
                             : std::numeric_limits<double>::infinity();
}

void Replication::meet_cells(Trip& trip) {
  const Place place = trip.next_place;
  met_.clear();
  for (const std::uint32_t index : staged_[place.leg.index()]) {
    if (cells_[index].place.segment == place.segment) {
      met_.push_back(index);
    }
  }
  for (const std::uint32_t index : met_) {
    if (encounter(trip, cells_[index])) {
      return;
    }
  }
}

/// Whether attackers who were not spotted attack.
bool Replication::engages(double uniform, double probability) const {
  return tilt() == nullptr ? uniform < probability : tilt()->engages(uniform, probability);
}

bool Replication::encounter(Trip& trip, Cell& cell) {
  const spec::Group& group = *world_.groups()[cell.group].spec;
  const ModeTable& modes = modes_[cell.group];
  const Place place = cell.place;
  const double engage = attack_probability(group.engage, group.deterrence, trip.escorts);
  const double help = help_h(modes, place);
  count(Outcome::encounters);
  expect_killed(cell.group, trip.target_key, help, (1 - trip.spot_probability) * engage);
  const Odds before = odds(cell.group, trip.target_key, help, trip.spot_probability, engage);

  random::Stream draws = stream(Purpose::encounter, cell.entity, cell.encounters++);
  if (draws.uniform() < trip.spot_probability) {
    count(Outcome::spotted);
    log_encounter(EventKind::spotted, trip, cell, before);
    trigger(spec::PostureTrigger::spotted, place.leg);
    intercept(cell, Cause::spotting, place.leg);
    schedule(cell);
    halt(trip, world_.scenario().threat.spotted_halt_h);
    return true;
  }
  if (!engages(draws.uniform(), engage)) {
    count(Outcome::passed);
    log_encounter(EventKind::passed, trip, cell, before);
    return false;
  }
  count(Outcome::attacks_by_cells);
  AttackResult result;
  attack_trip(trip, modes, {seed_, replication_, cell.entity, cell.attacks}, result);
  log_encounter(EventKind::attacked, trip, cell, before, result);
  trigger(spec::PostureTrigger::attack, place.leg);
  after_attack_by(cell, modes.mode(result.mode), result, place.leg);
  halt(trip, modes.mode(result.mode).halt_h + result.assault_h);
  return true;
}

void Replication::meet_background(Trip& trip) {
  const spec::Background& background = *world_.scenario().threat.background;
  const ModeTable& modes = modes_.back();
  const Place place = trip.next_place;
  const std::uint64_t ordinal = trip.background_events++;
  random::Stream draws = stream(Purpose::background_encounter, trip.rank, ordinal);
  const double thinning = draws.uniform();
  const double spotting = draws.uniform();
  const double engaging = draws.uniform();
  if (thinning * world_.greatest_factor() >= regime_.at(now_h_)) {
    return;
  }
  const double engage = attack_probability(1, background.deterrence, trip.escorts);
  const auto attackers = static_cast<std::uint32_t>(modes_.size() - 1);
  const double help = help_h(modes, place);
  expect_killed(attackers, trip.target_key, help, (1 - trip.spot_probability) * engage);
  const Odds before = odds(attackers, trip.target_key, help, trip.spot_probability, engage);
  if (spotting < trip.spot_probability) {
    count(Outcome::background_spotted);
    log_background(EventKind::background_spotted, trip, before);
    trigger(spec::PostureTrigger::spotted, place.leg);
    halt(trip, world_.scenario().threat.spotted_halt_h);
  } else if (engages(engaging, engage)) {
    count(Outcome::background_attacks);
    AttackResult result;
    attack_trip(trip, modes,
                {seed_, replication_, trip.rank, ordinal, Purpose::background_attack, Purpose::background_severity,
                 Purpose::background_duration},
                result);
    log_background(EventKind::background_attacked, trip, before, result);
    trigger(spec::PostureTrigger::attack, place.leg);
    halt(trip, modes.mode(result.mode).halt_h + result.assault_h);
  } else {
    log_background(EventKind::background_passed, trip, before);
  }
}

/// The attack itself, and what is counted of it on the road.
void Replication::attack_trip(Trip& trip, const ModeTable& modes, const AttackStreams& streams, AttackResult& result) {
  if (!trip.harmed) {
    trip.target = loading(trip.convoy, trip.escorts).target;
    trip.harmed = true;
  }
  const Place place = trip.next_place;
  result = attack(modes, trip.target, help_h(modes, place), streams, tilt());
  if (result.workers_killed + result.escort_killed > 0) {
    trip.target_key = harm_table_.intern(trip.target);
  }
  if (!counting()) {
    return;
  }
  count(Outcome::vehicles_hit, result.vehicles_hit);
  count(Outcome::killed, result.workers_killed);
  count(Outcome::injured, result.workers_injured);
  count(Outcome::escort_killed, result.escort_killed);
  count(Outcome::escort_injured, result.escort_injured);
  LegCounts& leg = result_->legs[place.leg.index()];
  ++leg.attacks;
  leg.killed += result.workers_killed;
  DayCounts& day = today();
  ++day.attacks;
  day.killed += result.workers_killed;
  ++result_->severity[static_cast<std::size_t>(result.workers_killed)];
}

/// Notes an attack of this probability on this target: what it is expected to kill is added up at the end of the
/// replication, once for all attacks that are alike.
void Replication::expect_killed(std::uint32_t attackers, HarmTable::TargetKey target, double help, double probability) {
  if (!counting() || probability <= 0) {
    return;
  }
  HarmTable::Entry& entry = harm_table_.entry(attackers, target, help);
  if (entry.attack_weight == 0) {
    expected_.push_back(&entry);
  }
  entry.attack_weight += probability;
}

/// In order of the first attack of each kind, which is the same however the table was filled.
void Replication::add_expectations() {
  for (HarmTable::Entry* entry : expected_) {
    const double weight = entry->attack_weight;
    const Harm& harm = entry->harm;
    outcome(entry->on_site ? Outcome::site_killed_conditional : Outcome::killed_conditional) +=
        weight * harm.workers_killed;
    outcome(Outcome::escort_killed_conditional) += weight * harm.escort_killed;
    for (std::size_t n = 0; n < harm.killed_probability.size(); ++n) {
      result_->severity_conditional[n] += weight * harm.killed_probability[n];
    }
    entry->attack_weight = 0;
  }
  expected_.clear();
}

/// What becomes of the cell, and of its group's excitation (3.5, steps 5 and 6).
void Replication::after_attack_by(Cell& cell, const spec::Mode& mode, const AttackResult& result, Where where) {
  random::Stream draws = stream(Purpose::fate, cell.entity, cell.attacks++);
  if (result.help_came) {
    intercept(cell, Cause::reaction, where);
  } else {
    if (cell.state == CellState::staged) {
      leave_staged(cell);
    }
    if (draws.uniform() < mode.expended) {
      eliminate(cell);
    } else {
      enter_recovering(cell);
    }
  }
  schedule(cell);
  excite(cell.group);
}

void Replication::meet_site(Cell& cell, SiteId id) {
  const spec::Site& site = world_.scenario().sites[id.index()];
  const spec::Group& group = *world_.groups()[cell.group].spec;
  const ModeTable& modes = modes_[cell.group];
  const int guards = policy_->guards[id.index()];
  const double spot = 1 - (1 - policy_->surveillance_detect) * std::pow(1 - site.spot, guards);
  const double engage = attack_probability(group.engage, group.deterrence, guards);
  Target target{{{site.protection, 1, false, site.people, 0}}, guards, site.suppress, true};
  const double help = modes.any_assault() ? policy_->help_h(site.node) : std::numeric_limits<double>::infinity();
  const HarmTable::TargetKey key = harm_table_.intern(target);
  expect_killed(cell.group, key, help, (1 - spot) * engage);
  const Odds before = odds(cell.group, key, help, spot, engage);

  random::Stream draws = stream(Purpose::site_encounter, cell.entity, cell.site_meetings++);
  if (draws.uniform() < spot) {
    log_site(EventKind::site_spotted, cell, id, before);
    trigger(spec::PostureTrigger::spotted, site.node);
    intercept(cell, Cause::spotting, site.node);
    return;
  }
  if (!engages(draws.uniform(), engage)) {
    log_site(EventKind::site_passed, cell, id, before);
    enter_recovering(cell);
    return;
  }
  const AttackResult result = attack(modes, target, help, {seed_, replication_, cell.entity, cell.attacks}, tilt());
  count(Outcome::site_attacks);
  count(Outcome::site_killed, result.workers_killed);
  count(Outcome::site_injured, result.workers_injured);
  if (counting()) {
    ++today().attacks;
    ++result_->severity[static_cast<std::size_t>(result.workers_killed)];
  }
  log_site(EventKind::site_attacked, cell, id, before, result);
  trigger(spec::PostureTrigger::attack, site.node);
  after_attack_by(cell, modes.mode(result.mode), result, site.node);
}

/// For the log alone, and made only where there is one.
Replication::Odds Replication::odds(std::uint32_t attackers, HarmTable::TargetKey target, double help, double spot,
                                    double engage) {
  if (log_ == nullptr) {
    return {};
  }
  return {spot, (1 - spot) * engage, harm_table_.entry(attackers, target, help).harm.workers_killed};
}

void Replication::add(Event& event, const Odds& odds, const AttackResult& result) {
  event.spot_probability = odds.spot;
  event.attack_probability = odds.attack;
  event.expected_killed = odds.expected_killed;
  event.killed = result.workers_killed;
  event.injured = result.workers_injured;
  event.escort_killed = result.escort_killed;
  event.escort_injured = result.escort_injured;
}

void Replication::log_encounter(EventKind kind, const Trip& trip, const Cell& cell, const Odds& odds,
                                const AttackResult& result) {
  if (log_ != nullptr) {
    log_cell(kind, cell);
    Event& event = log_->back();
    event.convoy = trip.convoy;
    event.entry = trip.entry;
    add(event, odds, result);
  }
}

void Replication::log_background(EventKind kind, const Trip& trip, const Odds& odds, const AttackResult& result) {
  if (log_ != nullptr) {
    log({.time_h = now_h_, .kind = kind, .convoy = trip.convoy, .entry = trip.entry, .leg = trip.next_place.leg});
    add(log_->back(), odds, result);
  }
}

void Replication::log_site(EventKind kind, const Cell& cell, SiteId site, const Odds& odds,
                           const AttackResult& result) {
  if (log_ != nullptr) {
    log_cell(kind, cell);
    Event& event = log_->back();
    event.site = site;
    add(event, odds, result);
  }
}

}  // namespace convoyrisk::model
