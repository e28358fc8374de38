#include "model/history/accidents.hpp"

#include <algorithm>
#include <cmath>

#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

void count_accidents_of(const Moment& moment, const Departures& departures, const Departure& departure, Tally& tally) {
  const Boarding& boarding = departures.outfit(departure).boarding;
  const double km = departures.route(departure).length_km();
  random::Stream draws = moment.stream(Purpose::accident, departures.identity(departure), 0);
  for (std::size_t i = 0; i < boarding.vehicles.size(); ++i) {
    const double uniform = draws.uniform();
    const int workers = boarding.vehicles[i].alive();
    if (workers > 0 && boarding.accident_per_km[i] > 0) {
      const double fatality = -std::expm1(-boarding.accident_per_km[i] * km);
      tally.note_accident(random::binomial(uniform, workers, fatality), workers * fatality);
    }
  }
}

}  // namespace

void count_accidents(const Moment& moment, const Departures& departures, Tally& tally) {
  const auto may_have = [](const spec::VehicleType& type) { return type.accident_per_km > 0; };
  if (std::ranges::none_of(moment.scenario().vehicle_types, may_have)) {
    return;
  }
  for (std::uint32_t trip = 0; trip < moment.policy().trips.size(); ++trip) {
    const Departure departure = departures.decided(trip);
    if (departure.fate == Fate::out && departures.scheduled(departure).counts()) {
      count_accidents_of(moment, departures, departure, tally);
    }
  }
}

}  // namespace convoyrisk::model
