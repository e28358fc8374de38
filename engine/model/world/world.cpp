#include "model/world/world.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/check.hpp"
#include "base/error.hpp"
#include "model/world/costs.hpp"
#include "model/world/pass_room.hpp"
#include "model/world/trip_plan.hpp"
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

/// The greatest number of trips made one by a policy.
int greatest_load(const spec::Policy& policy) {
  int greatest = 1;
  for (const auto& entry : policy.consolidate) {
    greatest = std::max(greatest, entry.measure.trips);
  }
  return greatest;
}

int greatest_split(const spec::Policy& policy) {
  int greatest = 1;
  for (const auto& entry : policy.split) {
    greatest = std::max(greatest, entry.measure.parts);
  }
  return greatest;
}

void check_policy_size(const spec::Scenario& scenario, const spec::Policy& policy, double days) {
  double trips = 0;
  double people = 0;
  double vehicles = 0;
  for (std::size_t i = 0; i < scenario.convoys.size(); ++i) {
    const spec::Convoy& convoy = scenario.convoys[i];
    const auto found = std::ranges::find(policy.convoys, ConvoyId(i), &spec::ConvoyChange::convoy);
    const spec::ConvoyChange change = found != policy.convoys.end() ? *found : spec::ConvoyChange{};
    trips += days * entries_a_day(change.depart.value_or(convoy.depart));
    people = std::max<double>(people, change.workers.value_or(convoy.workers));
    double fleet = 0;
    for (const spec::VehicleCount& count : change.vehicles ? *change.vehicles : convoy.vehicles) {
      fleet += count.count;
    }
    vehicles = std::max(vehicles, fleet);
  }
  const std::string path = "policies." + policy.name;
  check_size(trips, path + ".convoys", "trips");
  check_size(people * greatest_load(policy), path + ".consolidate", "workers on a trip");
  const double parts = std::min<double>(greatest_split(policy), vehicles * greatest_load(policy) + people);
  check_size(trips * parts, path + ".split", "trips");
  if (parts >= greatest_parts) {
    throw InputError(path + ".split: makes more than " + std::to_string(greatest_parts - 1) + " parts of a trip");
  }
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
  for (const spec::Convoy& convoy : scenario.convoys) {
    trips += days * entries_a_day(convoy.depart);
  }
  check_size(trips, "convoys", "trips");
  for (const spec::Policy& policy : scenario.policies) {
    check_policy_size(scenario, policy, days);
  }
}

}  // namespace

World::World(spec::Scenario scenario, const World* like) : scenario_(std::move(scenario)) {
  check_sizes(scenario_);
  const bool roads_alike = like != nullptr && same_roads(scenario_.network, like->scenario_.network);
  build_legs(roads_alike ? like : nullptr);
  build_groups();
  for (const spec::Convoy& convoy : scenario_.convoys) {
    paces_.emplace_back(convoy.pace_cv);
  }
  std::shared_ptr<Schedules> being_made;
  if (like != nullptr && same_schedules(scenario_, like->scenario_)) {
    schedules_ = like->schedules_;
  } else {
    being_made = std::make_shared<Schedules>();
    build_timetables(*being_made);
    schedules_ = being_made;
  }
  const bool routes_known = being_made == nullptr && roads_alike && same_routing(scenario_, like->scenario_);
  policies_.reserve(scenario_.policies.size());
  for (const spec::Policy& policy : scenario_.policies) {
    build_policy(policy, being_made.get(), routes_known);
  }
  if (!memories_h_.empty()) {
    const bool known = like != nullptr && !like->memories_h_.empty() && take_passes(policies_, like->policies_);
    pass_lists_ = known ? like->pass_lists_ : list_passes(policies_);
  }
  day_count_ = static_cast<std::size_t>(std::max(std::ceil(scenario_.horizon_h / 24 - 1e-9), 1.0));
  build_severity_size();
}

bool World::hours_cost() const {
  const spec::Costs& costs = scenario_.costs;
  return costs.escort_vehicle_hour != 0 ||
         std::ranges::any_of(costs.vehicle_hour, [](double price) { return price != 0; });
}

void World::build_legs(const World* with_same_roads) {
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
    if (with_same_roads == nullptr) {
      links.push_back({road.from, road.to, road.length_km, road.speed_kmh, road.oneway});
    }
  }
  graph_ = with_same_roads != nullptr
               ? with_same_roads->graph_
               : std::make_shared<const network::Graph>(scenario_.network.nodes.size(), std::move(links));
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

