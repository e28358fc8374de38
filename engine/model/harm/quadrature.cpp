#include "model/harm/quadrature.hpp"

#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

namespace convoyrisk::model {
namespace {

constexpr double left_out = 1e-13;  // probability beyond the ends of an endless law
constexpr int greatest_depth = 40;

Law atom(double value) { return {{{value, 1}}, {}, {}, {}}; }

/// Nodes from the centre outwards; every other one, the centre among them, is a node of the Gauss rule.
using KronrodRule = boost::math::quadrature::gauss_kronrod<double, 31>;
using GaussRule = boost::math::quadrature::gauss<double, 15>;

class Integrator {
 public:
  Integrator(const Law& law, std::size_t size, double tolerance,
             const std::function<void(double, std::vector<double>&)>& function)
      : law_(law),
        tolerance_(tolerance),
        function_(function),
        total_(size, 0),
        fine_(size),
        coarse_(size),
        values_(size) {}

  std::vector<double> run() {
    for (const Law::Atom& atom : law_.atoms) {
      if (atom.probability > 0) {
        function_(atom.value, values_);
        accumulate(atom.probability, total_);
      }
    }
    for (std::size_t i = 0; i + 1 < law_.cuts.size(); ++i) {
      integrate(law_.cuts[i], law_.cuts[i + 1], 0);
    }
    return total_;
  }

 private:
  void integrate(double low, double high, int depth) {
    if (!(high > low)) {
      return;
    }
    std::ranges::fill(fine_, 0);
    std::ranges::fill(coarse_, 0);
    const double centre = (low + high) / 2;
    const double half = (high - low) / 2;
    for (std::size_t i = 0; i < KronrodRule::abscissa().size(); ++i) {
      const double node = half * KronrodRule::abscissa()[i];
      evaluate(centre - node, half, i);
      if (i > 0) {
        evaluate(centre + node, half, i);
      }
    }
    if (error() <= tolerance_ || depth >= greatest_depth) {
      for (std::size_t i = 0; i < fine_.size(); ++i) {
        total_[i] += fine_[i];
      }
      return;
    }
    integrate(low, centre, depth + 1);
    integrate(centre, high, depth + 1);
  }

  /// The difference of the rules overstates the error of the finer one; QUADPACK's scaling (Piessens et al. 1983).
  [[nodiscard]] double error() const {
    double greatest = 0;
    for (std::size_t i = 0; i < fine_.size(); ++i) {
      greatest = std::max(greatest, std::abs(fine_[i] - coarse_[i]));
    }
    return std::min(greatest, std::pow(200 * greatest, 1.5));
  }

  void evaluate(double y, double half, std::size_t node) {
    const double weight = law_.density(y) * half;
    if (weight <= 0) {
      return;
    }
    function_(law_.value(y), values_);
    accumulate(weight * KronrodRule::weights()[node], fine_);
    if (node % 2 == 0) {
      accumulate(weight * GaussRule::weights()[node / 2], coarse_);
    }
  }

  void accumulate(double weight, std::vector<double>& sum) const {
    for (std::size_t i = 0; i < sum.size(); ++i) {
      sum[i] += weight * values_[i];
    }
  }

