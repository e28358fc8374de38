#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/departures.hpp"
#include "model/history/event_log.hpp"
#include "model/history/ids.hpp"
#include "model/history/loadings.hpp"
#include "model/history/moment.hpp"
#include "model/history/staged.hpp"
#include "model/history/tally.hpp"

namespace convoyrisk::model {

/// A trip on its way. It is visited only where something meets it: between events its place follows from its clock and
/// pace.
struct Trip {
  enum class Next : std::uint8_t { arrival, encounter, background };
  ConvoyId convoy;
  std::int64_t entry = 0;
  std::uint32_t part = 0;
  std::uint32_t number = 0;    ///< index into Departures::all
  std::uint32_t outfit = 0;    ///< index into PolicyPlan::outfits
  std::uint64_t rank = 0;      ///< among actors of the same instant
  std::uint64_t identity = 0;  ///< in stream keys
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
  int escorts = 0;               ///< that ride along where it is
  int all_escorts = 0;           ///< that ride along somewhere
  std::uint32_t escort_run = 0;  ///< of Outfit::escort_runs: where they ride on some legs alone
  double escort_flow_h = 0;      ///< up to here is their way in escort_h
  double escort_h = 0;   ///< hours in [0, horizon) that they have ridden along, where they ride on some legs alone
  double unspotted = 1;  ///< probability that none of them spots cells
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

/// Travel (docs/model.md, 3.1), of those trips that have a life of their own: those that meet somebody, and those that
/// may meet background attackers. What the others leave behind is counted at the end, from their departures.
class Trips {
 public:
  Trips(const Moment& moment, Agenda& agenda, const Staged& staged, Departures& departures, Loadings& loadings,
        Tally& tally);

  void start();
  /// A trip departs that has a life of its own from then on; only where it sets out.
  void set_out(const Departure& departure);
  /// A trip that nobody has met yet comes to staged cells: from now on it has a life of its own. None where it has one
  /// already or is not on its way.
  [[nodiscard]] std::optional<TripId> take_up(std::uint32_t index, const Place& place, double flow_h);

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
  [[nodiscard]] Trip departing(const Departure& departure) const;
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
  void count_passes(const Trip& trip, double end_h);
  void count_journey(const Trip& trip);
  double settle(const Departure& departure);
  void ride_along(Trip& trip);
  void add_escort_hours(Trip& trip, double flow_h);
  [[nodiscard]] double escort_hours(const Departure& departure);
  void finish_visited();
  void close(Trip& trip, double end_h);
  [[nodiscard]] const Outfit& outfit(const Trip& trip) const { return moment_.policy().outfits[trip.outfit]; }
  /// By leg of its route; only where its escort rides on some legs alone.
  [[nodiscard]] const std::vector<std::uint32_t>& escort_runs(const Trip& trip) const {
    const Outfit& plan = outfit(trip);
    return plan.escort_runs[trip.route_number - moment_.policy().ways[plan.ways].first_route];
  }

  const Moment& moment_;
  Agenda& agenda_;
  const Staged& staged_;
  Departures& departures_;
  Loadings& loadings_;
  Tally& tally_;
  std::vector<Trip> trips_;  ///< by TripId
  std::vector<TripId> free_;
  std::vector<TripId> active_;
  std::vector<Target> spare_;                ///< memory for who is aboard
  std::vector<std::int64_t> full_journeys_;  ///< by route of the policy: trips whose every pass counts
  std::vector<double> zone_escort_h_;        ///< by trip of the policy with a life of its own: Trip::escort_h
};

}  // namespace convoyrisk::model
