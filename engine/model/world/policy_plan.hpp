#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "model/world/cargo.hpp"
#include "model/world/route_plan.hpp"
#include "model/world/sampling.hpp"
#include "model/world/target_bounds.hpp"
#include "model/world/windows.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::model {

/// Where a posture or a measure holds: everywhere, or by leg and node.
class Coverage {
 public:
  Coverage() = default;
  Coverage(const spec::Zones& zones, const std::vector<Leg>& legs, std::size_t node_count);
  [[nodiscard]] bool everywhere() const { return everywhere_; }
  [[nodiscard]] bool covers(RoadId leg) const { return everywhere_ || legs_[leg.index()]; }
  /// A node lies in the zones of the roads that meet there.
  [[nodiscard]] bool covers(NodeId node) const { return everywhere_ || nodes_[node.index()]; }

 private:
  bool everywhere_ = true;
  std::vector<bool> legs_;
  std::vector<bool> nodes_;
};

struct PosturePlan {
  const spec::Posture* spec = nullptr;
  spec::Window window;
  Coverage coverage;
  std::vector<bool> convoys;  ///< by ConvoyId: whether it acts on its departures

  [[nodiscard]] bool acts_on(ConvoyId convoy) const { return convoys[convoy.index()]; }
};

struct SurveillancePlan {
  spec::Window window;
  Coverage coverage;
  double detect = 0;
};

struct ReactionPlan {
  spec::Window window;
  double ready_h = 0;
  double speed_kmh = 0;
  std::vector<double> base_distance_km;  ///< by NodeId, of the nearest base
};

/// In place of an index into PolicyPlan::trips or World::pass_lists: none.
inline constexpr std::uint32_t no_trip = std::numeric_limits<std::uint32_t>::max();
inline constexpr std::uint32_t no_pass_list = std::numeric_limits<std::uint32_t>::max();

/// Some trips by scheduled time.
struct TripsByTime {
  std::span<const std::uint32_t> trips;  ///< indices into PolicyPlan::trips
  std::span<const double> scheduled_h;   ///< theirs, close together for scanning
  double per_hour = 0;                   ///< how many of them there are, on average from the first to the last
};
[[nodiscard]] double per_hour(std::span<const double> scheduled_h);

/// Trips of several convoys that go the one same route in the same time and depart as scheduled. The spans show the
/// vectors, whose memory moves with the plan.
struct Lane : TripsByTime {
  std::vector<std::uint32_t> all_trips;
  std::vector<double> all_scheduled_h;
};

/// Routes among which trips of a convoy draw under one entry of a policy's routing.
struct Ways : TripsByTime {
  /// In place of a lane: the ways' own trips, or those of another one, which hold these too.
  static constexpr std::uint32_t alone = std::numeric_limits<std::uint32_t>::max();
  static constexpr std::uint32_t in_another = alone - 1;

  ConvoyId convoy;
  std::vector<RoutePlan> routes;
  std::size_t first_route = 0;           ///< of its routes among PolicyPlan::routes
  std::span<const std::uint32_t> draws;  ///< by place in `trips`: ScheduledTrip::draws
  double greatest_advance_h = 0;         ///< how long before its schedule such a trip may depart
  double greatest_delay_h = 0;           ///< and how long after
  std::int32_t routing = -1;             ///< the policy's entry of routing that makes them; -1: none
  double from_h = 0;                     ///< no trip of any convoy departs under this entry before
  bool punctual = false;                 ///< all take the one route and depart as scheduled,
  bool by_timetable = false;             ///< and their paces are certain
  std::uint32_t lane = alone;            ///< index into PolicyPlan::lanes
  /// Index into World::pass_lists; no_pass_list where what happens decides which of them set out, or on which route.
  std::uint32_t pass_list = no_pass_list;
};

/// What trips of a convoy have that are covered by the same entries of every measure: one for each part, where they are
/// split (docs/model.md, 2 and 3.1).
struct Outfit {
  ConvoyId convoy;
  std::uint32_t ways = 0;  ///< index into PolicyPlan::ways
  int workers = 0;
  Boarding boarding;
  spec::Escort escort;  ///< the measure, or the defaults of escorts that postures bring
  /// Where the escort rides in some zones alone: by route of its ways and place in the route, the number from 1 of the
  /// longest run of legs in those zones, 0 on other legs. Empty where it rides all the way.
  std::vector<std::vector<std::uint32_t>> escort_runs;
  double jitter_h = 0;
  std::optional<spec::HoursOfDay> curfew;
  double headway_h = 0;  ///< how long this part departs after the first one
  std::optional<spec::Airlift> airlift;
  std::optional<PaceLaw> own_pace;       ///< where the policy changes the convoy's
  std::span<const std::uint32_t> trips;  ///< that have it: indices into PolicyPlan::trips
  std::span<const std::uint32_t> draws;  ///< their ScheduledTrip::draws, close together for scanning
  /// Of these, the first that counts and departs at t = 0 or after, whatever its jitter: a place in `trips`.
  std::size_t first_after_zero = 0;

  /// Whether one of its trips is like the other but for pace and jitter: on one route, never flown, without a curfew.
  bool even = false;
};

/// When a trip departs that is ready at a time: after a curfew that holds then.
[[nodiscard]] double after_waiting(const Outfit& outfit, const spec::Scenario& scenario, double ready_h);