  const Law& law_;
  double tolerance_;
  const std::function<void(double, std::vector<double>&)>& function_;
  std::vector<double> total_;
  std::vector<double> fine_;
  std::vector<double> coarse_;
  std::vector<double> values_;
};

/// Cuts from low to high, with the inner points that lie between.
std::vector<double> cut(double low, double high, std::vector<double> inner) {
  std::erase_if(inner, [&](double y) { return !(y > low && y < high); });
  inner.push_back(low);
  inner.push_back(high);
  std::ranges::sort(inner);
  return inner;
}

/// Gamma law in y = log value.
Law gamma_law(double mean, double cv, double limit) {
  const double shape = 1 / (cv * cv);
  const boost::math::gamma_distribution<double> law(shape, mean / shape);
  const double low = std::log(boost::math::quantile(law, left_out) + std::numeric_limits<double>::min());
  double high = std::log(boost::math::quantile(boost::math::complement(law, left_out)));
  Law result;
  // What lies below the least number stands at 0: much of it where the coefficient of variation is large.
  result.atoms.push_back({0, boost::math::cdf(law, std::exp(low))});
  if (std::isfinite(limit)) {
    result.atoms.push_back({limit, boost::math::cdf(boost::math::complement(law, limit))});
    high = std::min(high, std::log(limit));
  }
  if (high > low) {
    result.cuts = cut(low, high, {});
  }
  const double constant = shape * std::log(shape / mean) - boost::math::lgamma(shape);
  result.value = [](double y) { return std::exp(y); };
  result.density = [=](double y) { return std::exp(constant + shape * y - std::exp(y) * shape / mean); };
  return result;
}

Law lognormal_law(double mean, double cv, double limit) {
  const double sigma = std::sqrt(std::log1p(cv * cv));
  const double mu = std::log(mean) - sigma * sigma / 2;
  const boost::math::normal_distribution<double> normal(mu, sigma);
  const double reach = -boost::math::quantile(boost::math::normal_distribution<double>(), left_out);
  double high = mu + reach * sigma;
  Law result;
  if (std::isfinite(limit)) {
    result.atoms.push_back({limit, boost::math::cdf(boost::math::complement(normal, std::log(limit)))});
    high = std::min(high, std::log(limit));
  }
  if (high > mu - reach * sigma) {
    result.cuts = cut(mu - reach * sigma, high, {});
  }
  result.value = [](double y) { return std::exp(y); };
  result.density = [=](double y) { return boost::math::pdf(normal, y); };
  return result;
}

Law exponential_law(double mean, double limit) {
  Law result;
  const double high = std::min(limit, -mean * std::log(left_out));
  result.atoms.push_back({high, std::exp(-high / mean)});
  result.cuts = cut(0, high, {});
  result.value = [](double y) { return y; };
  result.density = [=](double y) { return std::exp(-y / mean) / mean; };
  return result;
}

/// A law with a density on [low, high], cut where that has a kink.
Law bounded_law(double low, double high, double limit, std::function<double(double)> density,
                const std::function<double(double)>& survival, const std::vector<double>& kinks) {
  if (high <= low) {
    return atom(std::min(low, limit));
  }
  Law result;
  const double end = std::min(high, limit);
  if (end < high) {
    result.atoms.push_back({end, end <= low ? 1 : survival(end)});
  }
  if (end > low) {
    result.cuts = cut(low, end, kinks);
  }
  result.value = [](double y) { return y; };
  result.density = std::move(density);
  return result;
}

Law triangular_law(const spec::Triangular& law, double limit) {
  const double low = law.low_h;
  const double mode = law.mode_h;
  const double high = law.high_h;
  const double width = high - low;
  return bounded_law(
      low, high, limit,
      [=](double y) {
        return y < mode ? 2 * (y - low) / (width * (mode - low))
                        : (high > mode ? 2 * (high - y) / (width * (high - mode)) : 0);
      },
      [=](double y) {
        return y < mode ? 1 - (y - low) * (y - low) / (width * (mode - low))
                        : (high > mode ? (high - y) * (high - y) / (width * (high - mode)) : 0);
      },
      {mode});
}

struct TruncatedLaw {
  double limit;
  Law operator()(const spec::Fixed& law) const { return atom(std::min(law.value_h, limit)); }
  Law operator()(const spec::Exponential& law) const { return exponential_law(law.mean_h, limit); }
  Law operator()(const spec::Gamma& law) const {
    return law.cv > 0 ? gamma_law(law.mean_h, law.cv, limit) : atom(std::min(law.mean_h, limit));
  }
  Law operator()(const spec::Lognormal& law) const {
    return law.cv > 0 ? lognormal_law(law.mean_h, law.cv, limit) : atom(std::min(law.mean_h, limit));
  }
  Law operator()(const spec::Uniform& law) const {
    const double low = law.low_h;
    const double high = law.high_h;
    return bounded_law(
        low, high, limit, [=](double) { return 1 / (high - low); }, [=](double y) { return (high - y) / (high - low); },
        {});
  }
  Law operator()(const spec::Triangular& law) const { return triangular_law(law, limit); }
};

}  // namespace

Law truncated_law(const spec::Duration& duration, double limit_h) {
  return limit_h <= 0 ? atom(0) : std::visit(TruncatedLaw{limit_h}, duration);
}

std::vector<double> expectation(const Law& law, std::size_t size, double tolerance,
                                const std::function<void(double, std::vector<double>&)>& function) {
  return Integrator(law, size, tolerance, function).run();
}

}  // namespace convoyrisk::model
