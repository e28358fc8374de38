#include "model/history/encounters.hpp"

#include <cmath>
#include <limits>

namespace convoyrisk::model {
namespace {

using spec::PostureTrigger;

/// Of those not spotted (docs/model.md, 3.4).
double attack_probability(double engage, double deterrence, int guards) {
  return guards == 0 ? engage : engage * std::exp(-deterrence * guards);
}

Event with_toll(Event event, const AttackResult& result) {
  event.killed = result.workers_killed;
  event.injured = result.workers_injured;
  event.escort_killed = result.escort_killed;
  event.escort_injured = result.escort_injured;
  return event;
}

Event with_trip(Event event, const Trip& trip) {
  event.convoy = trip.convoy;
  event.entry = trip.entry;
  event.part = trip.part;
  return event;
}

}  // namespace

Encounters::Encounters(const Moment& moment, const Theatre& theatre, Postures& postures, const Staged& staged,
                       Expectations& expectations, Tally& tally, Cells& cells, Trips& trips)
    : moment_(moment),
      theatre_(theatre),
      postures_(postures),
      staged_(staged),
      expectations_(expectations),
      tally_(tally),
      cells_(cells),
      trips_(trips) {}

double Encounters::help_h(AttackersId attackers, const Place& place) const {
  return expectations_.modes(attackers).any_assault()
             ? moment_.policy().help_h(moment_.world().leg(place.leg), place.segment, moment_.now_h())
             : std::numeric_limits<double>::infinity();
}

double Encounters::spot_probability(const Trip& trip, RoadId leg) const {
  return 1 - moment_.policy().unspotted(leg, moment_.now_h()) * trip.unspotted;
}

/// Whether attackers who were not spotted attack.
bool Encounters::engages(double uniform, double probability) const {
  TiltedDraws* tilt = moment_.tilt();
  return tilt == nullptr ? uniform < probability : tilt->engages(uniform, probability);
}

void Encounters::expect(const Meeting& meeting, ConvoyId convoy) {
  if (moment_.counting()) {
    expectations_.expect(meeting.attackers, meeting.target, meeting.help_h, (1 - meeting.spot) * meeting.engage,
                         convoy);
  }
}

/// Odds are for the log alone, and worked out only where there is one.
Event Encounters::with_odds(Event event, const Meeting& meeting) {
  if (tally_.logging()) {
    event.spot_probability = meeting.spot;
    event.attack_probability = (1 - meeting.spot) * meeting.engage;
    event.expected_killed = expectations_.killed(meeting.attackers, meeting.target, meeting.help_h);
  }
  return event;
}

AttackStreams Encounters::streams_of(const Cell& cell) const {
  return {moment_.seed(), moment_.replication(), cell.entity, cell.attacks};
}

void Encounters::meet_cells(Trip& trip) {
  staged_.find(trip.next_place, met_);
  for (const CellId id : met_) {
    if (meet_cell(trip, cells_[id])) {
      return;
    }
  }
}

/// True where the trip is halted.
bool Encounters::meet_cell(Trip& trip, Cell& cell) {
  const spec::Group& group = *moment_.world().group(cell.group).spec;
  const AttackersId attackers = Expectations::of(cell.group);
  const RoadId leg = cell.place.leg;
  const Meeting meeting{attackers, trip.target_key, help_h(attackers, cell.place), spot_probability(trip, leg),
                        attack_probability(group.engage, group.deterrence, trip.escorts)};
  tally_.note_encounter();
  expect(meeting, trip.convoy);
  const auto event = [&](EventKind kind) { return with_odds(with_trip(cells_.event(kind, cell), trip), meeting); };

  random::Stream draws = moment_.stream(Purpose::encounter, cell.entity, cell.encounters++);
  if (draws.uniform() < meeting.spot) {
    tally_.note(event(EventKind::spotted));
    postures_.trigger(PostureTrigger::spotted, leg, moment_.now_h());
    cells_.intercept(cell, Cause::spotting, leg);
    cells_.schedule(cell);
    trips_.halt(trip, moment_.scenario().threat.spotted_halt_h);
    return true;
  }
  if (!engages(draws.uniform(), meeting.engage)) {
    tally_.note(event(EventKind::passed));
    return false;
  }
  const AttackResult result = attack_trip(trip, meeting, streams_of(cell), event(EventKind::attacked));
  const spec::Mode& mode = expectations_.modes(attackers).mode(result.mode);
  cells_.end_attack(cell, result.help_came, mode.expended, leg);
  return true;
}

void Encounters::meet_background(Trip& trip) {
  const spec::Background& background = *moment_.scenario().threat.background;
  const AttackersId attackers = expectations_.background();
  const Place place = trip.next_place;
  const std::uint64_t ordinal = trip.background_events++;
  random::Stream draws = moment_.stream(Purpose::background_encounter, trip.identity, ordinal);
  const double thinning = draws.uniform();
  const double spotting = draws.uniform();
  const double engaging = draws.uniform();
  if (thinning * moment_.world().greatest_factor() >= theatre_.regime_factor(moment_.now_h())) {
    return;
  }
  const Meeting meeting{attackers, trip.target_key, help_h(attackers, place), spot_probability(trip, place.leg),
                        attack_probability(1, background.deterrence, trip.escorts)};
  expect(meeting, trip.convoy);
  const auto event = [&](EventKind kind) {
    Event noted = with_odds(trips_.event(kind, trip), meeting);
    noted.leg = place.leg;
    return noted;
  };
  if (spotting < meeting.spot) {
    tally_.note(event(EventKind::background_spotted));
    postures_.trigger(PostureTrigger::spotted, place.leg, moment_.now_h());
    trips_.halt(trip, moment_.scenario().threat.spotted_halt_h);
  } else if (engages(engaging, meeting.engage)) {
    attack_trip(trip, meeting,
                {moment_.seed(), moment_.replication(), trip.identity, ordinal, Purpose::background_attack,
                 Purpose::background_severity, Purpose::background_duration},
                event(EventKind::background_attacked));
  } else {
    tally_.note(event(EventKind::background_passed));
  }
}

/// The attack itself, what postures answer and the halt.
AttackResult Encounters::attack_trip(Trip& trip, const Meeting& meeting, const AttackStreams& streams,
                                     const Event& event) {
  const ModeTable& modes = expectations_.modes(meeting.attackers);
  Target& aboard = trips_.expose(trip);
  const AttackResult result = attack(modes, aboard, meeting.help_h, streams, moment_.tilt());
  if (result.workers_killed + result.escort_killed > 0) {
    trip.target_key = expectations_.intern(aboard);
  }
  tally_.note_attack(with_toll(event, result), result.vehicles_hit);
  postures_.trigger(PostureTrigger::attack, trip.next_place.leg, moment_.now_h());
  trips_.halt(trip, modes.mode(result.mode).halt_h + result.assault_h);
  return result;
}

void Encounters::meet_site(Cell& cell, SiteId id) {
  const spec::Site& site = moment_.scenario().sites[id.index()];
  const spec::Group& group = *moment_.world().group(cell.group).spec;
  const PolicyPlan& policy = moment_.policy();
  const AttackersId attackers = Expectations::of(cell.group);
  const ModeTable& modes = expectations_.modes(attackers);
  const int guards = policy.guards_at(id, moment_.now_h());
  Target target{{{site.protection, 1, false, site.people, 0}}, guards, site.suppress, true};
  const Meeting meeting{
      attackers, expectations_.intern(target),
      modes.any_assault() ? policy.help_h(site.node, moment_.now_h()) : std::numeric_limits<double>::infinity(),
      1 - policy.unspotted(site.node, moment_.now_h()) * std::pow(1 - site.spot, guards),
      attack_probability(group.engage, group.deterrence, guards)};
  expect(meeting, ConvoyId());
  const auto event = [&](EventKind kind) {
    Event noted = with_odds(cells_.event(kind, cell), meeting);
    noted.site = id;
    return noted;
  };

  random::Stream draws = moment_.stream(Purpose::site_encounter, cell.entity, cell.site_meetings++);
  if (draws.uniform() < meeting.spot) {
    tally_.note(event(EventKind::site_spotted));
    postures_.trigger(PostureTrigger::spotted, site.node, moment_.now_h());
    cells_.intercept(cell, Cause::spotting, site.node);
  } else if (!engages(draws.uniform(), meeting.engage)) {
    tally_.note(event(EventKind::site_passed));
    cells_.enter_recovering(cell);
  } else {
    const AttackResult result = attack(modes, target, meeting.help_h, streams_of(cell), moment_.tilt());
    tally_.note_attack(with_toll(event(EventKind::site_attacked), result), result.vehicles_hit);
    postures_.trigger(PostureTrigger::attack, site.node, moment_.now_h());
    cells_.end_attack(cell, result.help_came, modes.mode(result.mode).expended, site.node);
  }
}

}  // namespace convoyrisk::model
