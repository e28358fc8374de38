#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/event_log.hpp"
#include "model/history/ids.hpp"
#include "model/history/journeys.hpp"
#include "model/history/loadings.hpp"
#include "model/history/moment.hpp"
#include "model/history/staged.hpp"
#include "model/history/tally.hpp"
#include "model/history/trip.hpp"

namespace convoyrisk::model {

/// Travel (docs/model.md, 3.1), of those trips that have a life of their own: those that meet somebody, and those that
/// may meet background attackers.
class Trips {
 public:
  Trips(const Moment& moment, Agenda& agenda, const Staged& staged, Departures& departures, Journeys& journeys,
        Loadings& loadings, Tally& tally);

  void start();
  /// A trip departs that has a life of its own from then on; only where it sets out.
  void set_out(const Departure& departure);
  /// A trip that nobody has halted yet, as those see it who wait where it comes by. None where it has a life of its own
  /// or is not on its way.
  [[nodiscard]] std::optional<PassingTrip> passing(std::uint32_t index, const Place& place);
  /// It is halted there: from now on it has a life of its own.
  [[nodiscard]] TripId take_up(std::uint32_t index, const Place& place);

  /// Moves the trip to its next event, which it returns. An arrival ends the trip; from other events it goes on.
  Trip::Next step(TripId id);
  void go_on(TripId id);
  /// A cell has staged at `place`: trips that come there meet it.
  void notice(const Place& place);
  /// The horizon has come.
  void finish();

  [[nodiscard]] Trip& operator[](TripId id) { return trips_[id.index()]; }
  void halt(Trip& trip, double hours);
  /// Who is aboard, for an attack to change.
  Target& expose(Trip& trip);

  [[nodiscard]] Event event(EventKind kind, const Trip& trip) const;

 private:
  TripId add(const Departure& departure);
  TripId free_slot();
  /// Of who was aboard, before the trip is another one.
  void keep_memory(Trip& trip);
  void schedule(Trip& trip);
  bool find_nearest_cell(Trip& trip, const RouteLeg& leg) const;
  void retarget(Trip& trip, const Place& place);
  void arrive(Trip& trip);
  void mark_zero(Trip& trip) const;
  void next_background(Trip& trip) const;
  void ride_along(Trip& trip);
  void join(PassingTrip& trip);
  void close(Trip& trip, double end_h);
  [[nodiscard]] const Outfit& outfit(const PassingTrip& trip) const { return moment_.policy().outfits[trip.outfit]; }
  const Moment& moment_;
  Agenda& agenda_;
  const Staged& staged_;
  Departures& departures_;
  Journeys& journeys_;
  Loadings& loadings_;
  Tally& tally_;
  std::vector<Trip> trips_;  ///< by TripId
  std::vector<TripId> free_;
  std::vector<TripId> active_;
  std::vector<Target> spare_;  ///< memory for who is aboard
};

}  // namespace convoyrisk::model
