#include "model/harm/mode_harm.hpp"

#include <algorithm>

#include "model/harm/quadrature.hpp"
#include "model/harm/total_law.hpp"

namespace convoyrisk::model {
namespace {

constexpr double absolute_tolerance = 1e-10;

/// Longer joint laws take more time than averaging the law of the total over severity and assault at once.
constexpr std::size_t longest_joint_law = 2000;

}  // namespace

ModeHarm::ModeHarm(const spec::Mode& mode, const Target& target) : mode_(mode), target_(target), weights_(target) {
  if (target_.is_site) {
    Vehicle& exposed = target_.vehicles.front();
    exposed.unhurt = std::min(exposed.unhurt, mode_.exposed);
  }
  for (const Vehicle& vehicle : target_.vehicles) {
    total_weight_ += weights_.of(vehicle);
    if (!vehicle.escort && vehicle.alive() > 0) {
      const std::size_t of_class = class_of(vehicle);
      if (of_class == protections_.size()) {
        protections_.push_back(vehicle.protection);
        people_.push_back(0);
      }
      people_[of_class] += vehicle.alive();
      workers_ += static_cast<std::size_t>(vehicle.alive());
    }
  }
  if (people_.empty()) {  // everyone is dead: one class of nobody
    protections_.push_back(0);
    people_.push_back(0);
  }
}

const std::vector<double>& ModeHarm::hits() {
  if (hits_.empty()) {
    const Law severity = severity_law(mode_.severity_cv, kinks());
    hits_ = expectation(severity, DeadLaw(people_).values().size(), absolute_tolerance,
                        [&](double z, std::vector<double>& values) { values = hits_given(z).values(); });
  }
  return hits_;
}

std::size_t ModeHarm::class_of(const Vehicle& vehicle) const {
  return static_cast<std::size_t>(std::ranges::find(protections_, vehicle.protection) - protections_.begin());
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

void ModeHarm::add_law(double weight, double help_h, std::vector<double>& law) {
  std::size_t joint = 1;
  for (const int people : people_) {
    joint *= static_cast<std::size_t>(people) + 1;
  }
  const bool by_protection = people_.size() == 1 || joint <= longest_joint_law;
  const std::vector<double> probabilities =
      by_protection ? killed_probability(help_h) : total_killed_probability(help_h);
  for (std::size_t n = 0; n < probabilities.size(); ++n) {
    law[n] += weight * probabilities[n];
  }
}

std::vector<double> ModeHarm::total_killed_probability(double help_h) const {
  std::vector<double> first;
  for (const Vehicle& vehicle : target_.vehicles) {
    first.push_back(first_hit(vehicle));
  }
  return TotalLaw(mode_, target_, first).averaged(help_h);
}

double ModeHarm::first_hit(const Vehicle& vehicle) const {
  return target_.is_site ? 1 : weights_.of(vehicle) / total_weight_;
}

std::vector<double> ModeHarm::kinks() const {
  std::vector<double> values;
  for (const Vehicle& vehicle : target_.vehicles) {
    const double slope = mode_.kill * (1 - vehicle.protection);
    if (slope > 0) {
      values.push_back(1 / slope);
    }
  }
  std::ranges::sort(values);
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

DeadLaw ModeHarm::hits_given(double severity) const {
  DeadLaw undrawn(people_);
  DeadLaw drawn(people_);
  drawn.values()[0] = 0;
  std::vector<double> hit;
  std::vector<double> missed;
  for (const Vehicle& vehicle : target_.vehicles) {
    const int aboard = vehicle.escort ? 0 : vehicle.alive();
    binomial_probabilities(aboard, hit_probability(severity, mode_.kill, vehicle.protection), hit);
    missed.resize(hit.size());
    std::ranges::transform(hit, missed.begin(), [this](double p) { return mode_.spread * p; });
    missed[0] += 1 - mode_.spread;
    const std::size_t of_class = aboard > 0 ? class_of(vehicle) : 0;
    DeadLaw::add_part(undrawn, drawn, of_class, first_hit(vehicle), hit, missed);
  }
  return drawn;
}

std::vector<double> ModeHarm::killed_probability(double help_h) {
  const std::vector<double>& hits_before = hits();
  const auto total_after = [&](double assault_h, std::vector<double>& totals) {
    DeadLaw dead(people_);
    dead.values() = hits_before;
    if (mode_.assault) {
      std::vector<double> risks;
      for (const double protection : protections_) {
        risks.push_back(assault_probability(mode_.assault->kill_rate_per_h, assault_h, protection, target_));
      }
      dead.thin(risks);
    }
    dead.totals(totals);
  };
  std::vector<double> totals;
  if (!mode_.assault) {
    total_after(0, totals);
    return totals;
  }
  return expectation(truncated_law(mode_.assault->duration, help_h), workers_ + 1, absolute_tolerance, total_after);
}

}  // namespace convoyrisk::model
