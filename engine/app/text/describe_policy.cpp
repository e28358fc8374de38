#include "app/text/describe_policy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <variant>

#include "app/text/number_format.hpp"
#include "calendar/scope.hpp"

namespace convoyrisk::app {
namespace {

constexpr std::array day_names{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

template <class Kind, class Named>
std::string names_of(const std::vector<Id<Kind>>& ids, const std::vector<Named>& named) {
  std::vector<std::string> names;
  for (const Id<Kind> id : ids) {
    names.push_back(named[id.index()].name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string days_of(const std::array<bool, 7>& on_weekday) {
  std::vector<std::string> days;
  for (std::size_t day = 0; day < on_weekday.size(); ++day) {
    if (on_weekday.at(day)) {
      days.emplace_back(day_names.at(day));
    }
  }
  return fmt::format("{}", fmt::join(days, ", "));
}

std::string clock(int second) {
  const std::string text = fmt::format("{:02}:{:02}", second / 3600, second / 60 % 60);
  return second % 60 == 0 ? text : text + fmt::format(":{:02}", second % 60);
}

std::string clock(const spec::HoursOfDay& span) { return clock(span.from_s) + " to " + clock(span.until_s); }

std::string in_zones(const spec::Scenario& scenario, const spec::Zones& zones, const std::string& without) {
  if (!zones) {
    return without;
  }
  std::vector<std::string> names;
  for (const ZoneId zone : *zones) {
    const std::string& name = scenario.network.zones[zone.index()];
    names.push_back(name.empty() ? "\"\"" : name);
  }
  return fmt::format(" in {}", fmt::join(names, ", "));
}

/// The date at t, with the time of day where that is not midnight.
std::string date_words(const spec::Start& start, double t_h) {
  const auto second = std::llround(t_h * 3600) + start.second_of_day;
  const auto days = std::chrono::floor<std::chrono::days>(std::chrono::seconds(second));
  const std::chrono::year_month_day first{std::chrono::year(start.year),
                                          std::chrono::month(static_cast<unsigned>(start.month)),
                                          std::chrono::day(static_cast<unsigned>(start.day))};
  const std::chrono::year_month_day date(std::chrono::sys_days(first) + days);
  const auto of_day = static_cast<int>(second - std::chrono::seconds(days).count());
  return fmt::format("{:04}-{:02}-{:02}{}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()), of_day == 0 ? "" : " " + clock(of_day));
}

std::string window_words(const spec::Start& start, const spec::Window& window) {
  std::string text;
  if (std::isfinite(window.from_h)) {
    text += ", from " + date_words(start, window.from_h);
  }
  if (std::isfinite(window.until_h)) {
    text += ", until " + date_words(start, window.until_h);
  }
  return text;
}

std::string scope_words(const spec::Scenario& scenario, const spec::TripScope& scope) {
  std::string text = scope.convoys ? ", trips of " + names_of(*scope.convoys, scenario.convoys) : "";
  text += window_words(scenario.start, scope.window);
  if (std::ranges::find(scope.on_weekday, false) != scope.on_weekday.end()) {
    text += ", on " + days_of(scope.on_weekday);
  }
  return scope.hours ? text + ", scheduled " + clock(*scope.hours) : text;
}

/// One line for each entry of a measure, with its scope.
class Lines {
 public:
  explicit Lines(const spec::Scenario& scenario) : scenario_(scenario) {}

  template <class Measure, class Say>
  void add(const std::vector<spec::OnTrips<Measure>>& entries, Say say) {
    for (const spec::OnTrips<Measure>& entry : entries) {
      lines_.push_back(say(entry.measure) + scope_words(scenario_, entry.scope));
    }
  }
  template <class Measure, class Say>
  void add(const std::vector<spec::InForce<Measure>>& entries, Say say) {
    for (const spec::InForce<Measure>& entry : entries) {
      lines_.push_back(say(entry.measure) + window_words(scenario_.start, entry.window));
    }
  }
  void add(const std::string& line) { lines_.push_back(line); }
  [[nodiscard]] std::vector<std::string> take() { return std::move(lines_); }
  [[nodiscard]] const spec::Scenario& scenario() const { return scenario_; }

 private:
  const spec::Scenario& scenario_;
  std::vector<std::string> lines_;
};

std::string escort_words(const spec::Scenario& scenario, const spec::Escort& escort) {
  return fmt::format("escort: {} with a crew of {}, protection {}, profile {}, spots {}, suppression {}{}",
                     plural(escort.vehicles, "vehicle"), escort.crew, percent(escort.protection, 0), escort.profile,
                     percent(escort.spot), escort.suppress, in_zones(scenario, escort.zones, ""));
}

std::string posture_words(const spec::Scenario& scenario, const spec::Posture& posture) {
  static constexpr std::array names{"an attack", "a spotting", "an interception"};
  std::string what = posture.suspend ? "departures cancelled" : "";
  if (posture.escort > 0) {
    what += fmt::format("{}{} more", what.empty() ? "" : ", ", plural(posture.escort, "escort vehicle"));
  }
  const std::string of = posture.convoys ? ", trips of " + names_of(*posture.convoys, scenario.convoys) : "";
  return fmt::format("posture: after {}{}, for {}: {}{}{}", names.at(static_cast<std::size_t>(posture.after)),
                     in_zones(scenario, posture.zones, " everywhere"), hours(posture.for_h), what, of,
                     window_words(scenario.start, posture.window));
}

void add_protection(const spec::Policy& policy, Lines& lines) {
  const spec::Scenario& scenario = lines.scenario();
  lines.add(policy.escort, [&](const spec::Escort& escort) { return escort_words(scenario, escort); });
  lines.add(policy.vehicles, [&](const std::vector<spec::VehicleReplacement>& replacements) {
    std::vector<std::string> pairs;
    for (const spec::VehicleReplacement& replacement : replacements) {
      pairs.push_back(fmt::format("{} instead of {}", scenario.vehicle_types[replacement.new_type.index()].name,
                                  scenario.vehicle_types[replacement.old_type.index()].name));
    }
    return fmt::format("vehicles: {}", fmt::join(pairs, ", "));
  });
  lines.add(policy.guards, [&](const std::vector<spec::Guards>& added) {
    std::vector<std::string> pairs;
    for (const spec::Guards& guards : added) {
      pairs.push_back(fmt::format("{} more at {}", guards.added, scenario.sites[guards.site.index()].name));
    }
    return fmt::format("guards: {}", fmt::join(pairs, ", "));
  });
  lines.add(policy.reaction_force, [&](const spec::ReactionForce& force) {
    return fmt::format("reaction force: from {}, ready in {}, at {} km/h",
                       names_of(force.bases, scenario.network.nodes), hours(force.ready_h), force.speed_kmh);
  });
}

void add_movement(const spec::Policy& policy, Lines& lines) {
  lines.add(policy.schedule, [](const spec::Schedule& schedule) {
    std::string text = "schedule: ";
    if (schedule.jitter_h > 0 || !schedule.curfew) {
      text += fmt::format("departures varied by up to {} either way", hours(schedule.jitter_h));
    }
    if (schedule.curfew) {
      text += fmt::format("{}none departs from {}", schedule.jitter_h > 0 ? ", " : "", clock(*schedule.curfew));
    }
    return text;
  });
  lines.add(policy.routing, [](const spec::Routing& routing) {
    return fmt::format("routing: among the {} fastest routes{}", routing.alternatives,
                       routing.detour ? fmt::format(" up to {} longer", percent(*routing.detour, 0)) : "");
  });
  lines.add(policy.consolidate, [](const spec::Consolidate& consolidate) {
    return fmt::format("consolidate: every {} departures in one", consolidate.trips);
  });
  lines.add(policy.split, [](const spec::Split& split) {
    return fmt::format("split: {}, {} apart", plural(split.parts, "part"), hours(split.headway_h));
  });
  lines.add(policy.airlift, [](const spec::Airlift& airlift) {
    return fmt::format("airlift: {} of trips flown, chance of death {}", percent(airlift.share),
                       compact(airlift.fatality));
  });
}

void add_pursuit(const spec::Policy& policy, Lines& lines) {
  const spec::Scenario& scenario = lines.scenario();
  lines.add(policy.patrols, [&](const spec::Patrols& patrols) {
    return fmt::format("patrols: one every {}, detection {}{}", hours(patrols.interval_h), percent(patrols.detect, 0),
                       in_zones(scenario, patrols.zones, " everywhere"));
  });
  lines.add(policy.surveillance, [&](const spec::Surveillance& surveillance) {
    return fmt::format("surveillance: detection {}{}", percent(surveillance.detect),
                       in_zones(scenario, surveillance.zones, ""));
  });
  lines.add(policy.intelligence, [](const spec::Intelligence& intelligence) {
    return fmt::format("intelligence: {} tips a cell and week", compact(intelligence.tip_rate_per_h * 168));
  });
  lines.add(policy.crackdown, [&](const spec::Crackdown& crackdown) {
    return fmt::format("crackdown: {} raids a cell and week{}, backlash {}", compact(crackdown.raid_rate_per_h * 168),
                       in_zones(scenario, crackdown.zones, " everywhere"), crackdown.backlash);
  });
  lines.add(policy.sanctuary, [](const spec::Sanctuary& sanctuary) {
    return fmt::format("sanctuary: {} of recruitment goes on", percent(sanctuary.recruitment, 0));
  });
}

std::string timetable_words(const spec::Timetable& timetable) {
  if (const auto* periodic = std::get_if<spec::Periodic>(&timetable)) {
    return fmt::format("departs every {}, one at {}", hours(periodic->every_s / 3600),
                       hours(periodic->offset_s / 3600));
  }
  const auto& daily = std::get<spec::Daily>(timetable);
  std::vector<std::string> times;
  for (const int second : daily.seconds_of_day) {
    times.push_back(clock(second));
  }
  return fmt::format("departs at {} on {}", fmt::join(times, ", "), days_of(daily.on_weekday));
}

std::string change_words(const spec::Scenario& scenario, const spec::ConvoyChange& change) {
  std::vector<std::string> parts;
  if (change.depart) {
    parts.push_back(timetable_words(*change.depart));
  }
  if (change.workers) {
    parts.push_back(plural(*change.workers, "worker"));
  }
  if (change.vehicles) {
    for (const spec::VehicleCount& vehicles : *change.vehicles) {
      parts.push_back(fmt::format("{} {}", vehicles.count, scenario.vehicle_types[vehicles.type.index()].name));
    }
  }
  if (change.speed_kmh) {
    parts.push_back(fmt::format("at most {} km/h", *change.speed_kmh));
  }
  if (change.pace_cv) {
    parts.push_back(fmt::format("pace varied by {}", percent(*change.pace_cv)));
  }
  return fmt::format("{}: {}", scenario.convoys[change.convoy.index()].name, fmt::join(parts, ", "));
}

/// Times of day at which trips are scheduled: so many, or which.
std::string times_words(const std::set<int>& seconds) {
  constexpr std::size_t greatest = 4;
  if (seconds.size() > greatest) {
    return fmt::format("at {} times of day", seconds.size());
  }
  std::vector<std::string> times;
  for (const int second : seconds) {
    times.push_back(clock(second));
  }
  return fmt::format("at {}", fmt::join(times, ", "));
}

/// The workers' vehicles of a trip: how many, and of which types.
std::string vehicles_words(const spec::Scenario& scenario, const std::vector<VehicleTypeId>& types) {
  std::vector<std::pair<VehicleTypeId, int>> counts;
  for (const VehicleTypeId type : types) {
    const auto known = std::ranges::find(counts, type, &std::pair<VehicleTypeId, int>::first);
    ++(known != counts.end() ? *known : counts.emplace_back(type, 0)).second;
  }
  std::vector<std::string> kinds;
  for (const auto& [type, count] : counts) {
    kinds.push_back(fmt::format("{} {}", count, scenario.vehicle_types[type.index()].name));
  }
  return fmt::format("{} ({})", plural(static_cast<std::int64_t>(types.size()), "vehicle"), fmt::join(kinds, ", "));
}

bool waits(const spec::Scenario& scenario, const model::Outfit& outfit, const model::ScheduledTrip& trip) {
  return outfit.curfew && calendar::within(*outfit.curfew, scenario.start, trip.scheduled_h);
}

/// What a trip has, in words.
std::string trip_words(const spec::Scenario& scenario, const model::PolicyPlan& plan,
                       const model::ScheduledTrip& trip) {
  const model::Outfit& outfit = plan.outfits[trip.outfit];
  const std::size_t ways = plan.ways[outfit.ways].routes.size();
  std::string what =
      fmt::format("{} in {}", plural(outfit.workers, "worker"), vehicles_words(scenario, outfit.boarding.types));
  if (outfit.escort.vehicles > 0) {
    what += ", " + plural(outfit.escort.vehicles, "escort vehicle") + in_zones(scenario, outfit.escort.zones, "");
  }
  what += ways > 1 ? fmt::format(", one of {} routes", ways) : "";
  if (waits(scenario, outfit, trip)) {
    what += ", waiting until " + clock(outfit.curfew->until_s);
  }
  return what;
}

}  // namespace

std::string plural(std::int64_t count, const std::string& noun) {
  return fmt::format("{} {}{}", grouped(count), noun, count == 1 ? "" : "s");
}

std::string hours(double value_h) {
  const double size = std::abs(value_h);
  return size >= 48 ? compact(value_h / 24) + " d"
                    : (size >= 1 ? compact(value_h) + " h" : compact(value_h * 60) + " min");
}

std::vector<std::string> describe_policy(const spec::Scenario& scenario, const spec::Policy& policy) {
  Lines lines(scenario);
  if (!policy.with.empty()) {
    lines.add("with the measures of " + names_of(policy.with, scenario.policies));
  }
  for (const spec::ConvoyChange& change : policy.convoys) {
    lines.add(change_words(scenario, change));
  }
  add_protection(policy, lines);
  add_movement(policy, lines);
  add_pursuit(policy, lines);
  for (const spec::Posture& posture : policy.postures) {
    lines.add(posture_words(scenario, posture));
  }
  if (policy.extra_cost_per_day != 0) {
    lines.add(fmt::format("extra cost: {} a day", compact(policy.extra_cost_per_day)));
  }
  return lines.take();
}

std::vector<std::vector<std::string>> describe_trips(const model::World& world, PolicyId policy) {
  const spec::Scenario& scenario = world.scenario();
  const model::PolicyPlan& plan = world.policy(policy);
  struct Kind {
    std::int64_t trips = 0;
    std::set<int> seconds;
  };
  std::vector<std::map<std::string, Kind>> kinds(scenario.convoys.size());
  for (const model::ScheduledTrip& trip : plan.trips) {
    if (!trip.counts()) {
      continue;
    }
    Kind& kind = kinds[trip.convoy.index()][trip_words(scenario, plan, trip)];
    ++kind.trips;
    const double local_h = trip.scheduled_h + scenario.start.second_of_day / 3600.0 + 1e-9;
    kind.seconds.insert(static_cast<int>(std::lround((local_h - 24 * std::floor(local_h / 24)) * 3600)) % 86400);
  }
  std::vector<std::vector<std::string>> lines(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    for (const auto& [what, kind] : kinds[i]) {
      lines[i].push_back(fmt::format("{} {}: {}", plural(kind.trips, "trip"), times_words(kind.seconds), what));
    }
    if (lines[i].empty()) {
      lines[i].emplace_back("no trip");
    }
  }
  return lines;
}

bool curfew_is_idle(const model::World& world, PolicyId policy) {
  const model::PolicyPlan& plan = world.policy(policy);
  const auto waits_there = [&](const model::ScheduledTrip& trip) {
    return trip.counts() && waits(world.scenario(), plan.outfits[trip.outfit], trip);
  };
  return std::ranges::any_of(plan.outfits, [](const model::Outfit& outfit) { return outfit.curfew.has_value(); }) &&
         std::ranges::none_of(plan.trips, waits_there);
}

}  // namespace convoyrisk::app
