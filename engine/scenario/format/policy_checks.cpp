#include "scenario/format/policy_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/grouped.hpp"
#include "base/nearest.hpp"
#include "scenario/format/coverage.hpp"

namespace convoyrisk::scenario {
namespace {

constexpr std::array<std::string_view, trip_measure_count> trip_measures{
    "escort", "vehicles", "schedule", "routing", "consolidate", "split", "airlift"};  // as in TripMeasure

/// Calls `act` with the index of each measure on trips and its entries.
template <class Policy, class Act>
void for_each_trip_measure(Policy& policy, Act act) {
  act(0, policy.escort);
  act(1, policy.vehicles);
  act(2, policy.schedule);
  act(3, policy.routing);
  act(4, policy.consolidate);
  act(5, policy.split);
  act(6, policy.airlift);
}

/// By measure and entry: whether some trip has it. `any`: whether there are trips.
struct Had {
  std::array<std::vector<bool>, trip_measure_count> entries;
  bool any = false;

  void add(const TripEntries& of_trip) {
    any = true;
    for (std::size_t m = 0; m < trip_measure_count; ++m) {
      if (of_trip.at(m) != no_entry) {
        entries.at(m).at(of_trip.at(m)) = true;
      }
    }
  }
};

Had had_by_nobody(const spec::Policy& policy) {
  Had had;
  for_each_trip_measure(policy, [&](std::size_t m, const auto& entries) { had.entries.at(m).resize(entries.size()); });
  return had;
}

class PolicyChecker {
 public:
  PolicyChecker(const Cursor& root, const spec::Scenario& scenario)
      : root_(root),
        scenario_(scenario),
        seats_stay_(root.unchanged("convoys") && types_unchanged(root, scenario, "seats")),
        trips_stay_(std::ranges::all_of(calendar, [&](const char* key) { return root.unchanged(key); }) &&
                    types_unchanged(root, scenario, "profile")) {}

  void check(const Cursor& at, const spec::Policy& policy) const {
    check_joined(at["with"], policy);
    if (!seats_stay_ || !at.unchanged("convoys")) {
      check_changes(at["convoys"], policy);
    }
    check_entries(at, policy);
  }

  /// An option of a search: no plan has more of its entries than one without other options, and the base's come after
  /// its own.
  void check_option(const Cursor& at, spec::Policy option, const spec::Policy& base) const {
    option.convoys = base.convoys;
    check_entries(at, option);
  }

 private:
  static constexpr std::array<const char*, 4> calendar{"start", "horizon", "warmup", "convoys"};

  void check_entries(const Cursor& at, const spec::Policy& policy) const {
    const auto clean = [&](const char* key) { return root_.clean(key); };
    if (!(trips_stay_ && entries_unchanged(at, policy)) && std::ranges::all_of(calendar, clean) && clean("policies")) {
      check_trips(at, policy);
    }
  }

  /// Has nothing changed on which it depends which entries trips have, and whether they can be hit? A draw of
  /// parameters changes what measures do, hardly ever when and for whom.
  [[nodiscard]] static bool entries_unchanged(const Cursor& at, const spec::Policy& policy) {
    if (at.unchanged()) {
      return true;
    }
    const auto decisive = {"from", "until", "convoys", "days", "hours", "vehicles", "profile", "trips"};
    bool unchanged = policy.with.empty() && at.unchanged("convoys") && at.unchanged("vehicles");
    for_each_trip_measure(policy, [&](std::size_t m, const auto& entries) {
      for (std::size_t k = 0; unchanged && !at.unchanged(trip_measures.at(m)) && k < entries.size(); ++k) {
        const Cursor entry = entry_at(at[trip_measures.at(m)], k);
        unchanged = std::ranges::all_of(decisive, [&](const char* key) { return entry.unchanged(key); });
      }
    });
    return unchanged;
  }

  void check_joined(const Cursor& at, const spec::Policy& policy) const {
    for (std::size_t k = 0; k < policy.with.size(); ++k) {
      if (!at[k].clean() || !policy.with[k].valid()) {
        continue;
      }
      const spec::Policy& other = scenario_.policies[policy.with[k].index()];
      if (&other == &policy) {
        at[k].error("is the policy itself");
      } else if (!other.with.empty() || !other.convoys.empty()) {
        at[k].error(fmt::format("policy {} cannot be joined, as it has `{}` itself", shown(other.name),
                                other.with.empty() ? "convoys" : "with"));
      }
    }
  }

  /// Checks the seats of convoys that the policy changes.
  void check_changes(const Cursor& at, const spec::Policy& policy) const {
    for (const spec::ConvoyChange& change : policy.convoys) {
      if (!change.convoy.valid() || !(change.workers || change.vehicles) || !at.clean()) {
        continue;
      }
      const std::string& name = scenario_.convoys[change.convoy.index()].name;
      const Cursor own = at[name];
      const Cursor convoy_at = root_["convoys"][change.convoy.index()];
      if (root_["vehicles"].clean() && convoy_at["vehicles"].clean() && convoy_at["workers"].clean()) {
        check_seats(own[own.has("workers") ? "workers" : "vehicles"], own["vehicles"],
                    convoy_under(policy, scenario_, change.convoy), scenario_);
      }
    }
  }

