#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "spec/policy.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::model {

/// One vehicle of a trip, or the people exposed at a site, with those aboard who live.
struct Vehicle {
  double protection = 0;
  double profile = 1;
  bool escort = false;
  int unhurt = 0;
  int injured = 0;

  [[nodiscard]] int alive() const { return unhurt + injured; }
};

/// The workers' vehicles of a trip, in order, before escorts join.
struct Boarding {
  std::vector<Vehicle> vehicles;
  std::vector<VehicleTypeId> types;     ///< of each of them
  std::vector<double> accident_per_km;  ///< likewise: chance of death in an accident, a person and km
  double price_per_hour = 0;            ///< of all together

  [[nodiscard]] int workers() const;
};

/// Boards the workers of so many loads, n times the workers in n times the vehicles, and replaces vehicles
/// (docs/model.md, 3.1). Vehicles left empty go too.
[[nodiscard]] Boarding board(const spec::Scenario& scenario, const spec::Convoy& convoy, int loads,
                             const std::vector<spec::VehicleReplacement>& replacements);

/// Deals the vehicles to so many parts in turn, with who sits in them. With fewer vehicles than parts the last parts
/// are not there.
[[nodiscard]] std::vector<Boarding> deal(const spec::Scenario& scenario, Boarding boarding, int parts);

}  // namespace convoyrisk::model
