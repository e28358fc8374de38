#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/moment.hpp"
#include "model/history/pass_memory.hpp"
#include "model/history/postures.hpp"
#include "model/history/tally.hpp"
#include "model/history/trip_draws.hpp"

namespace convoyrisk::model {

/// What becomes of a trip of the timetable at its departure.
enum class Fate : std::uint8_t {
  ahead,  ///< nothing yet
  flown,
  cancelled,
  out,  ///< it has set out
};

/// A trip of the timetable as it is known without a visit: where nothing meets it, that is all there is to know.
struct Departure {
  double time_h = 0;
  double pace = 1;
  double end_h = never;  ///< of a trip with a life of its own: its arrival
  std::uint64_t identity = 0;
  std::uint32_t trip = 0;   ///< index into PolicyPlan::trips
  std::uint32_t route = 0;  ///< among those of its convoy
  int escorts = 0;
  Fate fate = Fate::ahead;
  bool visited = false;  ///< it has a life of its own in Trips, or will have one from its departure
};

/// From a policy's timetable to departures: when each trip departs and what becomes of it.
class Departures {
 public:
  Departures(const Moment& moment, Agenda& agenda, const Postures& postures, PassMemory& memory, Tally& tally);

  /// `visit_all`: every trip has a life of its own. Otherwise those alone have one from their departure on that may
  /// meet background attackers.
  void start(bool visit_all);
  /// Decides on the departures before this instant and rank. To be called before anything changes the postures.
  void decide_until(double time_h, std::uint64_t rank);
  /// The departure of a trip with a life of its own whose turn it is; the next one is put on the agenda.
  Departure& step();

  [[nodiscard]] std::vector<Departure>& all() { return departures_; }  ///< by index into PolicyPlan::trips
  [[nodiscard]] std::span<const Departure> all() const { return departures_; }
  [[nodiscard]] const TripDraws& draws() const { return draws_; }
  [[nodiscard]] const ScheduledTrip& scheduled(const Departure& departure) const {
    return moment_.policy().trips[departure.trip];
  }
  [[nodiscard]] const ConvoyPlan& convoy(const Departure& departure) const {
    return moment_.policy().convoys[scheduled(departure).convoy.index()];
  }

 private:
  void fill(bool visit_all);
  void sort(double jitter_h);
  void decide(Departure& departure);
  void announce(const Departure& departure);
  int fly(const Departure& departure, int workers);
  void schedule();

  const Moment& moment_;
  Agenda& agenda_;
  const Postures& postures_;
  PassMemory& memory_;
  Tally& tally_;
  TripDraws draws_;
  Agenda::Actor actor_ = 0;
  std::vector<Departure> departures_;
  std::vector<std::uint32_t> order_;   ///< by time, then identity
  std::size_t undecided_ = 0;          ///< place in order_
  std::vector<std::uint32_t> visits_;  ///< departures with a life of their own, in order
  std::size_t next_visit_ = 0;
};

}  // namespace convoyrisk::model
