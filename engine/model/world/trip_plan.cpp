#include "model/world/trip_plan.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "base/stop.hpp"
#include "calendar/scope.hpp"
#include "model/world/lanes.hpp"
#include "network/routes.hpp"

namespace convoyrisk::model {
namespace {

constexpr std::int32_t none = no_entry;

/// The routes a trip of the convoy draws from (docs/model.md, 3.1).
std::vector<network::Route> choice_of_routes(const network::Graph& graph, const spec::Convoy& convoy,
                                             const spec::Routing& routing) {
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

/// Numbers the longest runs of a route's legs on which the escort rides.
std::vector<std::uint32_t> runs_of(const Coverage& zones, const RoutePlan& route) {
  std::vector<std::uint32_t> runs;
  std::uint32_t run = 0;
  bool rides = false;
  for (const RoadId road : route.roads()) {
    run += zones.covers(road) && !rides ? 1 : 0;
    rides = zones.covers(road);
    runs.push_back(rides ? run : 0);
  }
  return runs;
}

constexpr double infinite_h = std::numeric_limits<double>::infinity();

/// The entries of one measure that may cover trips of a convoy.
class Entries {
 public:
  template <class Measure>
  Entries(const std::vector<spec::OnTrips<Measure>>& measures, ConvoyId convoy) : convoy_(convoy) {
    for (std::size_t i = 0; i < measures.size(); ++i) {
      const spec::TripScope& scope = measures[i].scope;
      if (scope.convoys && std::ranges::find(*scope.convoys, convoy) == scope.convoys->end()) {
        continue;
      }
      entries_.push_back({&scope, static_cast<std::int32_t>(i)});
      spec::TripScope all;
      all.convoys = scope.convoys;
      if (scope == all) {
        always_ = entries_.size() == 1;
        hides_ = true;
        return;
      }
    }
    always_ = entries_.empty();
  }

  /// The entries that may cover some trip, and `none` where they leave some out.
  [[nodiscard]] std::vector<std::int32_t> possible() const {
    std::vector<std::int32_t> places;
    for (const One& entry : entries_) {
      places.push_back(entry.place);
    }
    if (!hides_) {
      places.push_back(none);
    }
    return places;
  }

  [[nodiscard]] std::int32_t first(double scheduled_h, const spec::Start& start) const {
    if (always_) {
      return entries_.empty() ? none : entries_.front().place;
    }
    const auto found = std::ranges::find_if(
        entries_, [&](const One& entry) { return calendar::covers(*entry.scope, convoy_, scheduled_h, start); });
    return found == entries_.end() ? none : found->place;
  }

 private:
  struct One {
    const spec::TripScope* scope;
    std::int32_t place;
  };
  ConvoyId convoy_;
  std::vector<One> entries_;
  bool always_ = false;  ///< the first of them covers every trip, or there is none
  bool hides_ = false;   ///< the last of them covers every trip: later ones are hidden
};

template <class Measure>
const Measure* entry(const std::vector<spec::OnTrips<Measure>>& measures, std::int32_t place) {
  return place == none ? nullptr : &measures[static_cast<std::size_t>(place)].measure;
}

/// Plans the trips of one convoy under a policy.
class ConvoyPlanner {
 public:
  ConvoyPlanner(const TripSources& sources, const spec::Policy& policy, PolicyPlan& plan, ConvoyId id)
      : sources_(sources), policy_(policy), plan_(plan), id_(id), convoy_(&sources.scenario.convoys[id.index()]) {
    const auto change = std::ranges::find(policy.convoys, id, &spec::ConvoyChange::convoy);
    if (change != policy.convoys.end()) {
      convoy_ = &changed_.emplace(changed(*convoy_, *change));
      new_pace_ = change->pace_cv.has_value();
      new_timetable_ = change->depart.has_value();
    }
  }

  /// With the trips of the convoy, which are added to the lists.
  void make(TripLists& lists) {
    const spec::Scenario& scenario = sources_.scenario;
    const std::vector<calendar::Entry> changed_timetable =
        new_timetable_ ? calendar::entries(convoy_->depart, scenario.start, scenario.warmup_h, scenario.horizon_h)
                       : std::vector<calendar::Entry>{};
    const std::vector<calendar::Entry>& timetable =
        new_timetable_ ? changed_timetable : sources_.known.timetables[id_.index()];
    const std::vector<Covering> coverings = cover(timetable, lists.firsts);
    std::vector<std::int64_t> places = first_places(timetable, coverings);
    for (std::size_t i = 0; i < timetable.size(); ++i) {
      const Covering& covering = coverings[i];
      const spec::Consolidate* loads = model::entry(policy_.consolidate, covering.consolidate);
      if (loads == nullptr || places[static_cast<std::size_t>(covering.consolidate)]++ % loads->trips == 0) {
        add_trips(timetable[i], covering, lists);
      }
    }
    std::vector<Covering>& of_outfits = lists.coverings.emplace_back();
    std::ranges::transform(outfits_, std::back_inserter(of_outfits), &Made::covering);
    lists.rhythms.push_back(rhythm());
    finish(lists);
    std::ranges::move(routes_, std::back_inserter(lists.routes));
  }

  /// The same where the trips are known.
  void make_again(const TripLists& lists) {
    known_routes_ = sources_.routes_known ? &lists.routes : nullptr;
    for (const Covering& covering : lists.coverings[id_.index()]) {
      find_or_make(covering);
    }
    finish(lists);
  }

 private:
  void finish(const TripLists& lists) {
    // Also the ways of trips beyond the horizon: bounds of what groups remember may not depend on it.
    for (const std::int32_t routing : Entries(policy_.routing, id_).possible()) {
      find_or_make_ways(routing);
    }
    plan_.rhythms.push_back(lists.rhythms[id_.index()]);
  }

  /// Without leeways.
  [[nodiscard]] Rhythm rhythm() const {
    Rhythm rhythm;
    const auto* periodic = std::get_if<spec::Periodic>(&convoy_->depart);
    rhythm.period_h = periodic != nullptr ? periodic->every_s / 3600 : 7 * 24.0;
    for (const calendar::Entry& entry :
         calendar::entries(convoy_->depart, sources_.scenario.start, 0, rhythm.period_h)) {
      rhythm.scheduled_h.push_back(entry.scheduled_h);
    }
    return rhythm;
  }

  [[nodiscard]] std::vector<Covering> cover(const std::vector<calendar::Entry>& timetable, FirstTrips& firsts) const {
    const Entries escort(policy_.escort, id_);
    const Entries vehicles(policy_.vehicles, id_);
    const Entries schedule(policy_.schedule, id_);
    const Entries routing(policy_.routing, id_);
    const Entries consolidate(policy_.consolidate, id_);
    const Entries split(policy_.split, id_);
    const Entries airlift(policy_.airlift, id_);
    const spec::Start& start = sources_.scenario.start;
    std::vector<Covering> coverings;
    coverings.reserve(timetable.size());
    for (const calendar::Entry& entry : timetable) {
      const double t_h = entry.scheduled_h;
      coverings.push_back({escort.first(t_h, start), vehicles.first(t_h, start), schedule.first(t_h, start),
                           routing.first(t_h, start), consolidate.first(t_h, start), split.first(t_h, start),
                           airlift.first(t_h, start)});
      FirstTrips::note(firsts.schedule, coverings.back().schedule, t_h);
      FirstTrips::note(firsts.routing, coverings.back().routing, t_h);
      FirstTrips::note(firsts.split, coverings.back().split, t_h);
    }
    return coverings;
  }

  /// By entry of consolidate: the number of the first trip it covers, 0 being the first at or after t = 0.
  [[nodiscard]] std::vector<std::int64_t> first_places(const std::vector<calendar::Entry>& timetable,
                                                       const std::vector<Covering>& coverings) const {
    std::vector<std::int64_t> places(policy_.consolidate.size(), 0);
    for (std::size_t i = 0; i < timetable.size() && timetable[i].number < 0; ++i) {
      if (coverings[i].consolidate != none) {
        --places[static_cast<std::size_t>(coverings[i].consolidate)];
      }
    }
    return places;
  }

  void add_trips(const calendar::Entry& entry, const Covering& covering, TripLists& lists) {
    if (outfits_.empty() || outfits_[last_].covering != covering) {
      last_ = find_or_make(covering);
    }
    TripIdentities& identities = sources_.being_made->identities;
    const std::uint32_t shared = identities.number(id_, entry.number, 0);
    const Made& made = outfits_[last_];
    for (std::uint32_t part = 0; part < made.parts; ++part) {
      const std::uint32_t draws = part == 0 ? shared : identities.number(id_, entry.number, part);
      lists.draw_count = std::max(lists.draw_count, draws + 1);
      const auto place = static_cast<std::uint32_t>(lists.trips.size());
      lists.trips.push_back({entry.scheduled_h, id_, made.first + part, entry.number, part, draws, shared, place});
      lists.scheduled_trips += entry.number >= 0 ? 1 : 0;
    }
  }

  [[nodiscard]] static double greatest_delay_h(const Outfit& outfit) {
    double curfew_h = 0;
    if (outfit.curfew) {
      const int seconds = outfit.curfew->until_s - outfit.curfew->from_s;
      curfew_h = (seconds > 0 ? seconds : seconds + 86400) / 3600.0 + calendar::equal_instants_h;
    }
    return outfit.jitter_h + curfew_h + outfit.headway_h;
  }

  std::size_t find_or_make(const Covering& covering) {
    const auto found = std::ranges::find(outfits_, covering, &Made::covering);
    if (found != outfits_.end()) {
      return static_cast<std::size_t>(found - outfits_.begin());
    }
    heed_stop();
    const auto* loads = model::entry(policy_.consolidate, covering.consolidate);
    const auto* replaced = model::entry(policy_.vehicles, covering.vehicles);
    const auto* split = model::entry(policy_.split, covering.split);
    Boarding whole = board(sources_.scenario, *convoy_, loads != nullptr ? loads->trips : 1,
                           replaced != nullptr ? *replaced : std::vector<spec::VehicleReplacement>{});
    std::vector<Boarding> parts = deal(sources_.scenario, std::move(whole), split != nullptr ? split->parts : 1);
    outfits_.push_back(
        {covering, static_cast<std::uint32_t>(plan_.outfits.size()), static_cast<std::uint32_t>(parts.size())});
    Outfit outfit = outfit_without_vehicles(covering);
    for (std::size_t part = 0; part < parts.size(); ++part) {
      outfit.boarding = std::move(parts[part]);
      outfit.workers = outfit.boarding.workers();
      outfit.headway_h = split != nullptr ? static_cast<double>(part) * split->headway_h : 0;
      Ways& ways = plan_.ways[outfit.ways];
      ways.greatest_delay_h = std::max(ways.greatest_delay_h, greatest_delay_h(outfit));
      ways.greatest_advance_h = std::max(ways.greatest_advance_h, outfit.jitter_h);
      plan_.outfits.push_back(outfit);
    }
    return outfits_.size() - 1;
  }

  Outfit outfit_without_vehicles(const Covering& covering) {
    Outfit outfit;
    outfit.convoy = id_;
    outfit.ways = find_or_make_ways(covering.routing);
    if (const auto* escort = model::entry(policy_.escort, covering.escort)) {
      outfit.escort = *escort;
    }
    if (outfit.escort.zones) {
      const Coverage zones(outfit.escort.zones, sources_.legs, sources_.scenario.network.nodes.size());
      for (const RoutePlan& route : plan_.ways[outfit.ways].routes) {
        outfit.escort_runs.push_back(runs_of(zones, route));
      }
    }
    if (const auto* schedule = model::entry(policy_.schedule, covering.schedule)) {
      outfit.jitter_h = schedule->jitter_h;
      outfit.curfew = schedule->curfew;
    }
    if (const auto* airlift = model::entry(policy_.airlift, covering.airlift)) {
      outfit.airlift = *airlift;
    }
    if (new_pace_) {
      outfit.own_pace.emplace(convoy_->pace_cv);
    }
    return outfit;
  }

  std::uint32_t find_or_make_ways(std::int32_t routing) {
    const auto found = std::ranges::find(ways_, routing, &MadeWays::routing);
    if (found != ways_.end()) {
      return found->ways;
    }
    const spec::Routing* measure = model::entry(policy_.routing, routing);
    Ways ways;
    ways.convoy = id_;
    ways.routing = routing;
    ways.first_route = plan_.ways.empty() ? 0 : plan_.ways.back().first_route + plan_.ways.back().routes.size();
    if (known_routes_ == nullptr) {
      routes_.push_back(choice_of_routes(sources_.graph, *convoy_, measure != nullptr ? *measure : spec::Routing{}));
    }
    for (const network::Route& route :
         known_routes_ != nullptr ? (*known_routes_)[plan_.ways.size()] : routes_.back()) {
      ways.routes.emplace_back(route, sources_.legs, convoy_->speed_kmh);
    }
    ways_.push_back({routing, static_cast<std::uint32_t>(plan_.ways.size())});
    plan_.ways.push_back(std::move(ways));
    return ways_.back().ways;
  }

  struct Made {
    Covering covering;
    std::uint32_t first;  ///< of its outfits, one a part
    std::uint32_t parts;
  };
  struct MadeWays {
    std::int32_t routing;
    std::uint32_t ways;
  };

  const TripSources& sources_;
  const spec::Policy& policy_;
  PolicyPlan& plan_;
  ConvoyId id_;
  const spec::Convoy* convoy_;           ///< as it is under the policy
  std::optional<spec::Convoy> changed_;  ///< where that changes it
  bool new_pace_ = false;
  bool new_timetable_ = false;
  std::vector<Made> outfits_;
  std::vector<MadeWays> ways_;
  std::vector<std::vector<network::Route>> routes_;  ///< by these, where they are not known
  const std::vector<std::vector<network::Route>>* known_routes_ = nullptr;
  std::size_t last_ = 0;
};

/// From when on an entry may matter to departures, its first trip being scheduled at `first_h`: -infinity where it does
/// from the start.
double matters_from_h(double first_h, double greatest_jitter_h, double warmup_h) {
  const double from_h = first_h - greatest_jitter_h;
  return first_h < 0 || from_h <= -warmup_h ? -infinite_h : from_h;
}

/// How entries loosen timetables, and from when on trips may take which ways, for bounds of what groups remember. An
/// entry counts from its first trip on: neither a longer horizon nor an entry that covers nothing changes what was
/// before.
void find_leeways(double warmup_h, const spec::Policy& policy, const FirstTrips& firsts, PolicyPlan& plan) {
  double jitter_h = 0;
  for (const auto& entry : policy.schedule) {
    jitter_h = std::max(jitter_h, entry.measure.jitter_h);
  }
  const auto from_h = [&](double first_h) { return matters_from_h(first_h, jitter_h, warmup_h); };
  for (Ways& ways : plan.ways) {
    ways.from_h = ways.routing == none ? -infinite_h : from_h(firsts.routing[static_cast<std::size_t>(ways.routing)]);
  }
  for (std::size_t i = 0; i < plan.rhythms.size(); ++i) {
    const ConvoyId id(i);
    Rhythm& rhythm = plan.rhythms[i];
    for (const std::int32_t place : Entries(policy.schedule, id).possible()) {
      if (const spec::Schedule* schedule = entry(policy.schedule, place)) {
        rhythm.leeways.push_back({from_h(firsts.schedule[static_cast<std::size_t>(place)]), schedule->jitter_h,
                                  schedule->curfew ? 24.0 : 0.0});
      }
    }
    for (const std::int32_t place : Entries(policy.split, id).possible()) {
      if (const spec::Split* split = entry(policy.split, place)) {
        rhythm.leeways.push_back({from_h(firsts.split[static_cast<std::size_t>(place)]), 0, 0,
                                  (split->parts - 1) * split->headway_h, split->parts});
      }
    }
  }
}

/// Lists the routes, and their passages by road.
void list_passages(std::size_t road_count, PolicyPlan& plan) {
  plan.passages_end.assign(road_count, 0);
  std::size_t count = 0;
  for (const Ways& ways : plan.ways) {
    for (const RoutePlan& route : ways.routes) {
      plan.routes.push_back(&route);
      for (const RouteLeg& leg : route.legs()) {
        ++plan.passages_end[leg.leg.index()];
      }
      count += route.legs().size();
    }
  }
  std::exclusive_scan(plan.passages_end.begin(), plan.passages_end.end(), plan.passages_end.begin(), 0U);
  plan.all_passages.resize(count);
  for (std::uint32_t i = 0; i < plan.ways.size(); ++i) {
    const Ways& ways = plan.ways[i];
    for (std::size_t r = 0; r < ways.routes.size(); ++r) {
      for (const RouteLeg& leg : ways.routes[r].legs()) {
        plan.all_passages[plan.passages_end[leg.leg.index()]++] = {
            ways.first_route + r, &leg, i, ways.lane, leg.midpoint_h(0), leg.midpoint_h(leg.segments - 1)};
      }
    }
  }
}

[[nodiscard]] std::shared_ptr<const TripLists> make_lists(const TripSources& sources, const spec::Policy& policy,
                                                          PolicyPlan& plan) {
  TripLists lists;
  lists.firsts = FirstTrips(policy);
  for (std::size_t i = 0; i < sources.scenario.convoys.size(); ++i) {
    heed_stop();
    ConvoyPlanner(sources, policy, plan, ConvoyId(i)).make(lists);
  }
  sort_and_list(sources.scenario.start, plan, lists);
  return std::make_shared<const TripLists>(std::move(lists));
}

}  // namespace

spec::Convoy changed(const spec::Convoy& convoy, const spec::ConvoyChange& change) {
  spec::Convoy result = convoy;
  result.depart = change.depart.value_or(convoy.depart);
  result.workers = change.workers.value_or(convoy.workers);
  result.vehicles = change.vehicles.value_or(convoy.vehicles);
  result.speed_kmh = change.speed_kmh.value_or(convoy.speed_kmh);
  result.pace_cv = change.pace_cv.value_or(convoy.pace_cv);
  return result;
}

void plan_trips(const TripSources& sources, const spec::Policy& policy, PolicyPlan& plan) {
  std::shared_ptr<const TripLists> lists;
  if (sources.being_made != nullptr) {
    lists = make_lists(sources, policy, plan);
    sources.being_made->lists.push_back(lists);
  } else {
    lists = sources.known.lists[static_cast<std::size_t>(&policy - sources.scenario.policies.data())];
    for (std::size_t i = 0; i < sources.scenario.convoys.size(); ++i) {
      heed_stop();
      ConvoyPlanner(sources, policy, plan, ConvoyId(i)).make_again(*lists);
    }
  }
  find_leeways(sources.scenario.warmup_h, policy, lists->firsts, plan);
  show_trips(std::move(lists), plan);
  join_lanes(sources.scenario, plan);
  list_passages(sources.legs.size(), plan);
}

}  // namespace convoyrisk::model
