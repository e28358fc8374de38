#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "calendar/timetable.hpp"
#include "model/world/policy_plan.hpp"
#include "model/world/trip_identities.hpp"
#include "network/routes.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::model {

/// In place of an entry of a measure: none.
inline constexpr std::int32_t no_entry = -1;

/// The entries of each measure by which a trip is covered first: places in the policy's lists.
struct Covering {
  std::int32_t escort = no_entry;
  std::int32_t vehicles = no_entry;
  std::int32_t schedule = no_entry;
  std::int32_t routing = no_entry;
  std::int32_t consolidate = no_entry;
  std::int32_t split = no_entry;
  std::int32_t airlift = no_entry;
  friend bool operator==(const Covering&, const Covering&) = default;
};

/// By entry of a measure: when the first trip is scheduled that it covers; infinite where it covers none.
struct FirstTrips {
  FirstTrips() = default;
  explicit FirstTrips(const spec::Policy& policy);
  static void note(std::vector<double>& by_entry, std::int32_t place, double scheduled_h);

  std::vector<double> schedule;
  std::vector<double> routing;
  std::vector<double> split;
};

/// The trips of a policy and what is listed of them: it follows from timetables, from which entries of measures cover
/// which trips, and from what same_schedules() compares besides.
struct TripLists {
  struct OfOutfit {
    std::vector<std::uint32_t> trips;
    std::vector<std::uint32_t> draws;
  };
  struct OfWays {
    std::vector<std::uint32_t> trips;
    std::vector<double> scheduled_h;
    std::vector<std::uint32_t> draws;
  };
  std::vector<ScheduledTrip> trips;
  std::vector<std::uint32_t> order;
  std::vector<std::uint32_t> trip_of_draws;
  std::vector<std::vector<Covering>> coverings;  ///< by convoy: of its outfits, in order of their numbers
  std::vector<Rhythm> rhythms;                   ///< by convoy, without leeways
  FirstTrips firsts;
  std::vector<OfOutfit> outfits;                    ///< by number
  std::vector<OfWays> ways;                         ///< likewise
  std::vector<std::vector<network::Route>> routes;  ///< by number of ways: where roads are the same, too
  std::uint32_t draw_count = 0;
  std::int64_t scheduled_trips = 0;
};

/// Brings a policy's trips, all of which are there, into the order of their schedule, and lists who has which outfit
/// and which draws and goes which ways.
void sort_and_list(const spec::Start& start, const PolicyPlan& plan, TripLists& lists);
/// Shows outfits, ways and the plan the trips that are listed.
void show_trips(std::shared_ptr<const TripLists> lists, PolicyPlan& plan);

/// All that follows from timetables alone, and from whom measures cover.
struct Schedules {
  std::vector<std::vector<calendar::Entry>> timetables;  ///< of the scenario, by convoy
  TripIdentities identities;
  std::vector<std::shared_ptr<const TripLists>> lists;  ///< by policy
};

/// Whether two scenarios have the same schedules: they differ, if at all, in what trips meet, and in what measures do
/// to those whom they cover.
[[nodiscard]] bool same_schedules(const spec::Scenario& a, const spec::Scenario& b);

/// Whether the roads of two scenarios join the same places, in the same time.
[[nodiscard]] bool same_roads(const spec::Network& a, const spec::Network& b);

/// Whether trips of two scenarios with the same_schedules() and the same_roads() draw among the same routes, too.
[[nodiscard]] bool same_routing(const spec::Scenario& a, const spec::Scenario& b);

}  // namespace convoyrisk::model
