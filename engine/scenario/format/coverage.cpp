#include "scenario/format/coverage.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <variant>

#include "calendar/scope.hpp"

namespace convoyrisk::scenario {
namespace {

constexpr double seconds_an_hour = 3600;
constexpr double seconds_a_day = 86400;

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

template <class Entry>
[[nodiscard]] std::size_t first_covering(const std::vector<Entry>& entries, ConvoyId convoy, double scheduled_h,
                                         const spec::Start& start) {
  const auto found = std::ranges::find_if(
      entries, [&](const Entry& entry) { return calendar::covers(entry.scope, convoy, scheduled_h, start); });
  return found == entries.end() ? no_entry : static_cast<std::size_t>(found - entries.begin());
}

[[nodiscard]] TripEntries entries_at(const spec::Policy& policy, ConvoyId convoy, double scheduled_h,
                                     const spec::Start& start) {
  const auto first = [&](const auto& entries) { return first_covering(entries, convoy, scheduled_h, start); };
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
  std::vector<TripEntries> all;
  std::map<std::size_t, std::int64_t> number;  // of the next time that has an entry of `consolidate`
  for (const calendar::Entry& entry :
       calendar::entries(timetable, scenario.start, scenario.warmup_h, scenario.horizon_h)) {
    all.push_back(entries_at(policy, convoy, entry.scheduled_h, scenario.start));
    number[all.back()[static_cast<std::size_t>(TripMeasure::consolidate)]] -= entry.number < 0 ? 1 : 0;
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
