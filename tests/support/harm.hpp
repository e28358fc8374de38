#pragma once

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/uniform.hpp>
#include <boost/math/quadrature/exp_sinh.hpp>
#include <boost/math/quadrature/tanh_sinh.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <variant>
#include <vector>

#include "model/harm/harm.hpp"

/// Harm by enumeration of who is hit and by Boost's double-exponential quadrature: slow, short and by other means than
/// the engine's.
namespace convoyrisk::test {

using Function = std::function<double(double)>;

/// Integral of g times the density over the pieces between cuts, the last without end.
template <class Distribution>
double integral(const Distribution& law, std::vector<double> cuts, double end, const Function& g) {
  static boost::math::quadrature::tanh_sinh<double> finite;
  static boost::math::quadrature::exp_sinh<double> endless;
  const auto integrand = [&](double x) { return x > 0 ? g(x) * boost::math::pdf(law, x) : 0; };
  const bool is_endless = std::isinf(end);
  if (!is_endless) {
    cuts.push_back(end);
  }
  double sum = 0;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    sum += cuts[i + 1] > cuts[i] ? finite.integrate(integrand, cuts[i], cuts[i + 1], 1e-10) : 0;
  }
  return is_endless ? sum + endless.integrate(integrand, cuts.back(), std::numeric_limits<double>::infinity(), 1e-10)
                    : sum;
}

/// E[g(Z)] for a gamma severity of mean 1; `kinks` ascending.
inline double over_severity(double cv, std::vector<double> kinks, const Function& g) {
  if (cv == 0) {
    return g(1);
  }
  kinks.insert(kinks.begin(), 0);
  const boost::math::gamma_distribution<double> law(1 / (cv * cv), cv * cv);
  return integral(law, kinks, std::numeric_limits<double>::infinity(), g);
}

/// E[g(min(D, limit))].
struct OverDuration {
  double limit;
  const Function& g;

  template <class Distribution>
  [[nodiscard]] double of(const Distribution& law, double low, double inner, double high) const {
    const double end = std::min(high, limit);
    double sum =
        limit < high ? g(limit) * (limit > low ? boost::math::cdf(boost::math::complement(law, limit)) : 1) : 0;
    if (end > low) {
      sum += integral(law, inner > low && inner < end ? std::vector{low, inner} : std::vector{low}, end, g);
    }
    return sum;
  }
  double operator()(const spec::Fixed& d) const { return g(std::min(d.value_h, limit)); }
  double operator()(const spec::Exponential& d) const {
    return of(boost::math::exponential_distribution<double>(1 / d.mean_h), 0, 0, endless);
  }
  double operator()(const spec::Gamma& d) const {
    return of(boost::math::gamma_distribution<double>(1 / (d.cv * d.cv), d.mean_h * d.cv * d.cv), 0, 0, endless);
  }
  double operator()(const spec::Lognormal& d) const {
    const double variance = std::log(1 + d.cv * d.cv);
    const boost::math::lognormal_distribution<double> law(std::log(d.mean_h) - variance / 2, std::sqrt(variance));
    return of(law, 0, 0, endless);
  }
  double operator()(const spec::Uniform& d) const {
    return of(boost::math::uniform_distribution<double>(d.low_h, d.high_h), d.low_h, 0, d.high_h);
  }
  double operator()(const spec::Triangular& d) const {
    return of(boost::math::triangular_distribution<double>(d.low_h, d.mode_h, d.high_h), d.low_h, d.mode_h, d.high_h);
  }
  static constexpr double endless = std::numeric_limits<double>::infinity();
};

/// Probabilities of one occupant of a vehicle, given severity z, assault time a and whether the vehicle is hit.
struct Risk {
  double killed;
  double injured;  ///< of one unhurt before
};

inline Risk risk_of(const spec::Mode& mode, const model::Target& target, const model::Vehicle& vehicle, double z,
                    double a, bool hit) {
  const double open = 1 - vehicle.protection;
  const double kill = hit ? std::min(1.0, z * mode.kill * open) : 0;
  const double injure = hit ? std::min(1.0, z * mode.injure * open) : 0;
  const double cover = open / (1 + target.suppress * target.guards);
  const double then_kill = mode.assault ? 1 - std::exp(-mode.assault->kill_rate_per_h * a * cover) : 0;
  const double then_injure = mode.assault ? 1 - std::exp(-mode.assault->injure_rate_per_h * a * cover) : 0;
  return {kill + (1 - kill) * then_kill, (1 - kill) * (1 - then_kill) * (injure + (1 - injure) * then_injure)};
}