/// A departure of the timetable, or one part of it.
struct ScheduledTrip {
  double scheduled_h = 0;
  ConvoyId convoy;
  std::uint32_t outfit = 0;  ///< index into PolicyPlan::outfits
  std::int64_t entry = 0;
  std::uint32_t part = 0;
  std::uint32_t draws = 0;         ///< its own draws: index into TripIdentities
  std::uint32_t shared_draws = 0;  ///< those that all parts have in common
  std::uint32_t place = 0;         ///< among the policy's trips by convoy, entry and part

  /// Whether outcomes count it: by its schedule. The entry's number says so, times of a timetable being compared with
  /// the run's bounds to equal_instants_h.
  [[nodiscard]] bool counts() const { return entry >= 0; }
  /// Among actors of the same instant: trips come last.
  [[nodiscard]] std::uint64_t rank() const { return (std::uint64_t{2} << 62U) | place; }
  friend bool operator==(const ScheduledTrip&, const ScheduledTrip&) = default;
};

/// A route as a passage of one leg, for what groups remember of the leg.
struct Passage {
  std::size_t route = 0;  ///< among PolicyPlan::routes
  const RouteLeg* leg = nullptr;
  std::uint32_t ways = 0;  ///< index into PolicyPlan::ways
  std::uint32_t lane = 0;  ///< Ways::lane
  double first_h = 0;      ///< free-flow hours to the first midpoint on the leg in order of travel,
  double last_h = 0;  ///< and to the last: kept here since each choice of a target reads those of all legs in range
};

struct TripLists;

/// What a policy makes of the scenario.
struct PolicyPlan {
  const spec::Policy* spec = nullptr;
  // Trips.
  std::vector<Outfit> outfits;
  std::vector<Ways> ways;
  std::vector<Lane> lanes;
  std::shared_ptr<const TripLists> lists;        ///< hold what the spans here, of outfits and of ways show
  std::span<const ScheduledTrip> trips;          ///< by scheduled time, then convoy and part
  std::span<const std::uint32_t> order;          ///< of trips by time of departure, were there no jitter, then rank
  double greatest_jitter_h = 0;                  ///< of any trip
  std::uint32_t draw_count = 0;                  ///< the first so many of TripIdentities hold all its trips
  std::span<const std::uint32_t> trip_of_draws;  ///< by number of TripIdentities: index into `trips`, or no_trip
  std::int64_t scheduled_trips = 0;              ///< of them, those that count
  std::int64_t scheduled_workers = 0;
  std::vector<const RoutePlan*> routes;     ///< of all ways, by number
  std::vector<Passage> all_passages;        ///< road after road
  std::vector<std::uint32_t> passages_end;  ///< by RoadId: where those of the road end among them
  // Standing hazards, an hour.
  StepFunction tips{0};
  std::vector<StepFunction> patrols;  ///< by ZoneId
  std::vector<StepFunction> visits;   ///< by ZoneId: of patrols, a day
  std::vector<StepFunction> raids;    ///< by home, among those of all groups
  /// By group: rate of the recruits whom crackdowns bring.
  std::vector<StepFunction> backlash_recruits;
  std::vector<TimedValue> sanctuary;  ///< share of recruitment that goes on
  std::vector<SurveillancePlan> surveillance;
  double greatest_spot = 0;  ///< at no encounter on the road are cells spotted with a greater probability
  std::vector<ReactionPlan> reaction_forces;
  std::vector<PosturePlan> postures;
  std::vector<StepFunction> guards;  ///< by SiteId: the site's and the added ones in force
  /// Where the candidates of cells begin among World::candidates: a piece of time has a table for each home.
  std::vector<double> candidate_starts_h;
  std::vector<std::size_t> first_candidates;
  /// What passes may add to weights, whatever has happened: from each of these times on, by home of all groups.
  std::vector<double> bound_starts_h;
  std::vector<Rhythm> rhythms;  ///< by ConvoyId
  std::vector<std::vector<TargetBounds>> target_bounds;
  double fixed_cost = 0;  ///< what does not depend on what happens

  [[nodiscard]] const Outfit& outfit(const ScheduledTrip& trip) const { return outfits[trip.outfit]; }
  /// In order of the numbers of routes.
  [[nodiscard]] std::span<const Passage> passages(RoadId road) const {
    const std::size_t first = road.index() == 0 ? 0 : passages_end[road.index() - 1];
    return std::span(all_passages).subspan(first, passages_end[road.index()] - first);
  }
  /// Index into World::candidates of the candidates of a home at t.
  [[nodiscard]] std::size_t candidates(std::size_t home, double t_h) const;
  [[nodiscard]] const TargetBounds& bounds(std::size_t home, double t_h) const;
  [[nodiscard]] int guards_at(SiteId site, double t_h) const { return static_cast<int>(guards[site.index()].at(t_h)); }
  /// Of patrols to each segment of a zone.
  [[nodiscard]] double visits_per_day(ZoneId zone, double t_h) const { return visits[zone.index()].at(t_h); }
  /// Share of recruitment that goes on at t.
  [[nodiscard]] double recruitment_kept(double t_h) const;
  /// Hours until help reaches the nearer end of a segment, called for at t; infinite without a reaction force in force.
  [[nodiscard]] double help_h(const Leg& leg, std::uint32_t segment, double t_h) const;
  [[nodiscard]] double help_h(NodeId node, double t_h) const;
  /// Probability that no surveillance in force at t spots cells at a place.
  [[nodiscard]] double unspotted(RoadId leg, double t_h) const;
  [[nodiscard]] double unspotted(NodeId node, double t_h) const;
};

/// PolicyPlan::greatest_spot of a plan that has its outfits, surveillance and postures.
[[nodiscard]] double greatest_spot_probability(const PolicyPlan& plan);

}  // namespace convoyrisk::model
