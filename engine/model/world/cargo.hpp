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

/// The workers' vehicles of a convoy under a policy, by type, before escorts join.
struct Boarding {
  std::vector<Vehicle> vehicles;
  std::vector<double> accident_per_km;  ///< by vehicle: chance of death in an accident, a person and km
  double price_per_hour = 0;
};

/// Boards the workers under a policy, with its consolidation and replacements (docs/model.md, 3.1). Vehicles left empty
/// go too.
[[nodiscard]] Boarding board(const spec::Scenario& scenario, const spec::Convoy& convoy, const spec::Policy& policy);

}  // namespace convoyrisk::model
