#include "import/near_places.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "network/geography.hpp"

namespace convoyrisk::importer {
namespace {

[[nodiscard]] double in_degrees(double radians) { return radians * 180 / std::numbers::pi; }

}  // namespace

NearPlaces::NearPlaces(const std::vector<Place>& places, double greatest_km)
    : greatest_km_(greatest_km), reach_rad_(greatest_km / network::earth_radius_km) {
  for (const Place& place : places) {
    bands_[band(place.position)].push_back(place);
  }
  for (auto& [number, band] : bands_) {
    std::ranges::sort(band, {}, [](const Place& place) { return std::pair(place.position.longitude_deg, place.id); });
  }
}

std::optional<std::uint32_t> NearPlaces::nearest_to(const Position& place) const {
  const double reach_deg = longitude_reach_deg(place);
  std::optional<std::pair<double, std::uint32_t>> best;
  for (long number = band(place) - 1; number <= band(place) + 1; ++number) {
    const auto found = bands_.find(number);
    if (found == bands_.end()) {
      continue;
    }
    auto other = std::ranges::lower_bound(found->second, place.longitude_deg - reach_deg, {},
                                          [](const Place& entry) { return entry.position.longitude_deg; });
    for (; other != found->second.end() && other->position.longitude_deg <= place.longitude_deg + reach_deg; ++other) {
      const std::pair candidate(distance_km(place, other->position), other->id);
      if (candidate.first <= greatest_km_) {
        best = best ? std::min(*best, candidate) : candidate;
      }
    }
  }
  return best ? std::optional(best->second) : std::nullopt;
}

long NearPlaces::band(const Position& place) const {
  constexpr double least_deg = 0.001;
  return std::lround(std::floor(place.latitude_deg / std::max(in_degrees(reach_rad_), least_deg)));
}

double NearPlaces::longitude_reach_deg(const Position& place) const {
  constexpr double all_around_deg = 360;
  constexpr double rounding = 1.000001;
  const double widest = std::sin(reach_rad_) / std::cos(place.latitude_deg * std::numbers::pi / 180);
  if (reach_rad_ > std::numbers::pi / 2 || widest >= 1) {
    return all_around_deg;
  }
  const double reach_deg = rounding * in_degrees(std::asin(widest));
  return std::abs(place.longitude_deg) + reach_deg > 180 ? all_around_deg : reach_deg;
}

}  // namespace convoyrisk::importer
