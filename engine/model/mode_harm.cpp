#include "model/mode_harm.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "model/quadrature.hpp"

namespace convoyrisk::model {
namespace {

constexpr double tolerance = 1e-11;
constexpr double relative_tolerance = 1e-9;

/// Probabilities of 0..trials successes. 0 <= probability <= 1.
void binomial_probabilities(int trials, double probability, std::vector<double>& out) {
  out.assign(static_cast<std::size_t>(trials) + 1, 0);
  const double rare = std::min(probability, 1 - probability);
  const double log_first = trials * std::log1p(-rare);
  if (log_first > -600) {
    const double odds = rare / (1 - rare);
    out[0] = std::exp(log_first);
    for (int n = 0; n < trials; ++n) {
      out[static_cast<std::size_t>(n) + 1] = out[static_cast<std::size_t>(n)] * odds * (trials - n) / (n + 1);
    }
  } else {  // the first term would underflow
    const boost::math::binomial_distribution<double> law(trials, rare);
    for (int n = 0; n <= trials; ++n) {
      out[static_cast<std::size_t>(n)] = boost::math::pdf(law, n);
    }
  }
  if (probability > 0.5) {
    std::ranges::reverse(out);
  }
}

/// sum += weight * (a convolved with b)
void add_convolution(const std::vector<double>& a, const std::vector<double>& b, double weight, std::vector<double>& sum) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double factor = weight * a[i];
    for (std::size_t j = 0; j < b.size(); ++j) {
      sum[i + j] += factor * b[j];
    }
  }
}

/// Each of the survivors dies with probability `risk`: from the law of the dead before to the law of the dead after. Horner's
/// rule on the generating function of the survivors, (risk + (1 - risk) x)^survivors.
void thin_survivors(const std::vector<double>& dead_before, double risk, std::vector<double>& dead_after) {
  const std::size_t people = dead_before.size() - 1;
  dead_after.assign(people + 1, 0);
  for (std::size_t used = 0; used <= people; ++used) {  // coefficient of x^n stands at people - n
    for (std::size_t n = used; n > 0; --n) {
      double& term = dead_after[people - n];
      term = term * risk + dead_after[people - n + 1] * (1 - risk);
    }
    dead_after[people] = dead_after[people] * risk + dead_before[used];
  }
}

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
      uniform_protection_ = uniform_protection_ && (workers_ == 0 || vehicle.protection == workers_protection_);
      workers_protection_ = vehicle.protection;
      workers_ += static_cast<std::size_t>(vehicle.alive());
    }
  }
  hits_ = after_hits(0);
}

void ModeHarm::add(double weight, double help_h, Harm& harm) const {
  for (const Vehicle& vehicle : target_.vehicles) {
    const double first = first_hit(vehicle);
    const double hit = first + (1 - first) * mode_.spread;
    const double killed_by_hit = hit * mean_hit(vehicle.protection);
    const double killed = killed_by_hit + (1 - killed_by_hit) * mean_assault(vehicle.protection, help_h);
    (vehicle.escort ? harm.escort_killed : harm.workers_killed) += weight * killed * vehicle.alive();
  }
  const std::vector<double> probabilities = mode_.assault ? after_assault(help_h) : hits_;
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

void ModeHarm::given(double z, double hours, std::vector<double>& probabilities) const {
  std::vector<double> undrawn{1.0};
  std::vector<double> drawn{0.0};
  std::vector<double> hit;
  std::vector<double> missed;
  for (const Vehicle& vehicle : target_.vehicles) {
    const int aboard = vehicle.escort ? 0 : vehicle.alive();
    const double by_hit = hit_probability(z, mode_.kill, vehicle.protection);
    const double by_assault =
        mode_.assault ? assault_probability(mode_.assault->kill_rate_per_h, hours, vehicle.protection, target_) : 0;
    binomial_probabilities(aboard, by_hit + (1 - by_hit) * by_assault, hit);
    binomial_probabilities(aboard, by_assault, missed);
    for (std::size_t n = 0; n < missed.size(); ++n) {
      missed[n] = mode_.spread * hit[n] + (1 - mode_.spread) * missed[n];
    }
    std::vector<double> next_drawn(drawn.size() + hit.size() - 1, 0);
    std::vector<double> next_undrawn(next_drawn.size(), 0);
    add_convolution(drawn, missed, 1, next_drawn);
    add_convolution(undrawn, hit, first_hit(vehicle), next_drawn);
    add_convolution(undrawn, missed, 1, next_undrawn);
    drawn = std::move(next_drawn);
    undrawn = std::move(next_undrawn);
  }
  probabilities = std::move(drawn);
}

std::vector<double> ModeHarm::after_hits(double hours) const {
  const Law law = severity_law(mode_.severity_cv, kinks());
  return expectation(law, workers_ + 1, tolerance,
                     [&](double z, std::vector<double>& values) { given(z, hours, values); });
}

std::vector<double> ModeHarm::after_assault(double help_h) const {
  const Law law = truncated_law(mode_.assault->duration, help_h);
  if (!uniform_protection_) {
    return expectation(law, workers_ + 1, tolerance,
                       [&](double hours, std::vector<double>& values) { values = after_hits(hours); });
  }
  // All workers run the same risk in the assault: thin the survivors of the hits, integrated over severity once.
  return expectation(law, workers_ + 1, tolerance, [&](double hours, std::vector<double>& values) {
    thin_survivors(hits_, assault_probability(mode_.assault->kill_rate_per_h, hours, workers_protection_, target_), values);
  });
}

}  // namespace convoyrisk::model
