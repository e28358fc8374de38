#pragma once

#include <vector>

#include "model/world/cargo.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::model {

/// Those whom an attack meets: the vehicles of a trip with its escorts, or the people of a site.
struct Target {
  std::vector<Vehicle> vehicles;
  int guards = 0;        ///< g: escort vehicles, or guards of a site
  double suppress = 0;   ///< of each
  bool is_site = false;  ///< then one vehicle, hit for certain, holding at most the mode's `exposed`
};

[[nodiscard]] int workers_alive(const Target& target);
/// Those who stand to lose at a site.
[[nodiscard]] Target people_at(const spec::Site& site, int guards);
/// The same in memory that is there.
void expose(const spec::Site& site, int guards, Target& people);

/// Weights by which the vehicle that is hit first is drawn: profiles, or all alike where every profile is 0
/// (docs/model.md, 3.5, step 2).
class FirstHitWeights {
 public:
  explicit FirstHitWeights(const Target& target);
  [[nodiscard]] double of(const Vehicle& vehicle) const { return alike_ ? 1 : vehicle.profile; }

 private:
  bool alike_;
};

/// What an attack is expected to do, averaged over its modes: "workers" are the people of a site where the target is
/// one.
struct Harm {
  double workers_killed = 0;
  double escort_killed = 0;
  std::vector<double>
      killed_probability;  ///< [n]: exactly n workers killed, n = 0..workers alive; empty where nobody asks
};

/// Probability min(1, Z kill (1 - q)) that an occupant of a hit vehicle is killed.
[[nodiscard]] double hit_probability(double severity, double share, double protection);
/// Rate rate (1 - q)/(1 + suppress g) of harm to an occupant in an assault.
[[nodiscard]] double assault_rate(double rate_per_h, double protection, const Target& target);
/// Probability 1 - exp(-rate A (1 - q)/(1 + suppress g)) of harm in an assault that lasts A hours.
[[nodiscard]] double assault_probability(double rate_per_h, double hours, double protection, const Target& target);

}  // namespace convoyrisk::model