  /// Checks what the trips of every convoy have, and that each entry is had by some.
  void check_trips(const Cursor& at, const spec::Policy& policy) const {
    Had had = had_by_nobody(policy);
    for (std::size_t i = 0; i < scenario_.convoys.size(); ++i) {
      const std::vector<Combination> combined = combinations(policy, scenario_, ConvoyId(i));
      const spec::Convoy convoy = convoy_under(policy, scenario_, ConvoyId(i));
      const bool types_known = root_["vehicles"].clean();
      bool hit = true;
      for (const Combination& combination : combined) {
        hit = hit && (!types_known || has_target(convoy, policy, combination.entries));
        had.add(combination.entries);
      }
      if (!hit) {
        root_["convoys"][i]["vehicles"].error(
            fmt::format("no vehicle has a profile above 0 under policy {}", shown(policy.name)));
      }
    }
    for_each_trip_measure(policy, [&](std::size_t m, const auto& entries) {
      for (std::size_t k = 0; had.any && k < entries.size(); ++k) {
        if (!had.entries.at(m).at(k) && !entries[k].joined) {
          entry_at(at[trip_measures.at(m)], k)
              .error("no trip has this entry: none is in its scope, or all that are have an earlier entry");
        }
      }
    });
  }

  /// Has the convoy a vehicle that can be hit, without escorts that postures bring?
  [[nodiscard]] bool has_target(const spec::Convoy& convoy, const spec::Policy& policy,
                                const TripEntries& entries) const {
    const auto entry = [&](TripMeasure measure) { return entries.at(static_cast<std::size_t>(measure)); };
    if (entry(TripMeasure::escort) != no_entry) {
      const spec::Escort& escort = policy.escort[entry(TripMeasure::escort)].measure;
      if (escort.vehicles > 0 && escort.profile > 0) {
        return true;
      }
    }
    static const std::vector<spec::VehicleReplacement> none;
    const std::vector<spec::VehicleReplacement>& replacements =
        entry(TripMeasure::vehicles) == no_entry ? none : policy.vehicles[entry(TripMeasure::vehicles)].measure;
    std::int64_t before = 0;  // vehicles that fill earlier: each gets its first worker before this type does
    return std::ranges::any_of(convoy.vehicles, [&](const spec::VehicleCount& vehicles) {
      const auto replacement = std::ranges::find(replacements, vehicles.type, &spec::VehicleReplacement::old_type);
      const bool replaced = replacement != replacements.end();
      const bool ridden = convoy.workers > before;
      before += vehicles.count;
      const VehicleTypeId type = replaced ? replacement->new_type : vehicles.type;
      return vehicles.count > 0 && scenario_.vehicle_types[type.index()].profile > 0 && (!replaced || ridden);
    });
  }

  const Cursor& root_;
  const spec::Scenario& scenario_;
  bool seats_stay_;  ///< those of the scenario's convoys, and of vehicles
  bool trips_stay_;  ///< but for what policies say, on which trips there are and who may be hit nothing has changed
};

}  // namespace

bool types_unchanged(const Cursor& root, const spec::Scenario& scenario, std::string_view key) {
  if (root.unchanged("vehicles")) {
    return true;
  }
  const Cursor at = root["vehicles"];
  return std::ranges::all_of(scenario.vehicle_types, [&](const spec::VehicleType& type) {
    return at.unchanged(type.name) || at[type.name].unchanged(key);
  });
}

Cursor entry_at(const Cursor& measure, std::size_t index) {
  return measure.exists() && measure.node().kind == Node::Kind::list ? measure[index] : measure;
}

bool check_seats(const Cursor& workers_at, const Cursor& vehicles_at, const spec::Convoy& convoy,
                 const spec::Scenario& scenario) {
  std::int64_t count = 0;
  std::int64_t seats = 0;
  for (const spec::VehicleCount& vehicles : convoy.vehicles) {
    count += vehicles.count;
    seats += std::int64_t{vehicles.count} * scenario.vehicle_types[vehicles.type.index()].seats;
  }
  if (count == 0) {
    vehicles_at.error("must hold a vehicle");
  } else if (convoy.workers > seats) {
    workers_at.error(
        fmt::format("{} workers are more than the {} seats of the vehicles", grouped(convoy.workers), grouped(seats)));
  }
  return count > 0 && convoy.workers <= seats;
}

void check_policies(const Cursor& root, const spec::Scenario& scenario) {
  const PolicyChecker checker(root, scenario);
  const Cursor policies = root["policies"];
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    checker.check(policies[i], scenario.policies[i]);
  }
  if (!scenario.search || !root["search"].clean() || !root["policies"].clean()) {
    return;
  }
  const spec::Policy& base = scenario.policies[scenario.search->base.index()];
  const Cursor levers = root["search"]["levers"];
  for (std::size_t lever = 0; lever < scenario.search->levers.size(); ++lever) {
    const Cursor options = levers[lever]["options"];
    for (const spec::Policy& option : scenario.search->levers[lever].options) {
      checker.check_option(options[option.name], option, base);
    }
  }
}

void take_out_idle_entries(spec::Policy& policy, const spec::Scenario& scenario) {
  Had had = had_by_nobody(policy);
  for (std::size_t i = 0; i < scenario.convoys.size(); ++i) {
    for (const Combination& combination : combinations(policy, scenario, ConvoyId(i))) {
      had.add(combination.entries);
    }
  }
  for_each_trip_measure(policy, [&](std::size_t m, auto& entries) {
    for (std::size_t k = entries.size(); had.any && k-- > 0;) {
      if (!had.entries.at(m).at(k)) {
        entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(k));
      }
    }
  });
}

}  // namespace convoyrisk::scenario
