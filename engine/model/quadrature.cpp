#include "model/quadrature.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

namespace convoyrisk::model {
namespace {

constexpr double left_out = 1e-13;  // probability beyond the ends of an endless law
constexpr int greatest_depth = 40;

Law atom(double value) { return {{{value, 1}}, {}, {}, {}}; }

/// Gauss-Kronrod nodes on (0, 1) of the half-interval [0, 1] by symmetry; weights of Kronrod 15 and Gauss 7.
constexpr std::array<double, 8> nodes{0.991455371120812639206854697526, 0.949107912342758524526189684048,
                                      0.864864423359769072789712788640, 0.741531185599394439863864773280,
                                      0.586087235467691130294144691694, 0.405845151377397166906606412077,
                                      0.207784955007898467600689403773, 0.0};
constexpr std::array<double, 8> kronrod{0.022935322010529224963732008059, 0.063092092629978553290700663189,
                                        0.104790010322250183839876322542, 0.140653259715525918745189590510,
                                        0.169004726639267902826583426599, 0.190350578064785409913256402422,
                                        0.204432940075298892414161999235, 0.209482141084727828012999174892};
constexpr std::array<double, 8> gauss{0, 0.129484966168869693270611432679, 0, 0.279705391489276667901467771424,
                                      0, 0.381830050505118944950369775489, 0, 0.417959183673469387755102040816};

class Integrator {
 public:
  Integrator(const Law& law, std::size_t size, double tolerance,
             const std::function<void(double, std::vector<double>&)>& function)
      : law_(law), tolerance_(tolerance), function_(function), total_(size, 0), fine_(size), coarse_(size), values_(size) {}

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
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      evaluate(centre - half * nodes[i], half, i);
      if (nodes[i] > 0) {
        evaluate(centre + half * nodes[i], half, i);
      }
    }
    double error = 0;
    for (std::size_t i = 0; i < fine_.size(); ++i) {
      error = std::max(error, std::abs(fine_[i] - coarse_[i]));
    }
    if (error <= tolerance_ || depth >= greatest_depth) {
      for (std::size_t i = 0; i < fine_.size(); ++i) {
        total_[i] += fine_[i];
      }
      return;
    }
    integrate(low, centre, depth + 1);
    integrate(centre, high, depth + 1);
  }

  void evaluate(double y, double half, std::size_t node) {
    const double weight = law_.density(y) * half;
    if (weight <= 0) {
      return;
    }
    function_(law_.value(y), values_);
    accumulate(weight * kronrod[node], fine_);
    if (gauss[node] > 0) {
      accumulate(weight * gauss[node], coarse_);
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

/// Cuts between low and high at the given inner points, and quartered so that narrow features are not stepped over.
std::vector<double> cut(double low, double high, std::vector<double> inner) {
  std::erase_if(inner, [&](double y) { return !(y > low && y < high); });
  inner.push_back(low);
  inner.push_back(high);
  std::ranges::sort(inner);
  std::vector<double> cuts;
  for (std::size_t i = 0; i + 1 < inner.size(); ++i) {
    for (const double share : {0.0, 0.25, 0.5, 0.75}) {
      cuts.push_back(inner[i] + share * (inner[i + 1] - inner[i]));
    }
  }
  cuts.push_back(inner.back());
  return cuts;
}

/// Gamma law in y = log value.
Law gamma_law(double mean, double cv, double limit, const std::vector<double>& kinks) {
  const double shape = 1 / (cv * cv);
  const boost::math::gamma_distribution<double> law(shape, mean / shape);
  const double low = std::log(boost::math::quantile(law, left_out) + std::numeric_limits<double>::min());
  double high = std::log(boost::math::quantile(boost::math::complement(law, left_out)));
  Law result;
  if (std::isfinite(limit)) {
    result.atoms.push_back({limit, boost::math::cdf(boost::math::complement(law, limit))});
    high = std::min(high, std::log(limit));
  }
  std::vector<double> inner;
  for (const double kink : kinks) {
    inner.push_back(std::log(kink));
  }
  if (high > low) {
    result.cuts = cut(low, high, inner);
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
        return y < mode ? 2 * (y - low) / (width * (mode - low)) : (high > mode ? 2 * (high - y) / (width * (high - mode)) : 0);
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
    return law.cv > 0 ? gamma_law(law.mean_h, law.cv, limit, {}) : atom(std::min(law.mean_h, limit));
  }
  Law operator()(const spec::Lognormal& law) const {
    return law.cv > 0 ? lognormal_law(law.mean_h, law.cv, limit) : atom(std::min(law.mean_h, limit));
  }
  Law operator()(const spec::Uniform& law) const {
    const double low = law.low_h;
    const double high = law.high_h;
    return bounded_law(
        low, high, limit, [=](double) { return 1 / (high - low); }, [=](double y) { return (high - y) / (high - low); }, {});
  }
  Law operator()(const spec::Triangular& law) const { return triangular_law(law, limit); }
};

}  // namespace

Law severity_law(double cv, const std::vector<double>& kinks) {
  return cv > 0 ? gamma_law(1, cv, std::numeric_limits<double>::infinity(), kinks) : atom(1);
}

Law truncated_law(const spec::Duration& duration, double limit_h) {
  return limit_h <= 0 ? atom(0) : std::visit(TruncatedLaw{limit_h}, duration);
}

std::vector<double> expectation(const Law& law, std::size_t size, double tolerance,
                                const std::function<void(double, std::vector<double>&)>& function) {
  return Integrator(law, size, tolerance, function).run();
}

}  // namespace convoyrisk::model
