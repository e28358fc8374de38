#include "model/harm/target.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::model {

int workers_alive(const Target& target) {
  int alive = 0;
  for (const Vehicle& vehicle : target.vehicles) {
    alive += vehicle.escort ? 0 : vehicle.alive();
  }
  return alive;
}

Target people_at(const spec::Site& site, int guards) {
  Target people;
  expose(site, guards, people);
  return people;
}

void expose(const spec::Site& site, int guards, Target& people) {
  people.vehicles.assign(1, {site.protection, 1, false, site.people, 0});
  people.guards = guards;
  people.suppress = site.suppress;
  people.is_site = true;
}

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
