#include "model/harm/mode_harm.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "model/harm/quadrature.hpp"

namespace convoyrisk::model {
namespace {

constexpr double absolute_tolerance = 1e-10;
constexpr double relative_tolerance = 1e-9;

/// E[min(1, Z slope)] for a gamma severity Z of mean 1.
double mean_capped(double slope, double severity_cv) {
  if (severity_cv <= 0 || slope <= 0) {
    return std::min(1.0, slope);
  }
  const double shape = 1 / (severity_cv * severity_cv);
  return slope * boost::math::gamma_p(shape + 1, shape / slope) + boost::math::gamma_q(shape, shape / slope);
}

}  // namespace

ModeHarm::ModeHarm(const spec::Mode& mode, const Target& target) : mode_(mode), target_(target) {
  if (target_.is_site) {
    Vehicle& exposed = target_.vehicles.front();
    exposed.unhurt = std::min(exposed.unhurt, mode_.exposed);
  }
  for (const Vehicle& vehicle : target_.vehicles) {
    total_profile_ += vehicle.profile;
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
  const Law severity = severity_law(mode_.severity_cv, kinks());
  hits_ = expectation(severity, DeadLaw(people_).values().size(), absolute_tolerance,
                      [&](double z, std::vector<double>& values) { values = hits_given(z).values(); });
}

std::size_t ModeHarm::class_of(const Vehicle& vehicle) const {
  return static_cast<std::size_t>(std::ranges::find(protections_, vehicle.protection) - protections_.begin());
}

void ModeHarm::add(double weight, double help_h, Harm& harm) const {
  for (const Vehicle& vehicle : target_.vehicles) {
    const double first = first_hit(vehicle);
    const double hit = first + (1 - first) * mode_.spread;
    const double killed_by_hit = hit * mean_hit(vehicle.protection);
    const double killed = killed_by_hit + (1 - killed_by_hit) * mean_assault(vehicle.protection, help_h);
    (vehicle.escort ? harm.escort_killed : harm.workers_killed) += weight * killed * vehicle.alive();
  }
  const std::vector<double> probabilities = killed_probability(help_h);
  for (std::size_t n = 0; n < probabilities.size(); ++n) {
    harm.killed_probability[n] += weight * probabilities[n];
  }
}

double ModeHarm::first_hit(const Vehicle& vehicle) const {
  return target_.is_site ? 1 : vehicle.profile / total_profile_;
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

double ModeHarm::mean_hit(double protection) const {
  return mean_capped(mode_.kill * (1 - protection), mode_.severity_cv);
}

double ModeHarm::mean_assault(double protection, double help_h) const {
  if (!mode_.assault) {
    return 0;
  }
  const auto risk = [&](double hours) {
    return assault_probability(mode_.assault->kill_rate_per_h, hours, protection, target_);
  };
  const Law law = truncated_law(mode_.assault->duration, help_h);
  const double scale = std::min(risk(std::min(spec::mean_h(mode_.assault->duration), help_h)) + 1e-300, 1.0);
  return expectation(law, 1, relative_tolerance * scale,
                     [&](double hours, std::vector<double>& values) { values[0] = risk(hours); })[0];
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

std::vector<double> ModeHarm::killed_probability(double help_h) const {
  const auto total_after = [this](double assault_h, std::vector<double>& totals) {
    DeadLaw dead(people_);
    dead.values() = hits_;
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
