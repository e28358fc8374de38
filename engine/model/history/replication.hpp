#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/cells.hpp"
#include "model/history/course.hpp"
#include "model/history/departure_records.hpp"
#include "model/history/departures.hpp"
#include "model/history/encounters.hpp"
#include "model/history/event_log.hpp"
#include "model/history/expectations.hpp"
#include "model/history/journeys.hpp"
#include "model/history/loadings.hpp"
#include "model/history/moment.hpp"
#include "model/history/outcome.hpp"
#include "model/history/pass_memory.hpp"
#include "model/history/passes.hpp"
#include "model/history/postures.hpp"
#include "model/history/recruitment.hpp"
#include "model/history/retelling.hpp"
#include "model/history/staged.hpp"
#include "model/history/tally.hpp"
#include "model/history/theatre.hpp"
#include "model/history/trips.hpp"
#include "model/world/world.hpp"

namespace convoyrisk::model {

/// What is asked of a replication beyond its outcomes and counts.
struct Ask {
  /// ReplicationResult::severity_conditional, without which it is empty: with many people in vehicles of several
  /// protections it takes most of the time.
  bool severity_law = true;
  bool course = false;  ///< what retell() needs; without the law alone
};

/// Simulates replications of a world, one after the other, reusing its memory. Owned by one thread. What run() gives
/// depends on its arguments and the world alone.
class Replication {
 public:
  explicit Replication(const World& world, Ask ask = {.severity_law = true});
  Replication(const Replication&) = delete;
  Replication& operator=(const Replication&) = delete;

  /// Simulates [-warmup, horizon) under a policy and overwrites `result`. With a `log`, appends every event to it. With
  /// a `tilt`, which the caller has started, attacks and deaths from t = 0 on are drawn by it; conditional expectations
  /// remain those of the model, given what was drawn.
  void run(PolicyId policy, std::uint64_t seed, std::uint64_t replication, ReplicationResult& result,
           EventLog* log = nullptr, TiltedDraws* tilt = nullptr);

  /// The outcomes that another policy of the same kin (model/world/kinship.hpp) has in the replication run last, bit
  /// for bit those of a run of its own, where all meetings end in the same way; else false, and that takes a run. After
  /// a run without a tilt, where the course was asked for.
  [[nodiscard]] bool retell(PolicyId policy, OutcomeValues& outcomes);

 private:
  void start();
  void take(Agenda::Turn turn);
  void live(CellId id);
  void travel(TripId id);

  bool visit_all_ = false;  ///< whether every trip has a life of its own: a log or a tilt wants that

  // What all share. Each holds references to those above it.
  std::optional<Course> course_;
  Moment moment_;
  Agenda agenda_;
  Theatre theatre_;
  Postures postures_;
  Staged staged_;
  PassMemory memory_;
  Expectations expectations_;
  Loadings loadings_;
  Tally tally_;
  // The agents, and where they meet.
  Departures departures_;
  DepartureRecords records_;
  Journeys journeys_;
  Passes passes_;
  Recruitment recruitment_;
  Cells cells_;
  Trips trips_;
  Encounters encounters_;
  Retelling retelling_;
};

}  // namespace convoyrisk::model
