#include "scenario/variation/parameter_distribution.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "random/distributions.hpp"

namespace convoyrisk::scenario {

double UniformLaw::quantile(double probability) const { return std::lerp(least, most, probability); }

double LoguniformLaw::quantile(double probability) const {
  return std::clamp(std::exp(std::lerp(std::log(least), std::log(most), probability)), least, most);
}

double TriangularLaw::quantile(double probability) const {
  return std::clamp(random::triangular(probability, least, mode, most), least, most);
}

double BetaLaw::quantile(double probability) const {
  const double size = mean * (1 - mean) / (sd * sd) - 1;
  return boost::math::quantile(boost::math::beta_distribution<>(mean * size, (1 - mean) * size), probability);
}

double NormalLaw::quantile(double probability) const { return mean + sd * random::normal_quantile(probability); }

double LognormalLaw::quantile(double probability) const {
  const double variance = std::log1p(cv * cv);
  return random::lognormal(probability, std::log(mean) - variance / 2, std::sqrt(variance));
}

double ChoiceLaw::quantile(double probability) const {
  return std::min(std::floor(probability * static_cast<double>(count)), static_cast<double>(count - 1));
}

double WeightedChoiceLaw::quantile(double probability) const {
  const auto found = std::ranges::lower_bound(up_to, probability * up_to.back());
  return static_cast<double>(found - up_to.begin());
}

}  // namespace convoyrisk::scenario