/// Sums a function of the set of vehicles hit over all sets, with their probabilities.
inline double over_hits(const spec::Mode& mode, const model::Target& target,
                        const std::function<double(const std::vector<bool>&)>& function) {
  const std::size_t count = target.vehicles.size();
  double profiles = 0;
  for (const model::Vehicle& vehicle : target.vehicles) {
    profiles += vehicle.profile;
  }
  double sum = 0;
  for (std::size_t first = 0; first < count; ++first) {
    for (std::size_t set = 0; set < (std::size_t{1} << count); ++set) {
      double probability = target.vehicles[first].profile / profiles;
      std::vector<bool> hit(count);
      for (std::size_t i = 0; i < count; ++i) {
        hit[i] = ((set >> i) & 1U) != 0;
        if (i != first) {
          probability *= hit[i] ? mode.spread : 1 - mode.spread;
        }
      }
      if (hit[first] && probability > 0) {
        sum += probability * function(hit);
      }
    }
  }
  return sum;
}

/// P(exactly n workers killed | z, a): every way to share n among the vehicles.
inline double chance_of_dead(const spec::Mode& mode, const model::Target& target, double z, double a, int n) {
  return over_hits(mode, target, [&](const std::vector<bool>& hit) {
    std::vector<double> law{1};
    for (std::size_t i = 0; i < hit.size(); ++i) {
      const model::Vehicle& vehicle = target.vehicles[i];
      if (!vehicle.escort && vehicle.alive() > 0) {
        const boost::math::binomial_distribution<double> dead(vehicle.alive(),
                                                              risk_of(mode, target, vehicle, z, a, hit[i]).killed);
        std::vector<double> next(law.size() + static_cast<std::size_t>(vehicle.alive()));
        for (std::size_t j = 0; j < next.size(); ++j) {
          for (std::size_t k = 0; k < law.size(); ++k) {
            if (j >= k && j - k <= static_cast<std::size_t>(vehicle.alive())) {
              next[j] += law[k] * boost::math::pdf(dead, static_cast<double>(j - k));
            }
          }
        }
        law = next;
      }
    }
    return static_cast<std::size_t>(n) < law.size() ? law[static_cast<std::size_t>(n)] : 0.0;
  });
}

/// E of a function of (z, a) under one mode.
inline double over_mode(const spec::Mode& mode, const model::Target& target, double help_h,
                        const std::function<double(double, double)>& function) {
  std::vector<double> kinks;
  for (const model::Vehicle& vehicle : target.vehicles) {
    for (const double share : {mode.kill, mode.injure}) {
      if (share * (1 - vehicle.protection) > 0) {
        kinks.push_back(1 / (share * (1 - vehicle.protection)));
      }
    }
  }
  std::ranges::sort(kinks);
  const Function given_time = [&](double a) {
    return over_severity(mode.severity_cv, kinks, [&](double z) { return function(z, a); });
  };
  return mode.assault ? std::visit(OverDuration{help_h, given_time}, mode.assault->duration) : given_time(0);
}

/// Expected number of those killed (or newly injured) aboard the vehicles that are escorts, or are not.
inline double mean_harm(const spec::Mode& mode, const model::Target& target, double help_h, bool escort, bool injured) {
  return over_mode(mode, target, help_h, [&](double z, double a) {
    return over_hits(mode, target, [&](const std::vector<bool>& hit) {
      double sum = 0;
      for (std::size_t i = 0; i < hit.size(); ++i) {
        const model::Vehicle& vehicle = target.vehicles[i];
        const Risk risk = risk_of(mode, target, vehicle, z, a, hit[i]);
        if (vehicle.escort == escort) {
          sum += injured ? vehicle.unhurt * risk.injured : vehicle.alive() * risk.killed;
        }
      }
      return sum;
    });
  });
}

}  // namespace convoyrisk::test
