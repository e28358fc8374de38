#pragma once

#include <cstdint>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/event_log.hpp"
#include "model/history/ids.hpp"
#include "model/history/loadings.hpp"
#include "model/history/moment.hpp"
#include "model/history/pass_memory.hpp"
#include "model/history/postures.hpp"
#include "model/history/staged.hpp"
#include "model/history/tally.hpp"

namespace convoyrisk::model {

/// A trip on its way. It is visited only where something meets it: between events its place follows from its clock and
/// pace.
struct Trip {
  enum class Next : std::uint8_t { arrival, encounter, background };
  ConvoyId convoy;
  std::int64_t entry = 0;
  std::uint64_t rank = 0;  ///< also its identity in stream keys
  Agenda::Actor actor = 0;
  const RoutePlan* route = nullptr;
  std::size_t route_number = 0;
  bool counted = false;  ///< scheduled in [0, horizon)
  double departure_h = 0;
  double clock_h = 0;  ///< departure + halts: it passes a point at clock + pace * flow
  double pace = 1;
  double flow_h = 0;  ///< free-flow hours of the last event; all midpoints up to there are passed
  double delay_h = 0;
  double zero_clock_h = 0;  ///< clock in force when t = 0 came
  double zero_flow_h = 0;   ///< midpoints up to there were passed before t = 0
  bool past_zero = true;
  int escorts = 0;
  double spot_probability = 0;
  HarmTable::TargetKey target_key = 0;
  bool harmed = false;
  Target target;                   ///< who is aboard, once harmed
  std::uint32_t leg_position = 0;  ///< no midpoint ahead lies on an earlier leg of the route
  Next next = Next::arrival;
  double next_flow_h = 0;
  Place next_place;
  double background_hazard = 0;  ///< of the next background event, along the route
  std::uint64_t background_events = 0;

  [[nodiscard]] double pass_h(double at_flow_h) const { return clock_h + pace * at_flow_h; }
};

/// Departures and travel (docs/model.md, 3.1).
class Trips {
 public:
  Trips(const Moment& moment, Agenda& agenda, const Postures& postures, const Staged& staged, PassMemory& memory,
        Loadings& loadings, Tally& tally);

  void start();
  /// What becomes of a trip at its departure: flown, cancelled or set out.
  void depart(const ScheduledTrip& scheduled);

  /// Moves the trip to its next event, which it returns. An arrival ends the trip; from other events it goes on.
  Trip::Next step(TripId id);
  void go_on(TripId id);
  /// A cell has staged at `place`: trips that come there meet it.
  void notice(const Place& place);
  /// The horizon has come.
  void finish();

  [[nodiscard]] Trip& operator[](TripId id) { return trips_[id.index()]; }
  void halt(Trip& trip, double hours) const;
  /// Who is aboard, for an attack to change.
  Target& expose(Trip& trip);

  [[nodiscard]] Event event(EventKind kind, const Trip& trip) const;

 private:
  int fly(const ScheduledTrip& scheduled, int workers);
  void set_out(const ScheduledTrip& scheduled, random::Stream& draws);
  TripId free_slot();
  void schedule(Trip& trip);
  bool find_nearest_cell(Trip& trip, const RouteLeg& leg) const;
  void retarget(Trip& trip, const Place& place);
  void arrive(const Trip& trip);
  void mark_zero(Trip& trip) const;
  void next_background(Trip& trip) const;
  void count_passes(const Trip& trip, double end_h);
  void close(const Trip& trip, double end_h);
  [[nodiscard]] const ConvoyPlan& plan(const Trip& trip) const { return moment_.policy().convoys[trip.convoy.index()]; }

  const Moment& moment_;
  Agenda& agenda_;
  const Postures& postures_;
  const Staged& staged_;
  PassMemory& memory_;
  Loadings& loadings_;
  Tally& tally_;
  std::vector<Trip> trips_;  ///< by TripId
  std::vector<TripId> free_;
  std::vector<TripId> active_;
  std::vector<std::int64_t> full_journeys_;  ///< by route of the policy: trips whose every pass counts
};

}  // namespace convoyrisk::model
