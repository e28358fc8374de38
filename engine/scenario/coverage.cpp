#include "scenario/coverage.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <variant>

namespace convoyrisk::scenario {
namespace {

constexpr double seconds_an_hour = 3600;
constexpr double seconds_a_day = 86400;
constexpr double equal_instants_s = 1e-9 * seconds_an_hour;  // docs/model.md, 2

/// Has a timetable more entries than the model takes, which reports them?
[[nodiscard]] bool is_endless(const spec::Timetable& timetable, const spec::Scenario& scenario) {
  constexpr double greatest = 1e7;
  const double span_s = (scenario.warmup_h + scenario.horizon_h) * seconds_an_hour;
  const auto* const periodic = std::get_if<spec::Periodic>(&timetable);
  const double a_day = periodic != nullptr
                           ? seconds_a_day / periodic->every_s
                           : static_cast<double>(std::get<spec::Daily>(timetable).seconds_of_day.size());
  return !(a_day * span_s / seconds_a_day < greatest);
}

/// Times of a timetable in [-warmup, horizon), ascending, in seconds after t = 0.
[[nodiscard]] std::vector<double> scheduled_times(const spec::Timetable& timetable, const spec::Scenario& scenario) {
  const double from_s = -scenario.warmup_h * seconds_an_hour - equal_instants_s;
  const double to_s = scenario.horizon_h * seconds_an_hour - equal_instants_s;
  std::vector<double> times;
  const auto add = [&](double time_s) {
    if (time_s >= from_s && time_s < to_s) {
      times.push_back(time_s);
    }
  };
  if (const auto* periodic = std::get_if<spec::Periodic>(&timetable)) {
    const auto last = static_cast<std::int64_t>(std::ceil((to_s - periodic->offset_s) / periodic->every_s));
    for (auto k = static_cast<std::int64_t>(std::floor((from_s - periodic->offset_s) / periodic->every_s)); k <= last;
         ++k) {
      add(periodic->offset_s + static_cast<double>(k) * periodic->every_s);
    }
    return times;
  }
  const auto& daily = std::get<spec::Daily>(timetable);
  const auto last = static_cast<std::int64_t>(std::ceil(to_s / seconds_a_day)) + 1;
  for (auto day = static_cast<std::int64_t>(std::floor(from_s / seconds_a_day)) - 1; day <= last; ++day) {
    const auto weekday = static_cast<std::size_t>(((scenario.start.weekday + day) % 7 + 7) % 7);
    for (const int second : daily.seconds_of_day) {
      if (daily.on_weekday.at(weekday)) {
        add(static_cast<double>(day) * seconds_a_day + second - scenario.start.second_of_day);
      }
    }
  }
  return times;
}

[[nodiscard]] bool covers(const spec::TripScope& scope, ConvoyId convoy, double time_s, const spec::Start& start) {
  const double time_h = (time_s + equal_instants_s) / seconds_an_hour;
  if (time_h < scope.window.from_h || time_h >= scope.window.until_h) {
    return false;
  }
  if (scope.convoys && std::ranges::find(*scope.convoys, convoy) == scope.convoys->end()) {
    return false;
  }
  const double local_s = time_s + start.second_of_day + equal_instants_s;
  const double day = std::floor(local_s / seconds_a_day);
  const auto weekday = ((start.weekday + static_cast<std::int64_t>(day)) % 7 + 7) % 7;
  const double of_day_s = local_s - day * seconds_a_day;
  if (!scope.on_weekday.at(static_cast<std::size_t>(weekday))) {
    return false;
  }
  if (!scope.hours) {
    return true;
  }
  const auto [from_s, until_s] = *scope.hours;
  return from_s < until_s ? of_day_s >= from_s && of_day_s < until_s : of_day_s >= from_s || of_day_s < until_s;
}

template <class Entry>
[[nodiscard]] std::size_t first_covering(const std::vector<Entry>& entries, ConvoyId convoy, double time_s,
                                         const spec::Start& start) {
  const auto found =
      std::ranges::find_if(entries, [&](const Entry& entry) { return covers(entry.scope, convoy, time_s, start); });
  return found == entries.end() ? no_entry : static_cast<std::size_t>(found - entries.begin());
}

[[nodiscard]] TripEntries entries_at(const spec::Policy& policy, ConvoyId convoy, double time_s,
                                     const spec::Start& start) {
  const auto first = [&](const auto& entries) { return first_covering(entries, convoy, time_s, start); };
  return {first(policy.escort),      first(policy.vehicles), first(policy.schedule), first(policy.routing),
          first(policy.consolidate), first(policy.split),    first(policy.airlift)};
}

}  // namespace

spec::Convoy convoy_under(const spec::Policy& policy, const spec::Scenario& scenario, ConvoyId convoy) {
  spec::Convoy changed = scenario.convoys[convoy.index()];
  const auto change = std::ranges::find(policy.convoys, convoy, &spec::ConvoyChange::convoy);
  if (change != policy.convoys.end()) {
    changed.depart = change->depart.value_or(changed.depart);
    changed.workers = change->workers.value_or(changed.workers);
    changed.vehicles = change->vehicles.value_or(changed.vehicles);
    changed.speed_kmh = change->speed_kmh.value_or(changed.speed_kmh);
    changed.pace_cv = change->pace_cv.value_or(changed.pace_cv);
  }
  return changed;
}

std::vector<Combination> combinations(const spec::Policy& policy, const spec::Scenario& scenario, ConvoyId convoy) {
  const spec::Timetable timetable = convoy_under(policy, scenario, convoy).depart;
  if (is_endless(timetable, scenario)) {
    return {};
  }
  const std::vector<double> times = scheduled_times(timetable, scenario);
  std::vector<TripEntries> all;
  std::map<std::size_t, std::int64_t> number;  // of the next time that has an entry of `consolidate`
  for (const double time_s : times) {
    all.push_back(entries_at(policy, convoy, time_s, scenario.start));
    number[all.back()[static_cast<std::size_t>(TripMeasure::consolidate)]] -= time_s < -equal_instants_s ? 1 : 0;
  }
  std::vector<Combination> found;
  for (const TripEntries& entries : all) {
    const std::size_t consolidate = entries[static_cast<std::size_t>(TripMeasure::consolidate)];
    const std::int64_t own = number[consolidate]++;
    if (consolidate != no_entry && own % policy.consolidate[consolidate].measure.trips != 0) {
      continue;
    }
    auto same = std::ranges::find(found, entries, &Combination::entries);
    if (same == found.end()) {
      same = found.insert(found.end(), {entries, 0});
    }
    ++same->trips;
  }
  return found;
}

}  // namespace convoyrisk::scenario