void World::build_timetables(Schedules& made) const {
  for (const spec::Convoy& convoy : scenario_.convoys) {
    made.timetables.push_back(
        calendar::entries(convoy.depart, scenario_.start, scenario_.warmup_h, scenario_.horizon_h));
    made.identities.add_timetable(made.timetables.back());
  }
}

void World::build_policy(const spec::Policy& policy, Schedules* being_made, bool routes_known) {
  PolicyPlan plan;
  plan.spec = &policy;
  build_hazards(policy, plan);
  build_recruitment(policy, plan);
  build_guard(policy, plan);
  plan.fixed_cost = fixed_cost(scenario_, policy);
  plan_trips({scenario_, legs_, *graph_, being_made, *schedules_, routes_known}, policy, plan);
  plan.greatest_spot = greatest_spot_probability(plan);
  build_candidates(plan);
  build_target_bounds(plan);
  for (const RoutePlan* route : plan.routes) {
    least_none_probability_ = std::min(least_none_probability_, route->none_probability());
  }
  policies_.push_back(std::move(plan));
  // Passages and routes point into the ways, which have moved with the plan's vectors and stay where they are from now
  // on.
}

/// The standing hazards (docs/model.md, 3.7).
void World::build_hazards(const spec::Policy& policy, PolicyPlan& plan) const {
  std::vector<TimedValue> tips;
  for (const auto& entry : policy.intelligence) {
    tips.push_back({entry.window, entry.measure.tip_rate_per_h});
  }
  plan.tips = sum_in_force(tips);
  for (std::size_t zone = 0; zone < scenario_.network.zones.size(); ++zone) {
    std::vector<TimedValue> patrols;
    std::vector<TimedValue> visits;
    for (const auto& entry : policy.patrols) {
      if (covers(entry.measure.zones, ZoneId(zone))) {
        patrols.push_back({entry.window, entry.measure.detect / entry.measure.interval_h});
        visits.push_back({entry.window, 24 / entry.measure.interval_h});
      }
    }
    plan.patrols.push_back(sum_in_force(patrols));
    plan.visits.push_back(sum_in_force(visits));
  }
  std::vector<Coverage> raided;
  for (const auto& entry : policy.crackdown) {
    raided.emplace_back(entry.measure.zones, legs_, scenario_.network.nodes.size());
  }
  for (const NodeId home : homes_) {
    std::vector<TimedValue> raids;
    for (std::size_t i = 0; i < raided.size(); ++i) {
      if (raided[i].covers(home)) {
        raids.push_back({policy.crackdown[i].window, policy.crackdown[i].measure.raid_rate_per_h});
      }
    }
    plan.raids.push_back(sum_in_force(raids));
  }
}

void World::build_recruitment(const spec::Policy& policy, PolicyPlan& plan) const {
  for (const spec::Group& group : scenario_.threat.groups) {
    std::vector<TimedValue> recruits;
    for (const auto& entry : policy.crackdown) {
      recruits.push_back({entry.window, (group.recruit ? group.recruit->rate_per_h : 0) * entry.measure.backlash});
    }
    plan.backlash_recruits.push_back(sum_in_force(recruits));
  }
  for (const auto& entry : policy.sanctuary) {
    plan.sanctuary.push_back({entry.window, entry.measure.recruitment});
  }
}

/// Who looks out, who guards sites, who comes to help and what postures there are.
void World::build_guard(const spec::Policy& policy, PolicyPlan& plan) const {
  const std::size_t node_count = scenario_.network.nodes.size();
  for (const auto& entry : policy.surveillance) {
    plan.surveillance.push_back({entry.window, Coverage(entry.measure.zones, legs_, node_count), entry.measure.detect});
  }
  for (const auto& entry : policy.reaction_force) {
    plan.reaction_forces.push_back(
        {entry.window, entry.measure.ready_h, entry.measure.speed_kmh, nearest_base_km(*graph_, entry.measure)});
  }
  for (std::size_t site = 0; site < scenario_.sites.size(); ++site) {
    std::vector<TimedValue> guards{{{}, static_cast<double>(scenario_.sites[site].guards)}};
    for (const auto& entry : policy.guards) {
      for (const spec::Guards& added : entry.measure) {
        if (added.site == SiteId(site)) {
          guards.push_back({entry.window, static_cast<double>(added.added)});
        }
      }
    }
    plan.guards.push_back(sum_in_force(guards));
  }
  for (const spec::Posture& posture : policy.postures) {
    PosturePlan posture_plan{&posture, posture.window, Coverage(posture.zones, legs_, node_count), {}};
    posture_plan.convoys.assign(scenario_.convoys.size(), !posture.convoys);
    for (const ConvoyId convoy : posture.convoys.value_or(std::vector<ConvoyId>{})) {
      posture_plan.convoys[convoy.index()] = true;
    }
    plan.postures.push_back(std::move(posture_plan));
  }
}

