#include "model/world/trip_plan.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "base/stop.hpp"
#include "calendar/scope.hpp"
#include "network/routes.hpp"

namespace convoyrisk::model {
namespace {

constexpr std::int32_t none = -1;

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

/// By entry of a measure: when the first trip is scheduled that it covers; infinite where it covers none.
struct FirstTrips {
  explicit FirstTrips(const spec::Policy& policy)
      : schedule(policy.schedule.size(), infinite_h),
        routing(policy.routing.size(), infinite_h),
        split(policy.split.size(), infinite_h) {}
  static void note(std::vector<double>& by_entry, std::int32_t place, double scheduled_h) {
    if (place != none) {
      double& first_h = by_entry[static_cast<std::size_t>(place)];
      first_h = std::min(first_h, scheduled_h);
    }
  }
  std::vector<double> schedule;
  std::vector<double> routing;
  std::vector<double> split;
};

/// The entries of each measure by which a trip is covered first: places in the policy's lists.
struct Covering {
  std::int32_t escort = none;
  std::int32_t vehicles = none;
  std::int32_t schedule = none;
  std::int32_t routing = none;
  std::int32_t consolidate = none;
  std::int32_t split = none;
  std::int32_t airlift = none;
  friend bool operator==(const Covering&, const Covering&) = default;
};

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
  ConvoyPlanner(const TripSources& sources, const spec::Policy& policy, PolicyPlan& plan, FirstTrips& firsts,
                ConvoyId id)
      : sources_(sources),
        policy_(policy),
        plan_(plan),
        firsts_(firsts),
        id_(id),
        convoy_(sources.scenario.convoys[id.index()]) {
    const auto change = std::ranges::find(policy.convoys, id, &spec::ConvoyChange::convoy);
    if (change != policy.convoys.end()) {
      convoy_ = changed(convoy_, *change);
      new_pace_ = change->pace_cv.has_value();
      if (change->depart) {
        new_timetable_ = calendar::entries(*change->depart, sources.scenario.start, sources.scenario.warmup_h,
                                           sources.scenario.horizon_h);
      }
    }
  }

  void plan() {
    const std::vector<calendar::Entry>& timetable = new_timetable_ ? *new_timetable_ : sources_.timetables[id_.index()];
    const std::vector<Covering> coverings = cover(timetable);
    std::vector<std::int64_t> places = first_places(timetable, coverings);
    for (std::size_t i = 0; i < timetable.size(); ++i) {
      const Covering& covering = coverings[i];
      const spec::Consolidate* loads = model::entry(policy_.consolidate, covering.consolidate);
      if (loads == nullptr || places[static_cast<std::size_t>(covering.consolidate)]++ % loads->trips == 0) {
        add_trips(timetable[i], covering);
      }
    }
    // Also the ways of trips beyond the horizon: bounds of what groups remember may not depend on it.
    for (const std::int32_t routing : Entries(policy_.routing, id_).possible()) {
      find_or_make_ways(routing);
    }
    plan_.rhythms.push_back(rhythm());
  }

 private:
  /// Without leeways.
  [[nodiscard]] Rhythm rhythm() const {
    Rhythm rhythm;
    const auto* periodic = std::get_if<spec::Periodic>(&convoy_.depart);
    rhythm.period_h = periodic != nullptr ? periodic->every_s / 3600 : 7 * 24.0;
    for (const calendar::Entry& entry :
         calendar::entries(convoy_.depart, sources_.scenario.start, 0, rhythm.period_h)) {
      rhythm.scheduled_h.push_back(entry.scheduled_h);
    }
    return rhythm;
  }

