#include "model/harm/target.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::model {

FirstHitWeights::FirstHitWeights(const Target& target)
    : alike_(std::ranges::all_of(target.vehicles, [](const Vehicle& vehicle) { return vehicle.profile <= 0; })) {}

double hit_probability(double severity, double share, double protection) {
  return std::min(1.0, severity * share * (1 - protection));
}

double assault_rate(double rate_per_h, double protection, const Target& target) {
  return rate_per_h * (1 - protection) / (1 + target.suppress * target.guards);
}

double assault_probability(double rate_per_h, double hours, double protection, const Target& target) {
  return -std::expm1(-rate_per_h * hours * (1 - protection) / (1 + target.suppress * target.guards));
}

}  // namespace convoyrisk::model
