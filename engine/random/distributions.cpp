#include "random/distributions.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>

namespace convoyrisk::random {
namespace {

template <std::size_t n>
double polynomial(const std::array<double, n>& coefficients, double x) {
  double sum = 0;
  for (std::size_t i = n; i-- > 0;) {
    sum = sum * x + coefficients[i];
  }
  return sum;
}

constexpr std::array<double, 8> centre_numerator{
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr std::array<double, 8> centre_denominator{1.0,
                                                   4.2313330701600911252e1,
                                                   6.8718700749205790830e2,
                                                   5.3941960214247511077e3,
                                                   2.1213794301586595867e4,
                                                   3.9307895800092710610e4,
                                                   2.8729085735721942674e4,
                                                   5.2264952788528545610e3};
constexpr std::array<double, 8> near_numerator{
    1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> near_denominator{1.0,
                                                 2.05319162663775882187e0,
                                                 1.67638483018380384940e0,
                                                 6.89767334985100004550e-1,
                                                 1.48103976427480074590e-1,
                                                 1.51986665636164571966e-2,
                                                 5.47593808499534494600e-4,
                                                 1.05075007164441684324e-9};
constexpr std::array<double, 8> far_numerator{
    6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> far_denominator{1.0,
                                                5.99832206555887937690e-1,
                                                1.36929880922735805310e-1,
                                                1.48753612908506148525e-2,
                                                7.86869131145613259100e-4,
                                                1.84631831751005468180e-5,
                                                1.42151175831644588870e-7,
                                                2.04426310338993978564e-15};

double standard_gamma(Stream& stream, double shape) {
  if (shape < 1) {
    const double power = stream.uniform();
    return standard_gamma(stream, shape + 1) * std::pow(power, 1 / shape);
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = normal_quantile(stream.uniform());
    const double u = stream.uniform();
    const double root = 1 + c * x;
    if (root <= 0) {
      continue;
    }
    const double v = root * root * root;
    if (std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) {
      return d * v;
    }
  }
}

/// Inversion for probability <= 1/2, from the least value upwards.
int small_binomial(double uniform, int trials, double probability) {
  if (uniform <= 1 - trials * probability) {
    return 0;  // by Bernoulli's inequality: spares the logarithm
  }
  const double log_zero = trials * std::log1p(-probability);
  if (log_zero < -600) {  // the first term would underflow
    using boost::math::policies::discrete_quantile;
    using Policy = boost::math::policies::policy<discrete_quantile<boost::math::policies::integer_round_up>>;
    const boost::math::binomial_distribution<double, Policy> law(trials, probability);
    return std::clamp(static_cast<int>(boost::math::quantile(law, uniform)), 0, trials);
  }
  const double odds = probability / (1 - probability);
  double term = std::exp(log_zero);
  double cumulative = term;
  int count = 0;
  while (uniform > cumulative && count < trials) {
    term *= odds * (trials - count) / (count + 1);
    if (cumulative + term == cumulative) {
      break;  // what is left of the tail is lost in rounding
    }
    ++count;
    cumulative += term;
  }
  return count;
}

}  // namespace

double normal_quantile(double probability) {
  const double q = probability - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(centre_numerator, r) / polynomial(centre_denominator, r);
  }
  double r = std::sqrt(-std::log(q < 0 ? probability : 1 - probability));
  double value = 0;
  if (r <= 5) {
    r -= 1.6;
    value = polynomial(near_numerator, r) / polynomial(near_denominator, r);
  } else {
    r -= 5;
    value = polynomial(far_numerator, r) / polynomial(far_denominator, r);
  }
  return q < 0 ? -value : value;
}

double lognormal(double uniform, double log_mean, double log_sd) {
  return std::exp(log_mean + log_sd * normal_quantile(uniform));
}

double gamma(Stream& stream, double mean, double cv) {
  const double shape = 1 / (cv * cv);
  return mean * standard_gamma(stream, shape) / shape;
}

double triangular(double uniform, double low, double mode, double high) {
  if (high <= low) {
    return low;
  }
  const double at_mode = (mode - low) / (high - low);
  return uniform < at_mode ? low + std::sqrt(uniform * (high - low) * (mode - low))
                           : high - std::sqrt((1 - uniform) * (high - low) * (high - mode));
}

int binomial(double uniform, int trials, double probability) {
  if (trials <= 0 || probability <= 0) {
    return 0;
  }
  if (probability >= 1) {
    return trials;
  }
  return probability <= 0.5 ? small_binomial(uniform, trials, probability)
                            : trials - small_binomial(1 - uniform, trials, 1 - probability);
}

int poisson(double uniform, double mean) {
  double probability = std::exp(-mean);
  double below = probability;
  int count = 0;
  while (uniform > below && probability > 0) {
    ++count;
    probability *= mean / count;
    below += probability;
  }
  return count;
}

}  // namespace convoyrisk::random