  [[nodiscard]] std::vector<Covering> cover(const std::vector<calendar::Entry>& timetable) {
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
      FirstTrips::note(firsts_.schedule, coverings.back().schedule, t_h);
      FirstTrips::note(firsts_.routing, coverings.back().routing, t_h);
      FirstTrips::note(firsts_.split, coverings.back().split, t_h);
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

  void add_trips(const calendar::Entry& entry, const Covering& covering) {
    if (outfits_.empty() || outfits_[last_].covering != covering) {
      last_ = find_or_make(covering);
    }
    const std::uint32_t shared = sources_.identities.number(id_, entry.number, 0);
    const Made& made = outfits_[last_];
    Ways& ways = plan_.ways[plan_.outfits[made.first].ways];
    for (std::uint32_t part = 0; part < made.parts; ++part) {
      const std::uint32_t outfit = made.first + part;
      const std::uint32_t draws = part == 0 ? shared : sources_.identities.number(id_, entry.number, part);
      plan_.draw_count = std::max(plan_.draw_count, draws + 1);
      const auto place = static_cast<std::uint32_t>(plan_.trips.size());
      plan_.trips.push_back({entry.scheduled_h, id_, outfit, entry.number, part, draws, shared, place});
      if (entry.number >= 0) {
        ++plan_.scheduled_trips;
        plan_.scheduled_workers += plan_.outfits[outfit].workers;
      }
      ways.greatest_delay_h = std::max(ways.greatest_delay_h, greatest_delay_h(plan_.outfits[outfit]));
      ways.greatest_advance_h = std::max(ways.greatest_advance_h, plan_.outfits[outfit].jitter_h);
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
    const Boarding whole = board(sources_.scenario, convoy_, loads != nullptr ? loads->trips : 1,
                                 replaced != nullptr ? *replaced : std::vector<spec::VehicleReplacement>{});
    const std::vector<Boarding> parts = deal(sources_.scenario, whole, split != nullptr ? split->parts : 1);
    outfits_.push_back(
        {covering, static_cast<std::uint32_t>(plan_.outfits.size()), static_cast<std::uint32_t>(parts.size())});
    Outfit outfit = outfit_without_vehicles(covering);
    for (std::size_t part = 0; part < parts.size(); ++part) {
      outfit.boarding = parts[part];
      outfit.workers = outfit.boarding.workers();
      outfit.headway_h = split != nullptr ? static_cast<double>(part) * split->headway_h : 0;
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
      outfit.own_pace.emplace(convoy_.pace_cv);
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
    for (const network::Route& route :
         choice_of_routes(sources_.graph, convoy_, measure != nullptr ? *measure : spec::Routing{})) {
      ways.routes.emplace_back(route, sources_.legs, convoy_.speed_kmh);
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
  FirstTrips& firsts_;
  ConvoyId id_;
  spec::Convoy convoy_;
  bool new_pace_ = false;
  std::optional<std::vector<calendar::Entry>> new_timetable_;
  std::vector<Made> outfits_;
  std::vector<MadeWays> ways_;
  std::size_t last_ = 0;
};

/// The order in which trips would depart without jitter.
void order_trips(const spec::Start& start, PolicyPlan& plan) {
  plan.order.resize(plan.trips.size());
  std::iota(plan.order.begin(), plan.order.end(), std::uint32_t{0});
  const auto leaves_later = [](const Outfit& outfit) { return outfit.curfew || outfit.headway_h > 0; };
  if (std::ranges::none_of(plan.outfits, leaves_later)) {
    return;
  }
  std::vector<double> departure_h;
  for (const ScheduledTrip& trip : plan.trips) {
    const Outfit& outfit = plan.outfit(trip);
    departure_h.push_back(
        (outfit.curfew ? calendar::after_curfew(*outfit.curfew, start, trip.scheduled_h) : trip.scheduled_h) +
        outfit.headway_h);
  }
  std::ranges::sort(plan.order, [&](std::uint32_t a, std::uint32_t b) {
    return departure_h[a] < departure_h[b] ||
           (departure_h[a] == departure_h[b] && plan.trips[a].place < plan.trips[b].place);
  });
}

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

/// Who has which outfit and which draws.
void list_trips(PolicyPlan& plan) {
  plan.trip_of_draws.assign(plan.draw_count, no_trip);
  for (std::size_t i = 0; i < plan.trips.size(); ++i) {
    const ScheduledTrip& trip = plan.trips[i];
    plan.trip_of_draws[trip.draws] = static_cast<std::uint32_t>(i);
    plan.outfits[trip.outfit].trips.push_back(static_cast<std::uint32_t>(i));
    plan.outfits[trip.outfit].draws.push_back(trip.draws);
  }
  for (Outfit& outfit : plan.outfits) {
    outfit.even = !outfit.airlift && !outfit.curfew && plan.ways[outfit.ways].routes.size() == 1;
    const auto first = std::ranges::partition_point(outfit.trips, [&](std::uint32_t i) {
      return !plan.trips[i].counts() || plan.trips[i].scheduled_h - outfit.jitter_h < 0;
    });
    outfit.first_after_zero = static_cast<std::size_t>(first - outfit.trips.begin());
  }
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
  FirstTrips firsts(policy);
  for (std::size_t i = 0; i < sources.scenario.convoys.size(); ++i) {
    heed_stop();
    ConvoyPlanner(sources, policy, plan, firsts, ConvoyId(i)).plan();
  }
  find_leeways(sources.scenario.warmup_h, policy, firsts, plan);
  std::ranges::stable_sort(plan.trips, {}, &ScheduledTrip::scheduled_h);
  for (std::size_t i = 0; i < plan.trips.size(); ++i) {
    const Outfit& outfit = plan.outfit(plan.trips[i]);
    Ways& ways = plan.ways[outfit.ways];
    ways.trips.push_back(static_cast<std::uint32_t>(i));
    ways.scheduled_h.push_back(plan.trips[i].scheduled_h);
    const double span_h = ways.scheduled_h.back() - ways.scheduled_h.front();
    ways.per_hour = span_h > 0 ? static_cast<double>(ways.scheduled_h.size() - 1) / span_h : 0;
    plan.greatest_jitter_h = std::max(plan.greatest_jitter_h, outfit.jitter_h);
  }
  order_trips(sources.scenario.start, plan);
  list_trips(plan);
  plan.passages.resize(sources.legs.size());
  for (std::size_t i = 0; i < plan.ways.size(); ++i) {
    const Ways& ways = plan.ways[i];
    for (std::size_t r = 0; r < ways.routes.size(); ++r) {
      plan.routes.push_back(&ways.routes[r]);
      for (const RouteLeg& leg : ways.routes[r].legs()) {
        plan.passages[leg.leg.index()].push_back({ways.first_route + r, &leg, static_cast<std::uint32_t>(i),
                                                  leg.midpoint_h(0), leg.midpoint_h(leg.segments - 1)});
      }
    }
  }
}

}  // namespace convoyrisk::model
