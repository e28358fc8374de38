#include "model/world/world.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
#include "base/error.hpp"
#include "base/stop.hpp"
#include "model/world/costs.hpp"
#include "network/distances.hpp"

namespace convoyrisk::model {
namespace {

/// Lists longer than this are taken for a mistake: they would fill the memory before anything is simulated.
constexpr double greatest_list = 1e7;

void check_size(double size, const std::string& path, const std::string& what) {
  if (size > greatest_list) {
    throw InputError(path + ": makes more than 10,000,000 " + what);
  }
}

double entries_a_day(const spec::Timetable& timetable) {
  if (const auto* periodic = std::get_if<spec::Periodic>(&timetable)) {
    return 86400 / periodic->every_s;
  }
  return static_cast<double>(std::get<spec::Daily>(timetable).seconds_of_day.size());
}

void check_sizes(const spec::Scenario& scenario) {
  const double days = (scenario.warmup_h + scenario.horizon_h) / 24;
  check_size(days, "horizon", "days");
  double segments = 0;
  for (const spec::Road& road : scenario.network.roads) {
    segments += road.length_km / scenario.network.segment_km;
  }
  check_size(segments, "network.segment", "segments");
  double cells = 0;
  for (const spec::Group& group : scenario.threat.groups) {
    cells += group.cells;
  }
  check_size(cells, "threat.groups", "cells");
  double trips = 0;
  double people = 0;
  for (const spec::Convoy& convoy : scenario.convoys) {
    trips += days * entries_a_day(convoy.depart);
    people = std::max<double>(people, convoy.workers);
  }
  check_size(trips, "convoys", "trips");
  for (const spec::Policy& policy : scenario.policies) {
    for (const spec::OnTrips<spec::Consolidate>& entry : policy.consolidate) {
      check_size(people * entry.measure.trips, "policies." + policy.name + ".consolidate", "workers on a trip");
    }
  }
}

/// Cutting a road into segments no longer than wanted; the slack keeps 15 km / 5 km at three.
std::uint32_t segment_count(double length_km, double segment_km) {
  const double count = std::ceil(length_km / segment_km - 1e-9);
  return static_cast<std::uint32_t>(std::max(count, 1.0));
}

bool remembers(const spec::Group& group) { return group.observe > 0 && (group.target.traffic != 0 || group.habit > 0); }

std::vector<double> nearest_base_km(const network::Graph& graph, const spec::ReactionForce& force) {
  std::vector<double> nearest(graph.node_count(), std::numeric_limits<double>::infinity());
  for (const NodeId base : force.bases) {
    const std::vector<double> distance = network::distances_km(graph, base);
    std::ranges::transform(nearest, distance, nearest.begin(), [](double a, double b) { return std::min(a, b); });
  }
  return nearest;
}

/// The routes a trip of the convoy draws from (docs/model.md, 3.1).
std::vector<network::Route> choice_of_routes(const network::Graph& graph, const spec::Convoy& convoy,
                                             const spec::Policy& policy) {
  const spec::Routing routing = policy.routing.empty() ? spec::Routing{} : policy.routing.front().measure;
  std::vector<network::Route> routes = network::fastest_routes(graph, convoy.from, convoy.to, convoy.speed_kmh,
                                                               static_cast<std::size_t>(routing.alternatives));
  if (routes.empty()) {
    throw InputError("convoys." + convoy.name + ": there is no route from `from` to `to`");
  }
  if (routing.detour) {
    const double longest = (1 + *routing.detour) * routes.front().hours + network::equal_time_h;
    std::erase_if(routes, [&](const network::Route& route) { return route.hours > longest; });
  }
  return routes;
}

}  // namespace

std::uint64_t trip_identity(ConvoyId convoy, std::int64_t entry) {
  constexpr std::uint64_t trip_rank = std::uint64_t{2} << 62U;
  constexpr unsigned convoy_shift = 40;
  constexpr std::int64_t entry_zero = std::int64_t{1} << (convoy_shift - 1);
  return trip_rank | (std::uint64_t{convoy.index()} << convoy_shift) | static_cast<std::uint64_t>(entry + entry_zero);
}

Coverage::Coverage(const spec::Zones& zones, const std::vector<Leg>& legs, std::size_t node_count)
    : everywhere_(!zones), legs_(legs.size(), false), nodes_(node_count, false) {
  if (!zones) {
    return;
  }
  for (std::size_t i = 0; i < legs.size(); ++i) {
    if (std::ranges::find(*zones, legs[i].zone) != zones->end()) {
      legs_[i] = true;
      nodes_[legs[i].from.index()] = true;
      nodes_[legs[i].to.index()] = true;
    }
  }
}

double PolicyPlan::help_h(const Leg& leg, std::uint32_t segment) const {
  if (base_distance_km.empty()) {
    return std::numeric_limits<double>::infinity();
  }
  const spec::ReactionForce& force = spec->reaction_force.front().measure;
  return force.ready_h + nearer_end_km(base_distance_km, leg, segment) / force.speed_kmh;
}

double PolicyPlan::help_h(NodeId node) const {
  if (base_distance_km.empty()) {
    return std::numeric_limits<double>::infinity();
  }
  const spec::ReactionForce& force = spec->reaction_force.front().measure;
  return force.ready_h + base_distance_km[node.index()] / force.speed_kmh;
}

double PolicyPlan::spot_probability(int escorts) const {
  return 1 - (1 - surveillance_detect) * std::pow(1 - escort.spot, escorts);
}

double PolicyPlan::visits_per_day(RoadId leg) const {
  const auto* patrols = spec::first(spec->patrols);
  return patrols != nullptr && patrolled.covers(leg) ? 24 / patrols->interval_h : 0;
}

World::World(spec::Scenario scenario) : scenario_(std::move(scenario)) {
  check_sizes(scenario_);
  build_legs();
  build_groups();
  build_timetables();
  policies_.reserve(scenario_.policies.size());
  for (const spec::Policy& policy : scenario_.policies) {
    build_policy(policy);
  }
  day_count_ = static_cast<std::size_t>(std::max(std::ceil(scenario_.horizon_h / 24 - 1e-9), 1.0));
  build_severity_size();
}

void World::build_legs() {
  if (!scenario_.threat.regimes.empty()) {
    greatest_factor_ = std::ranges::max(scenario_.threat.regimes, {}, &spec::Regime::factor).factor;
  }
  std::vector<network::Link> links;
  for (const spec::Road& road : scenario_.network.roads) {
    Leg leg{road.length_km, road.speed_kmh, road.cover, road.zone, road.from, road.to, 1, 0};
    leg.segments = segment_count(road.length_km, scenario_.network.segment_km);
    if (scenario_.threat.background) {
      leg.background_per_km = scenario_.threat.background->rate_per_km[road.zone.index()] * greatest_factor_;
    }
    legs_.push_back(leg);
    links.push_back({road.from, road.to, road.length_km, road.speed_kmh, road.oneway});
  }
  graph_.emplace(scenario_.network.nodes.size(), std::move(links));
}

void World::build_groups() {
  for (const spec::Group& group : scenario_.threat.groups) {
    GroupPlan plan{&group,
                   DurationSampler(group.preparing),
                   DurationSampler(group.staged),
                   DurationSampler(group.recovering),
                   homes_.size(),
                   no_memory};
    if (group.follow_up) {
      plan.follow_up_delay.emplace(group.follow_up->delay);
    }
    if (remembers(group)) {
      auto found = std::ranges::find(memories_h_, group.memory_h);
      if (found == memories_h_.end()) {
        memories_h_.push_back(group.memory_h);
        found = std::prev(memories_h_.end());
      }
      plan.memory = static_cast<std::size_t>(found - memories_h_.begin());
    }
    plan.foreseeable = plan.memory == no_memory && !group.excitation && scenario_.sites.empty();
    homes_.insert(homes_.end(), group.home.begin(), group.home.end());
    home_group_.insert(home_group_.end(), group.home.size(), groups_.size());
    groups_.push_back(plan);
  }
}

void World::build_timetables() {
  for (std::size_t i = 0; i < scenario_.convoys.size(); ++i) {
    timetables_.push_back(
        entries(scenario_.convoys[i].depart, scenario_.start, scenario_.warmup_h, scenario_.horizon_h));
    for (const Entry& entry : timetables_.back()) {
      trip_identities_.push_back(trip_identity(ConvoyId(i), entry.number));
      entry_convoys_.emplace_back(i);
    }
  }
}

void World::build_policy(const spec::Policy& policy) {
  const std::size_t node_count = scenario_.network.nodes.size();
  PolicyPlan plan;
  plan.spec = &policy;
  plan.escort = policy.escort.empty() ? spec::Escort{} : policy.escort.front().measure;
  plan.surveillance_detect = policy.surveillance.empty() ? 0 : policy.surveillance.front().measure.detect;
  plan.tip_rate_per_h = policy.intelligence.empty() ? 0 : policy.intelligence.front().measure.tip_rate_per_h;
  if (const auto* crackdown = spec::first(policy.crackdown)) {
    plan.raid_rate_per_h = crackdown->raid_rate_per_h;
    plan.backlash = crackdown->backlash;
    plan.raided = Coverage(crackdown->zones, legs_, node_count);
  }
  if (const auto* patrols = spec::first(policy.patrols)) {
    plan.patrol_hazard_per_h = patrols->detect / patrols->interval_h;
    plan.patrolled = Coverage(patrols->zones, legs_, node_count);
  }
  plan.recruitment_kept = policy.sanctuary.empty() ? 1 : policy.sanctuary.front().measure.recruitment;
  for (const spec::Posture& posture : policy.postures) {
    plan.postures.push_back({&posture, Coverage(posture.zones, legs_, node_count)});
  }
  for (const spec::Site& site : scenario_.sites) {
    plan.guards.push_back(site.guards);
  }
  if (const auto* added = spec::first(policy.guards)) {
    for (const spec::Guards& guards : *added) {
      plan.guards[guards.site.index()] += guards.added;
    }
  }
  if (const auto* force = spec::first(policy.reaction_force)) {
    plan.base_distance_km = nearest_base_km(*graph_, *force);
  }
  plan.fixed_cost = fixed_cost(scenario_, policy);
  build_convoys(policy, plan);
  build_candidates(plan);
  policies_.push_back(std::move(plan));
  // Passages point into the routes, which have moved with the plan's vectors and stay where they are from now on.
}

void World::build_convoys(const spec::Policy& policy, PolicyPlan& plan) {
  const int multiple = policy.consolidate.empty() ? 1 : policy.consolidate.front().measure.trips;
  std::uint32_t entry_index = 0;
  for (std::size_t i = 0; i < scenario_.convoys.size(); ++i) {
    heed_stop();
    const spec::Convoy& convoy = scenario_.convoys[i];
    ConvoyPlan convoy_plan{convoy.workers * multiple,
                           DurationSampler(spec::Lognormal{1, convoy.pace_cv}),
                           board(scenario_, convoy, policy),
                           {},
                           plan.route_count};
    for (const network::Route& route : choice_of_routes(*graph_, convoy, policy)) {
      convoy_plan.routes.emplace_back(route, legs_, convoy.speed_kmh);
    }
    plan.route_count += convoy_plan.routes.size();
    plan.convoys.push_back(std::move(convoy_plan));
    for (const Entry& entry : timetables_[i]) {
      const std::uint32_t index = entry_index++;
      if (entry.number % multiple == 0) {
        plan.trips.push_back({entry.scheduled_h, ConvoyId(i), entry.number, index});
        if (entry.scheduled_h >= 0) {
          ++plan.scheduled_trips;
          plan.scheduled_workers += plan.convoys.back().workers;
        }
      }
    }
  }
  std::ranges::stable_sort(plan.trips, {}, &ScheduledTrip::scheduled_h);
  plan.trips_of_convoy.resize(plan.convoys.size());
  for (std::size_t i = 0; i < plan.trips.size(); ++i) {
    plan.trips_of_convoy[plan.trips[i].convoy.index()].push_back(static_cast<std::uint32_t>(i));
  }
  plan.passages.resize(legs_.size());
  for (std::size_t i = 0; i < plan.convoys.size(); ++i) {
    const ConvoyPlan& convoy = plan.convoys[i];
    for (std::size_t r = 0; r < convoy.routes.size(); ++r) {
      for (const RouteLeg& leg : convoy.routes[r].legs()) {
        plan.passages[leg.leg.index()].push_back({convoy.first_route + r, &leg, ConvoyId(i)});
      }
    }
  }
}

void World::build_candidates(PolicyPlan& plan) {
  std::vector<double> visits_per_day(legs_.size(), 0);
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    visits_per_day[i] = plan.visits_per_day(RoadId(i));
  }
  std::vector<double> key = visits_per_day;
  key.insert(key.end(), plan.guards.begin(), plan.guards.end());
  // Policies with the same patrols and guards share their tables.
  const auto found = std::ranges::find(candidate_keys_, key);
  std::size_t first = candidates_.size();
  if (found != candidate_keys_.end()) {
    first = first_candidates_[static_cast<std::size_t>(found - candidate_keys_.begin())];
  } else {
    candidate_keys_.push_back(key);
    first_candidates_.push_back(first);
    for (std::size_t i = 0; i < homes_.size(); ++i) {
      candidates_.push_back(find_candidates(scenario_, legs_, *graph_, scenario_.threat.groups[home_group_[i]],
                                            homes_[i], visits_per_day, plan.guards));
    }
  }
  for (std::size_t i = 0; i < homes_.size(); ++i) {
    plan.candidates_of_home.push_back(first + i);
  }
}

void World::build_severity_size() {
  int greatest = 0;
  for (const PolicyPlan& plan : policies_) {
    for (const ConvoyPlan& convoy : plan.convoys) {
      greatest = std::max(greatest, convoy.workers);
    }
  }
  for (const spec::Site& site : scenario_.sites) {
    for (const spec::Group& group : scenario_.threat.groups) {
      for (const spec::Mode& mode : group.modes) {
        greatest = std::max(greatest, std::min(site.people, mode.exposed));
      }
    }
  }
  severity_size_ = static_cast<std::size_t>(greatest) + 1;
}

}  // namespace convoyrisk::model
