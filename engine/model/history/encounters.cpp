#include "model/history/encounters.hpp"

#include "base/check.hpp"
#include "model/history/odds.hpp"

namespace convoyrisk::model {
namespace {

using spec::PostureTrigger;

/// Passes by a cell of which it is foreseen at once whether it acts: what changes may concern all of them.
constexpr int foreseen_at_once = 32;

Event with_toll(Event event, const AttackResult& result) {
  event.killed = result.workers_killed;
  event.injured = result.workers_injured;
  event.escort_killed = result.escort_killed;
  event.escort_injured = result.escort_injured;
  return event;
}

Event with_trip(Event event, const PassingTrip& trip) {
  event.convoy = trip.convoy;
  event.entry = trip.entry;
  event.part = trip.part;
  return event;
}

}  // namespace

Encounters::Encounters(Moment& moment, const Theatre& theatre, Postures& postures, const Staged& staged,
                       const Departures& departures, Passes& passes, Expectations& expectations, Tally& tally,
                       Cells& cells, Trips& trips)
    : moment_(moment),
      theatre_(theatre),
      postures_(postures),
      staged_(staged),
      departures_(departures),
      passes_(passes),
      expectations_(expectations),
      tally_(tally),
      cells_(cells),
      trips_(trips) {}

Encounters::Meeting Encounters::meeting_on_road(const PassingTrip& trip, AttackersId attackers, const Place& place,
                                                double engage, double deterrence) const {
  const PolicyPlan& policy = moment_.policy();
  const double now_h = moment_.now_h();
  return {attackers, trip.target_key, help_h(expectations_.modes(attackers), moment_.world(), policy, place, now_h),
          spot_probability(policy, place.leg, now_h, trip.unspotted),
          attack_probability(engage, deterrence, trip.escorts)};
}

PastMeeting::End Encounters::decide(const Meeting& meeting, double drawn) const {
  using End = PastMeeting::End;
  if (ends_spotted(drawn, meeting.spot)) {
    return End::spotted;
  }
  TiltedDraws* tilt = moment_.tilt();
  const bool attacks = tilt == nullptr ? ends_in_attack(drawn, meeting.spot, meeting.engage)
                                       : tilt->engages((1 - drawn) / (1 - meeting.spot), meeting.engage);
  return attacks ? End::attacked : End::passed;
}

/// For who tells the history again.
void Encounters::remember(const PastMeeting& meeting) {
  if (Course* course = moment_.course()) {
    course->meetings.push_back(meeting);
  }
}

void Encounters::remember_attack(const AttackResult& result) {
  if (Course* course = moment_.course()) {
    course->meetings.back().attack = result;
  }
}

void Encounters::remember(PastMeeting meeting, const PassingTrip& trip, const Place& place) {
  if (moment_.course() != nullptr) {
    meeting.place = place;
    meeting.trip = trip.number;
    meeting.route = trip.route_number;
    meeting.position = trip.leg_position;
    meeting.more_escorts = trip.all_escorts - moment_.policy().outfits[trip.outfit].escort.vehicles;
    remember(meeting);
  }
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

/// A meeting with a cell as it goes.
PastMeeting Encounters::meet(const Cell& cell, const Meeting& meeting, double drawn) const {
  const spec::Group& group = *moment_.world().group(cell.group).spec;
  return {.time_h = moment_.now_h(),
          .attackers = meeting.attackers,
          .engage = group.engage,
          .deterrence = group.deterrence,
          .drawn = drawn,
          .streams = streams_of(cell),
          .end = decide(meeting, drawn)};
}

void Encounters::meet_cells(Trip& trip) {
  staged_.find(trip.next_place, met_);
  for (const CellId id : met_) {
    if (meet_cell(trip, id)) {
      return;
    }
  }
}

/// True where the trip is halted.
bool Encounters::meet_cell(Trip& trip, CellId id) {
  Cell& cell = cells_[id];
  Passes::Watch* watch = passes_.find(id);
  if (watch != nullptr) {
    settle(*watch, {moment_.now_h(), trip.rank, cell.rank});
  }
  const Meeting meeting = meeting_with_cell(trip, cell);
  const PastMeeting::End end = meet(trip, cell, meeting);
  if (end != PastMeeting::End::passed) {
    halt(trip, id, meeting, end);
    return true;
  }
  if (watch != nullptr) {
    foresee(*watch);  // draws that were foreseen for others have moved on
  }
  return false;
}

std::optional<TripId> Encounters::meet_foreseen() {
  Passes::Watch& watch = passes_.watch_at_turn();
  const CellId id = watch.cell;
  Cell& cell = cells_[id];
  const Passes::Pass pass = watch.passes[watch.turn_at];
  const PassTurn turn = watch.turn(pass);
  settle_all(turn);
  ++watch.next;
  const std::optional<PassingTrip> passing = trips_.passing(pass.trip, cell.place);
  CONVOYRISK_ASSERT(passing);
  const Meeting meeting = meeting_with_cell(*passing, cell);
  const PastMeeting::End end = meet(*passing, cell, meeting);
  if (end == PastMeeting::End::passed) {
    foresee(watch);
    return std::nullopt;
  }
  const TripId trip = trips_.take_up(pass.trip, cell.place);
  halt(trips_[trip], id, meeting, end);
  foresee_all();
  return trip;
}

void Encounters::watch(CellId id) {
  const Cell& cell = cells_[id];
  foresee(passes_.open(id, cell.rank, cell.place, cell.next_h()));
}

void Encounters::end_watch(CellId id) {
  if (Passes::Watch* watch = passes_.find(id)) {
    settle(*watch, {moment_.now_h(), 0, 0});
    passes_.close(id);
  }
}

void Encounters::settle_all(const PassTurn& before) {
  for (const CellId id : passes_.all_open()) {
    settle(*passes_.find(id), before);
  }
}

/// Counts what came of the passes before a turn: nothing but encounters.
void Encounters::settle(Passes::Watch& watch, const PassTurn& before) {
  const double now_h = moment_.now_h();
  while (watch.next < watch.passes.size() && watch.turn(watch.passes[watch.next]) < before) {
    const Passes::Pass& pass = watch.passes[watch.next++];
    moment_.go_to(pass.time_h);
    Cell& cell = cells_[watch.cell];
    if (const auto passing = trips_.passing(pass.trip, cell.place)) {
      pass_by(*passing, cell);
    }
  }
  moment_.go_to(now_h);
}

void Encounters::pass_by(const PassingTrip& trip, Cell& cell) {
  const Meeting meeting = meeting_with_cell(trip, cell);
  tally_.note_encounter();
  tally_.note_unlogged_pass();
  expect(meeting, trip.convoy);
  const std::uint32_t ordinal = cell.encounters++;
  if (moment_.course() != nullptr) {
    remember(meet(cell, meeting, encounter_draw(cell, ordinal)), trip, cell.place);
  }
}

void Encounters::foresee(Passes::Watch& watch) {
  const bool had_turn = watch.has_turn();
  find_turn(watch);
  if (had_turn || watch.has_turn()) {
    passes_.schedule();
  }
}

void Encounters::foresee_all() {
  for (const CellId id : passes_.all_open()) {
    find_turn(*passes_.find(id));
  }
  passes_.schedule();
}

/// The next pass at which the cell acts, if nothing changes, or at which one must look further.
void Encounters::find_turn(Passes::Watch& watch) {
  Cell& cell = cells_[watch.cell];
  const double engage = moment_.world().group(cell.group).spec->engage;
  const double spot = moment_.policy().greatest_spot;
  const std::uint32_t last = cell.encounters + foreseen_at_once;
  std::uint32_t ordinal = cell.encounters;
  for (watch.turn_at = watch.next; watch.has_turn(); ++watch.turn_at) {
    const Passes::Pass& pass = watch.passes[watch.turn_at];
    if (departures_.visited(pass.trip) || departures_.cancelled(pass.trip)) {
      continue;
    }
    const double drawn = encounter_draw(cell, ordinal++);
    if (ordinal == last || ((drawn < spot || 1 - drawn < engage) && acts_at(pass, cell, drawn))) {
      break;
    }
  }
}

bool Encounters::acts_at(const Passes::Pass& pass, const Cell& cell, double drawn) {
  const double now_h = moment_.now_h();
  moment_.go_to(pass.time_h);
  const std::optional<PassingTrip> passing = trips_.passing(pass.trip, cell.place);
  const bool acts = passing && decide(meeting_with_cell(*passing, cell), drawn) != PastMeeting::End::passed;
  moment_.go_to(now_h);
  return acts;
}

void Encounters::look_again() {
  if (postures_.changes() != changes_seen_) {
    changes_seen_ = postures_.changes();
    foresee_all();
  }
}

Encounters::Meeting Encounters::meeting_with_cell(const PassingTrip& trip, const Cell& cell) const {
  const spec::Group& group = *moment_.world().group(cell.group).spec;
  return meeting_on_road(trip, Expectations::of(cell.group), cell.place, group.engage, group.deterrence);
}

Event Encounters::event(EventKind kind, const PassingTrip& trip, const Cell& cell, const Meeting& meeting) {
  return with_odds(with_trip(cells_.event(kind, cell), trip), meeting);
}

/// Draws how the trip's meeting with a cell goes.
PastMeeting::End Encounters::meet(const PassingTrip& trip, Cell& cell, const Meeting& meeting) {
  tally_.note_encounter();
  expect(meeting, trip.convoy);
  const PastMeeting met = meet(cell, meeting, encounter_draw(cell, cell.encounters++));
  remember(met, trip, cell.place);
  if (met.end == PastMeeting::End::passed) {
    tally_.note(event(EventKind::passed, trip, cell, meeting));
  }
  return met.end;
}

/// The trip is spotted or attacked.
void Encounters::halt(Trip& trip, CellId id, const Meeting& meeting, PastMeeting::End end) {
  Cell& cell = cells_[id];
  if (passes_.find(id) != nullptr) {
    passes_.close(id);
  }
  const RoadId leg = cell.place.leg;
  if (end == PastMeeting::End::spotted) {
    tally_.note(event(EventKind::spotted, trip, cell, meeting));
    postures_.trigger(PostureTrigger::spotted, leg, moment_.now_h(), moment_.rank());
    cells_.intercept(cell, Cause::spotting, leg);
    cells_.schedule(cell);
    trips_.halt(trip, moment_.scenario().threat.spotted_halt_h);
    return;
  }
  const AttackResult result =
      attack_trip(trip, meeting, streams_of(cell), event(EventKind::attacked, trip, cell, meeting));
  const spec::Mode& mode = expectations_.modes(meeting.attackers).mode(result.mode);
  cells_.end_attack(cell, result.help_came, mode.expended, leg);
}

void Encounters::meet_background(Trip& trip) {
  const spec::Background& background = *moment_.scenario().threat.background;
  const AttackersId attackers = expectations_.background();
  const Place place = trip.next_place;
  const std::uint64_t ordinal = trip.background_events++;
  random::Stream draws = moment_.stream(Purpose::background_encounter, trip.identity, ordinal);
  const double thinning = draws.uniform();
  const double drawn = draws.uniform();
  if (thinning * moment_.world().greatest_factor() >= theatre_.regime_factor(moment_.now_h())) {
    return;
  }
  const Meeting meeting = meeting_on_road(trip, attackers, place, 1, background.deterrence);
  expect(meeting, trip.convoy);
  const auto event = [&](EventKind kind) {
    Event noted = with_odds(trips_.event(kind, trip), meeting);
    noted.leg = place.leg;
    return noted;
  };
  const AttackStreams streams{moment_.seed(),
                              moment_.replication(),
                              trip.identity,
                              ordinal,
                              Purpose::background_attack,
                              Purpose::background_severity,
                              Purpose::background_duration};
  const PastMeeting::End end = decide(meeting, drawn);
  remember({.time_h = moment_.now_h(),
            .attackers = attackers,
            .deterrence = background.deterrence,
            .drawn = drawn,
            .streams = streams,
            .end = end},
           trip, place);
  if (end == PastMeeting::End::spotted) {
    tally_.note(event(EventKind::background_spotted));
    postures_.trigger(PostureTrigger::spotted, place.leg, moment_.now_h(), moment_.rank());
    trips_.halt(trip, moment_.scenario().threat.spotted_halt_h);
  } else if (end == PastMeeting::End::attacked) {
    attack_trip(trip, meeting, streams, event(EventKind::background_attacked));
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
  postures_.trigger(PostureTrigger::attack, trip.next_place.leg, moment_.now_h(), moment_.rank());
  trips_.halt(trip, modes.mode(result.mode).halt_h + result.assault_h);
  remember_attack(result);
  return result;
}

void Encounters::meet_site(Cell& cell, SiteId id) {
  const spec::Site& site = moment_.scenario().sites[id.index()];
  const spec::Group& group = *moment_.world().group(cell.group).spec;
  const PolicyPlan& policy = moment_.policy();
  const AttackersId attackers = Expectations::of(cell.group);
  const ModeTable& modes = expectations_.modes(attackers);
  const int guards = policy.guards_at(id, moment_.now_h());
  expose(site, guards, exposed_);
  const Meeting meeting{attackers, expectations_.intern(exposed_), help_h(modes, policy, site.node, moment_.now_h()),
                        spot_probability(policy, site, moment_.now_h(), guards),
                        attack_probability(group.engage, group.deterrence, guards)};
  expect(meeting, ConvoyId());
  const auto event = [&](EventKind kind) {
    Event noted = with_odds(cells_.event(kind, cell), meeting);
    noted.site = id;
    return noted;
  };

  random::Stream draws = moment_.stream(Purpose::site_encounter, cell.entity, cell.site_meetings++);
  PastMeeting met = meet(cell, meeting, draws.uniform());
  met.site = id;
  remember(met);
  if (met.end == PastMeeting::End::spotted) {
    tally_.note(event(EventKind::site_spotted));
    postures_.trigger(PostureTrigger::spotted, site.node, moment_.now_h(), moment_.rank());
    cells_.intercept(cell, Cause::spotting, site.node);
  } else if (met.end == PastMeeting::End::passed) {
    tally_.note(event(EventKind::site_passed));
    cells_.enter_recovering(cell);
  } else {
    const AttackResult result = attack(modes, exposed_, meeting.help_h, streams_of(cell), moment_.tilt());
    tally_.note_attack(with_toll(event(EventKind::site_attacked), result), result.vehicles_hit);
    postures_.trigger(PostureTrigger::attack, site.node, moment_.now_h(), moment_.rank());
    remember_attack(result);
    cells_.end_attack(cell, result.help_came, modes.mode(result.mode).expended, site.node);
  }
}

}  // namespace convoyrisk::model
