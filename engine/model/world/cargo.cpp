#include "model/world/cargo.hpp"

#include <algorithm>
#include <utility>

namespace convoyrisk::model {
namespace {

struct Seat {
  VehicleTypeId type;
  int aboard = 0;
};

/// One at a time into the vehicle with the fewest aboard that has a free seat, the earlier of equals.
void seat_workers(const std::vector<spec::VehicleType>& types, std::vector<Seat>& fleet, int workers) {
  for (int worker = 0; worker < workers; ++worker) {
    Seat* best = nullptr;
    for (Seat& vehicle : fleet) {
      const bool free = vehicle.aboard < types[vehicle.type.index()].seats;
      if (free && (best == nullptr || vehicle.aboard < best->aboard)) {
        best = &vehicle;
      }
    }
    if (best == nullptr) {
      return;
    }
    ++best->aboard;
  }
}

std::vector<Seat> own_fleet(const spec::Scenario& scenario, const spec::Convoy& convoy, int loads) {
  std::vector<Seat> fleet;
  for (const spec::VehicleCount& vehicles : convoy.vehicles) {
    fleet.insert(fleet.end(), static_cast<std::size_t>(vehicles.count * loads), Seat{vehicles.type, 0});
  }
  seat_workers(scenario.vehicle_types, fleet, convoy.workers * loads);
  return fleet;
}

/// The replacement stands where the first vehicle of the old type stood. Replacements read the original fleet: no
/// chains.
std::vector<Seat> replaced(const std::vector<spec::VehicleType>& types, const std::vector<Seat>& fleet,
                           const std::vector<spec::VehicleReplacement>& replacements) {
  std::vector<Seat> result;
  std::vector<bool> done(types.size(), false);
  for (const Seat& vehicle : fleet) {
    const auto match = std::ranges::find(replacements, vehicle.type, &spec::VehicleReplacement::old_type);
    if (match == replacements.end()) {
      result.push_back(vehicle);
      continue;
    }
    if (done[vehicle.type.index()]) {
      continue;
    }
    done[vehicle.type.index()] = true;
    int workers = 0;
    for (const Seat& other : fleet) {
      workers += other.type == vehicle.type ? other.aboard : 0;
    }
    const int seats = types[match->new_type.index()].seats;
    std::vector<Seat> added(static_cast<std::size_t>((workers + seats - 1) / seats), Seat{match->new_type, 0});
    seat_workers(types, added, workers);
    result.insert(result.end(), added.begin(), added.end());
  }
  return result;
}

void add(const spec::Scenario& scenario, Boarding& boarding, VehicleTypeId id, int workers) {
  const spec::VehicleType& type = scenario.vehicle_types[id.index()];
  boarding.vehicles.push_back({type.protection, type.profile, false, workers, 0});
  boarding.types.push_back(id);
  boarding.accident_per_km.push_back(type.accident_per_km);
  boarding.price_per_hour += scenario.costs.vehicle_hour.empty() ? 0 : scenario.costs.vehicle_hour[id.index()];
}

}  // namespace

int Boarding::workers() const {
  int workers = 0;
  for (const Vehicle& vehicle : vehicles) {
    workers += vehicle.alive();
  }
  return workers;
}

Boarding board(const spec::Scenario& scenario, const spec::Convoy& convoy, int loads,
               const std::vector<spec::VehicleReplacement>& replacements) {
  const auto& types = scenario.vehicle_types;
  const std::vector<Seat> seats = replaced(types, own_fleet(scenario, convoy, loads), replacements);
  Boarding boarding;
  boarding.vehicles.reserve(seats.size());
  boarding.types.reserve(seats.size());
  boarding.accident_per_km.reserve(seats.size());
  for (const Seat& seat : seats) {
    add(scenario, boarding, seat.type, seat.aboard);
  }
  return boarding;
}

std::vector<Boarding> deal(const spec::Scenario& scenario, Boarding boarding, int parts) {
  if (parts == 1 && !boarding.vehicles.empty()) {
    return {std::move(boarding)};
  }
  std::vector<Boarding> dealt(std::min(static_cast<std::size_t>(parts), boarding.vehicles.size()));
  for (std::size_t i = 0; i < boarding.vehicles.size(); ++i) {
    add(scenario, dealt[i % dealt.size()], boarding.types[i], boarding.vehicles[i].unhurt);
  }
  return dealt;
}

}  // namespace convoyrisk::model