/// Patrols and guards weigh in the choice of targets: candidates change when those in force do.
void World::build_candidates(PolicyPlan& plan) {
  std::set<double> starts;
  for (const std::vector<StepFunction>* functions : {&plan.visits, &plan.guards}) {
    for (const StepFunction& function : *functions) {
      for (const StepFunction::Step& step : function.steps()) {
        starts.insert(step.time);
      }
    }
  }
  starts.insert(-std::numeric_limits<double>::infinity());
  plan.candidate_starts_h.assign(starts.begin(), starts.end());
  for (const double start_h : plan.candidate_starts_h) {
    std::vector<double> visits_per_day;
    for (const Leg& leg : legs_) {
      visits_per_day.push_back(plan.visits_per_day(leg.zone, start_h));
    }
    std::vector<int> guards;
    for (std::size_t site = 0; site < plan.guards.size(); ++site) {
      guards.push_back(plan.guards_at(SiteId(site), start_h));
    }
    plan.first_candidates.push_back(candidate_family(visits_per_day, guards));
  }
}

/// Where the tables of all homes begin that go with such patrols and guards: who has the same shares them.
std::size_t World::candidate_family(const std::vector<double>& visits_per_day, const std::vector<int>& guards) {
  std::vector<double> key = visits_per_day;
  key.insert(key.end(), guards.begin(), guards.end());
  const auto found = std::ranges::find(candidate_keys_, key);
  if (found != candidate_keys_.end()) {
    return first_candidates_[static_cast<std::size_t>(found - candidate_keys_.begin())];
  }
  candidate_keys_.push_back(key);
  first_candidates_.push_back(candidates_.size());
  for (std::size_t i = 0; i < homes_.size(); ++i) {
    candidates_.push_back(find_candidates(scenario_, legs_, *graph_, scenario_.threat.groups[home_group_[i]], homes_[i],
                                          visits_per_day, guards));
  }
  return first_candidates_.back();
}

/// What passes add to weights is bounded by those that timetables make room for. The bounds decide which draws become
/// which targets, so that neither the horizon nor an entry that covers nothing may show in them.
void World::build_target_bounds(PolicyPlan& plan) const {
  if (memories_h_.empty()) {
    return;
  }
  std::set<double> starts(plan.candidate_starts_h.begin(), plan.candidate_starts_h.end());
  for (const Ways& ways : plan.ways) {
    starts.insert(ways.from_h);
  }
  for (const Rhythm& rhythm : plan.rhythms) {
    for (const Leeway& leeway : rhythm.leeways) {
      starts.insert(leeway.from_h);
    }
  }
  starts.erase(std::numeric_limits<double>::infinity());
  plan.bound_starts_h.assign(starts.begin(), starts.end());
  for (const double start_h : plan.bound_starts_h) {
    plan.target_bounds.push_back(bounds_from(plan, start_h));
  }
}

std::vector<TargetBounds> World::bounds_from(const PolicyPlan& plan, double start_h) const {
  constexpr double slack = 1 + 1e-9;  // rounding may lift a segment's own sum a hair above the bound
  std::vector<PassRoom> rooms;
  for (const double memory_h : memories_h_) {
    rooms.emplace_back(plan, start_h, memory_h);
  }
  std::vector<TargetBounds> by_home(homes_.size());
  for (std::size_t home = 0; home < homes_.size(); ++home) {
    const GroupPlan& group = groups_[home_group_[home]];
    if (group.memory == no_memory) {
      continue;
    }
    const CandidateTable& table = candidates_[plan.candidates(home, start_h)];
    for (const CandidateRun& run : table.runs()) {
      const double remembered = group.spec->observe * rooms[group.memory].on(run.leg) * slack;
      by_home[home].add(std::max(group.spec->target.traffic * std::log1p(remembered), 0.0));
    }
    by_home[home].add_up(table);
  }
  return by_home;
}

void World::build_severity_size() {
  int greatest = 0;
  for (const PolicyPlan& plan : policies_) {
    for (const Outfit& outfit : plan.outfits) {
      greatest = std::max(greatest, outfit.workers);
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
