#include "model/harm.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "base/check.hpp"
#include "model/quadrature.hpp"

namespace convoyrisk::model {
namespace {

constexpr double tolerance = 1e-11;
constexpr double relative_tolerance = 1e-9;

/// Probabilities of 0..trials successes, by recursion outwards from the most likely number.
void binomial_probabilities(int trials, double probability, std::vector<double>& out) {
  out.assign(static_cast<std::size_t>(trials) + 1, 0);
  if (probability <= 0 || probability >= 1) {
    out[probability <= 0 ? 0 : static_cast<std::size_t>(trials)] = 1;
    return;
  }
  const double q = 1 - probability;
  const int centre = std::min(static_cast<int>((trials + 1) * probability), trials);
  const auto log_factorial = [](int n) { return boost::math::lgamma(n + 1.0); };  // std::lgamma writes a global
  const double log_centre = log_factorial(trials) - log_factorial(centre) - log_factorial(trials - centre) +
                            centre * std::log(probability) + (trials - centre) * std::log1p(-probability);
  out[static_cast<std::size_t>(centre)] = std::exp(log_centre);
  for (int n = centre; n < trials; ++n) {
    out[static_cast<std::size_t>(n) + 1] = out[static_cast<std::size_t>(n)] * probability * (trials - n) / (q * (n + 1));
  }
  for (int n = centre; n > 0; --n) {
    out[static_cast<std::size_t>(n) - 1] = out[static_cast<std::size_t>(n)] * q * n / (probability * (trials - n + 1));
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

/// One mode against one target.
class ModeHarm {
 public:
  ModeHarm(const spec::Mode& mode, const Target& target, double help_h)
      : mode_(mode), target_(target), help_h_(help_h), vehicles_(target.vehicles) {
    if (target.is_site) {
      const int exposed = std::min(vehicles_.front().unhurt, mode.exposed);
      vehicles_.front().unhurt = exposed;
    }
    for (const Vehicle& vehicle : vehicles_) {
      total_profile_ += vehicle.profile;
      if (!vehicle.escort) {
        workers_ += static_cast<std::size_t>(vehicle.alive());
        uniform_protection_ = uniform_protection_ && vehicle.protection == workers_protection();
      }
    }
  }

  [[nodiscard]] std::size_t workers() const { return workers_; }

  void add_expectations(Harm& harm, double weight) const {
    for (const Vehicle& vehicle : vehicles_) {
      const double first = first_hit(vehicle);
      const double hit = first + (1 - first) * mode_.spread;
      const double killed_by_hit = hit * mean_hit(vehicle.protection);
      const double killed = killed_by_hit + (1 - killed_by_hit) * mean_assault(vehicle.protection);
      (vehicle.escort ? harm.escort_killed : harm.workers_killed) += weight * killed * vehicle.alive();
    }
  }

  void add_probabilities(Harm& harm, double weight) const {
    const std::vector<double> probabilities = mode_.assault ? with_assault() : after_hits(0);
    for (std::size_t n = 0; n < probabilities.size(); ++n) {
      harm.killed_probability[n] += weight * probabilities[n];
    }
  }

 private:
  [[nodiscard]] double workers_protection() const {
    return std::ranges::find(vehicles_, false, &Vehicle::escort)->protection;
  }
  [[nodiscard]] double first_hit(const Vehicle& vehicle) const {
    return target_.is_site ? 1 : vehicle.profile / total_profile_;
  }

  [[nodiscard]] std::vector<double> kinks() const {
    std::vector<double> values;
    for (const Vehicle& vehicle : vehicles_) {
      const double slope = mode_.kill * (1 - vehicle.protection);
      if (slope > 0) {
        values.push_back(1 / slope);
      }
    }
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
  }

  [[nodiscard]] double mean_hit(double protection) const {
    return mean_capped(mode_.kill * (1 - protection), mode_.severity_cv);
  }

  [[nodiscard]] double mean_assault(double protection) const {
    if (!mode_.assault) {
      return 0;
    }
    const auto risk = [&](double hours) {
      return assault_probability(mode_.assault->kill_rate_per_h, hours, protection, target_);
    };
    const Law law = truncated_law(mode_.assault->duration, help_h_);
    const double scale = std::min(risk(std::min(spec::mean_h(mode_.assault->duration), help_h_)) + 1e-300, 1.0);
    return expectation(law, 1, relative_tolerance * scale, [&](double hours, std::vector<double>& values) {
      values[0] = risk(hours);
    })[0];
  }

  /// Workers killed when the severity is z and the assault lasts `hours`: a product over vehicles of the generating functions
  /// of their dead, once with no vehicle drawn yet as the first hit and once with it drawn.
  void given(double z, double hours, std::vector<double>& probabilities) const {
    std::vector<double> undrawn{1.0};
    std::vector<double> drawn{0.0};
    std::vector<double> hit;
    std::vector<double> missed;
    for (const Vehicle& vehicle : vehicles_) {
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

  /// Workers killed before the assault is over, were it to last `hours` whatever D.
  [[nodiscard]] std::vector<double> after_hits(double hours) const {
    const Law law = severity_law(mode_.severity_cv, kinks());
    return expectation(law, workers_ + 1, tolerance,
                       [&](double z, std::vector<double>& values) { given(z, hours, values); });
  }

  [[nodiscard]] std::vector<double> with_assault() const {
    const Law law = truncated_law(mode_.assault->duration, help_h_);
    if (!uniform_protection_ || workers_ == 0) {
      return expectation(law, workers_ + 1, tolerance,
                         [&](double hours, std::vector<double>& values) { values = after_hits(hours); });
    }
    // All workers run the same risk in the assault: thin the survivors of the hits, integrated over severity once.
    const std::vector<double> hits = after_hits(0);
    const double rate = mode_.assault->kill_rate_per_h;
    return expectation(law, workers_ + 1, tolerance, [&](double hours, std::vector<double>& values) {
      thin_survivors(hits, assault_probability(rate, hours, workers_protection(), target_), values);
    });
  }

  const spec::Mode& mode_;
  const Target& target_;
  double help_h_;
  std::vector<Vehicle> vehicles_;
  double total_profile_ = 0;
  std::size_t workers_ = 0;
  bool uniform_protection_ = true;
};

}  // namespace

double hit_probability(double severity, double share, double protection) {
  return std::min(1.0, severity * share * (1 - protection));
}

double assault_probability(double rate_per_h, double hours, double protection, const Target& target) {
  return -std::expm1(-rate_per_h * hours * (1 - protection) / (1 + target.suppress * target.guards));
}

bool any_assault(const std::vector<spec::Mode>& modes) {
  return std::ranges::any_of(modes, [](const spec::Mode& mode) { return mode.assault.has_value(); });
}

Harm expected_harm(const std::vector<spec::Mode>& modes, const Target& target, double help_h) {
  double total_weight = 0;
  std::size_t workers = 0;
  for (const spec::Mode& mode : modes) {
    total_weight += mode.weight;
    workers = std::max(workers, ModeHarm(mode, target, help_h).workers());
  }
  Harm harm;
  harm.killed_probability.assign(workers + 1, 0);
  for (const spec::Mode& mode : modes) {
    if (mode.weight > 0) {
      const ModeHarm one(mode, target, help_h);
      one.add_expectations(harm, mode.weight / total_weight);
      one.add_probabilities(harm, mode.weight / total_weight);
    }
  }
  return harm;
}

}  // namespace convoyrisk::model
