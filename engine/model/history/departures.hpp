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
  double end_h = never;      ///< of a trip with a life of its own: its arrival
  std::uint32_t trip = 0;    ///< index into PolicyPlan::trips
  std::uint32_t outfit = 0;  ///< index into PolicyPlan::outfits
  std::uint32_t route = 0;   ///< index into PolicyPlan::routes
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
  /// Of the paces of a convoy's trips.
  [[nodiscard]] const TripDraws::Range& paces(ConvoyId convoy) const {
    return own_paces_.empty() ? draws_.paces(convoy) : own_paces_[convoy.index()];
  }
  [[nodiscard]] const ScheduledTrip& scheduled(const Departure& departure) const {
    return moment_.policy().trips[departure.trip];
  }
  [[nodiscard]] const Outfit& outfit(const Departure& departure) const {
    return moment_.policy().outfits[departure.outfit];
  }
  [[nodiscard]] const RoutePlan& route(const Departure& departure) const {
    return *moment_.policy().routes[departure.route];
  }
  /// Among actors of the same instant.
  [[nodiscard]] std::uint64_t rank(const Departure& departure) const { return scheduled(departure).rank(); }
  /// The trip's identity in stream keys.
  [[nodiscard]] std::uint64_t identity(const Departure& departure) const {
    return moment_.world().trip_identities().identity(scheduled(departure).draws);
  }

 private:
  void fill(bool visit_all);
  [[nodiscard]] double ready_h(const ScheduledTrip& trip, const Outfit& outfit) const;
  [[nodiscard]] double departure_h(const ScheduledTrip& trip, const Outfit& outfit);
  [[nodiscard]] double own_pace(const ScheduledTrip& trip, const DurationSampler& pace);
  void sort();
  void decide(Departure& departure);
  void announce(const Departure& departure);
  int fly(const Departure& departure, const Outfit& flown);
  void schedule();

  const Moment& moment_;
  Agenda& agenda_;
  const Postures& postures_;
  PassMemory& memory_;
  Tally& tally_;
  TripDraws draws_;
  std::vector<TripDraws::Range> own_paces_;  ///< by convoy, where the policy changes some
  Agenda::Actor actor_ = 0;
  std::vector<Departure> departures_;
  std::vector<std::uint32_t> order_;   ///< by time, then rank
  std::size_t undecided_ = 0;          ///< place in order_
  std::vector<std::uint32_t> visits_;  ///< departures with a life of their own, in order
  std::size_t next_visit_ = 0;
};

}  // namespace convoyrisk::model
