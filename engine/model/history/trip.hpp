#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/harm/harm_table.hpp"
#include "model/harm/target.hpp"
#include "model/history/agenda.hpp"
#include "model/history/departures.hpp"
#include "model/history/moment.hpp"
#include "model/world/route_plan.hpp"

namespace convoyrisk::model {

/// What those who meet a trip see of it.
struct PassingTrip {
  ConvoyId convoy;
  std::int64_t entry = 0;
  std::uint32_t part = 0;
  std::uint32_t number = 0;        ///< index into PolicyPlan::trips
  std::uint32_t outfit = 0;        ///< index into PolicyPlan::outfits
  std::uint32_t route_number = 0;  ///< index into PolicyPlan::routes
  std::uint32_t leg_position = 0;  ///< of the leg where it is, in its route
  int escorts = 0;                 ///< that ride along there
  int all_escorts = 0;             ///< that ride along somewhere
  double unspotted = 1;            ///< probability that none of them spots cells
  HarmTable::TargetKey target_key = 0;
};

/// A trip on its way. It is visited only where something meets it: between events its place follows from its clock and
/// pace. No midpoint ahead lies on a leg before `leg_position`.
struct Trip : PassingTrip {
  enum class Next : std::uint8_t { arrival, encounter, background };
  std::uint64_t rank = 0;      ///< among actors of the same instant
  std::uint64_t identity = 0;  ///< in stream keys
  Agenda::Actor actor = 0;
  const RoutePlan* route = nullptr;
  bool counted = false;  ///< scheduled in [0, horizon)
  double departure_h = 0;
  double clock_h = 0;  ///< departure + halts: it passes a point at clock + pace * flow
  double pace = 1;
  double flow_h = 0;  ///< free-flow hours of the last event; all midpoints up to there are passed
  double delay_h = 0;
  double zero_clock_h = 0;  ///< clock in force when t = 0 came
  double zero_flow_h = 0;   ///< midpoints up to there were passed before t = 0
  bool past_zero = true;
  std::uint32_t escort_run = 0;  ///< of Outfit::escort_runs: where they ride on some legs alone
  double escort_flow_h = 0;      ///< up to here is their way in escort_h
  double escort_h = 0;  ///< hours in [0, horizon) that they have ridden along, where they ride on some legs alone
  bool harmed = false;
  Target target;  ///< who is aboard, once harmed
  Next next = Next::arrival;
  double next_flow_h = 0;
  Place next_place;
  double background_hazard = 0;  ///< of the next background event, along the route
  std::uint64_t background_events = 0;

  [[nodiscard]] double pass_h(double at_flow_h) const { return clock_h + pace * at_flow_h; }
};

/// The trip as it departs, with nothing yet to meet.
[[nodiscard]] Trip departing(const Departures& departures, const Departure& departure);

/// The trip where it comes to its route's leg at `leg_position`, but for what its escorts do.
[[nodiscard]] PassingTrip passing_trip(const Departures& departures, const Departure& departure,
                                       std::uint32_t leg_position);

/// By leg of its route, as Outfit::escort_runs; only where its escort rides on some legs alone.
[[nodiscard]] const std::vector<std::uint32_t>& escort_runs(const PolicyPlan& policy, const PassingTrip& trip);

/// Adds what the escort has ridden along up to a point of the route, where it rides on some legs alone, as far as it
/// lies in [0, horizon).
void add_escort_hours(const Moment& moment, Trip& trip, double flow_h);

}  // namespace convoyrisk::model
