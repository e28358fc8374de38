#include "model/history/replication.hpp"

#include "base/check.hpp"
#include "model/history/accidents.hpp"

namespace convoyrisk::model {

Replication::Replication(const World& world, Ask ask)
    : moment_(world),
      theatre_(world),
      staged_(world.legs().size()),
      expectations_(world, ask.severity_law),
      loadings_(moment_, expectations_),
      tally_(moment_),
      departures_(moment_, agenda_, postures_, tally_),
      records_(moment_, postures_, departures_, memory_),
      journeys_(moment_, postures_, departures_, tally_),
      passes_(moment_, agenda_, departures_),
      recruitment_(moment_, agenda_),
      cells_(world, moment_, agenda_, theatre_, postures_, staged_, memory_, tally_),
      trips_(moment_, agenda_, staged_, departures_, journeys_, loadings_, tally_),
      encounters_(moment_, theatre_, postures_, staged_, departures_, passes_, expectations_, tally_, cells_, trips_),
      retelling_(moment_, expectations_, loadings_) {
  if (ask.course) {
    CONVOYRISK_ASSERT(!ask.severity_law);
    course_.emplace();
  }
}

void Replication::run(PolicyId policy, std::uint64_t seed, std::uint64_t replication, ReplicationResult& result,
                      EventLog* log, TiltedDraws* tilt) {
  if (course_) {
    course_->clear();
  }
  moment_.start(policy, seed, replication, tilt, course_ ? &*course_ : nullptr);
  tally_.start(result, log);
  visit_all_ = log != nullptr || tilt != nullptr;
  start();
  while (agenda_.next_h() < moment_.horizon_h()) {
    moment_.go_to(agenda_.next_h());
    moment_.take_turn(agenda_.next_rank());
    take(agenda_.next());
    encounters_.look_again();
  }
  encounters_.settle_all({moment_.horizon_h(), 0, 0});
  moment_.go_to(moment_.horizon_h());
  trips_.finish();
  journeys_.finish();
  count_accidents(moment_, departures_, tally_);
  const double sure_deaths = result.outcomes[Outcome::killed_total_conditional];
  tally_.finish(expectations_, cells_.active());
  if (course_) {
    course_->sure_deaths = sure_deaths;
    course_->flown_workers = tally_.flown_workers();
    course_->unharmed_delivered += static_cast<std::int64_t>(result.outcomes[Outcome::workers_delivered]);
    course_->outcomes = result.outcomes;
    retelling_.start(*course_);
  }
}

bool Replication::retell(PolicyId policy, OutcomeValues& outcomes) {
  moment_.start(policy, moment_.seed(), moment_.replication(), nullptr);
  return retelling_.tell(outcomes);
}

void Replication::start() {
  if (expectations_.start()) {
    loadings_.clear();
  }
  agenda_.clear();
  theatre_.start(moment_);
  postures_.start(moment_.policy());
  staged_.clear();
  trips_.start();
  departures_.start(visit_all_);
  records_.start();
  journeys_.start();
  passes_.start();
  encounters_.start();
  cells_.start();
  recruitment_.start();
}

void Replication::take(Agenda::Turn turn) {
  switch (turn.kind) {
    case Agenda::Kind::departures:
      trips_.set_out(departures_.step());
      break;
    case Agenda::Kind::recruits: {
      const Recruitment::Candidate candidate = recruitment_.step(RecruitsId(turn.index));
      if (candidate.kept) {
        cells_.recruit(candidate.group, candidate.stream, candidate.number);
      }
      break;
    }
    case Agenda::Kind::cell:
      live(CellId(turn.index));
      break;
    case Agenda::Kind::trip:
      travel(TripId(turn.index));
      break;
    case Agenda::Kind::passes:
      if (const auto halted = encounters_.meet_foreseen()) {
        trips_.go_on(*halted);
      }
      break;
  }
}

void Replication::live(CellId id) {
  if (moment_.world().group(cells_[id].group).memory != no_memory) {
    records_.recall();  // it may choose
  }
  // A watch ends when the cell moves on, and it has its turn for nothing else while it is staged.
  encounters_.end_watch(id);
  for (auto wish = cells_.step(id); wish.want != Cells::Want::nothing; wish = cells_.step(id)) {
    if (wish.want == Cells::Want::notice) {
      const Cell& cell = cells_[id];
      trips_.notice(cell.place);
      if (!visit_all_ && cell.next_h() > moment_.now_h()) {
        encounters_.watch(id);
      }
    } else {
      encounters_.meet_site(cells_[id], wish.site);
    }
  }
  cells_.rest(id);
}

void Replication::travel(TripId id) {
  switch (trips_.step(id)) {
    case Trip::Next::arrival:
      return;
    case Trip::Next::encounter:
      encounters_.meet_cells(trips_[id]);
      break;
    case Trip::Next::background:
      encounters_.meet_background(trips_[id]);
      break;
  }
  trips_.go_on(id);
}

}  // namespace convoyrisk::model
