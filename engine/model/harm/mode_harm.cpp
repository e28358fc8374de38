#include "model/harm/mode_harm.hpp"

#include <algorithm>
#include <span>
#include <variant>

#include "model/harm/dead_law.hpp"
#include "model/harm/law_nodes.hpp"

namespace convoyrisk::model {

ModeHarm::ModeHarm(const spec::Mode& mode, const Target& target) : mode_(mode), target_(target), weights_(target) {
  if (target_.is_site) {
    Vehicle& exposed = target_.vehicles.front();
    exposed.unhurt = std::min(exposed.unhurt, mode_.exposed);
  }
  for (const Vehicle& vehicle : target_.vehicles) {
    total_weight_ += weights_.of(vehicle);
    if (!vehicle.escort && vehicle.alive() > 0) {
      if (workers_ == 0) {
        protection_ = vehicle.protection;
      }
      alike_ = alike_ && vehicle.protection == protection_;
      workers_ += vehicle.alive();
    }
  }
}

void ModeHarm::add_means(double weight, double help_h, MeanRisks& risks, Harm& harm) const {
  for (const Vehicle& vehicle : target_.vehicles) {
    const double first = first_hit(vehicle);
    const double hit = first + (1 - first) * mode_.spread;
    const double killed_by_hit = hit * risks.hit(mode_, vehicle.protection);
    const double killed =
        killed_by_hit + (1 - killed_by_hit) * risks.assault(mode_, vehicle.protection, target_, help_h);
    (vehicle.escort ? harm.escort_killed : harm.workers_killed) += weight * killed * vehicle.alive();
  }
}

void ModeHarm::add_law(double weight, double help_h, HitLaws& hit_laws, std::vector<double>& law) {
  const auto add = [&](const std::vector<double>& dead) {
    for (std::size_t n = 0; n < dead.size(); ++n) {
      law[n] += weight * dead[n];
    }
  };
  if (!mode_.assault) {
    add(hits(hit_laws));
  } else if (alike_) {
    add(dead_of_alike(help_h, hit_laws));
  } else {  // of several protections the law is averaged over severity and assault at once, which takes less time
    add(mixed().averaged(help_h));
  }
}

double ModeHarm::first_hit(const Vehicle& vehicle) const {
  return target_.is_site ? 1 : weights_.of(vehicle) / total_weight_;
}

/// Once with the first hit still to be drawn and once with it drawn, vehicle after vehicle.
std::vector<double> ModeHarm::exposed() const {
  std::vector<double> undrawn(workers() + 1, 0);
  std::vector<double> drawn(workers() + 1, 0);
  undrawn[0] = 1;
  std::size_t most = 0;
  for (const Vehicle& vehicle : target_.vehicles) {
    const double first = first_hit(vehicle);
    const auto aboard = vehicle.escort ? 0 : static_cast<std::size_t>(vehicle.alive());
    // Downwards, so that a number has been read before this vehicle's people come in.
    for (std::size_t people = most + 1; people-- > 0;) {
      const double undrawn_before = undrawn[people];
      const double drawn_before = drawn[people];
      if (undrawn_before != 0 || drawn_before != 0) {  // vehicles are few, so most numbers are no sum of their people
        undrawn[people] = (1 - mode_.spread) * undrawn_before;
        drawn[people] = (1 - mode_.spread) * drawn_before;
        undrawn[people + aboard] += mode_.spread * undrawn_before;
        drawn[people + aboard] += mode_.spread * drawn_before + first * undrawn_before;
      }
    }
    most += aboard;
  }
  return drawn;
}

const std::vector<double>& ModeHarm::hits(HitLaws& hit_laws) {
  if (hits_.empty()) {
    hits_ = alike_ ? hits_of_alike(hit_laws) : mixed().averaged(0);
  }
  return hits_;
}

std::vector<double> ModeHarm::hits_of_alike(HitLaws& hit_laws) const {
  std::vector<double> sum(workers() + 1, 0);
  for_each_number(exposed(), hit_laws.of(mode_, protection_, workers_),
                  [&](std::size_t, double probability, std::span<const double> law) {
                    for (std::size_t n = 0; n < law.size(); ++n) {
                      sum[n] += probability * law[n];
                    }
                  });
  return sum;
}

std::vector<double> ModeHarm::dead_of_alike(double help_h, HitLaws& hit_laws) {
  const std::vector<double>& killed = hits(hit_laws);
  const PeopleAtRisk all{workers_, assault_rate(mode_.assault->kill_rate_per_h, protection_, target_)};
  if (const auto* exponential = std::get_if<spec::Exponential>(&mode_.assault->duration)) {
    return dead_after_exponential_assault(killed, all.rate, exponential->mean_h, help_h);
  }
  std::vector<WeightedValue> risks = assault_nodes(mode_.assault->duration, help_h, {&all, 1});
  for (WeightedValue& node : risks) {
    node.value = assault_probability(mode_.assault->kill_rate_per_h, node.value, protection_, target_);
  }
  std::vector<double> sum(workers() + 1, 0);
  const std::vector<double> survivors(killed.rbegin(), killed.rend());
  for_each_number(survivors, averaged_binomial(workers_, risks),
                  [&](std::size_t alive, double probability, std::span<const double> law) {
                    for (std::size_t n = 0; n < law.size(); ++n) {
                      sum[workers() - alive + n] += probability * law[n];
                    }
                  });
  return sum;
}

TotalLaw& ModeHarm::mixed() {
  if (!mixed_) {
    std::vector<double> first;
    for (const Vehicle& vehicle : target_.vehicles) {
      first.push_back(first_hit(vehicle));
    }
    mixed_.emplace(mode_, target_, first);
  }
  return *mixed_;
}

}  // namespace convoyrisk::model
