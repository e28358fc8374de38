#include "random/lognormal_quantile.hpp"

#include <cmath>
#include <numbers>

#include "random/distributions.hpp"

namespace convoyrisk::random {

/// With u = the probability on its side and z its normal quantile, the value exp(m + s z) grows by s/phi(z) times
/// itself for each du, phi being the normal density.
LognormalQuantile::LognormalQuantile(double log_mean, double log_sd) : log_mean_(log_mean), log_sd_(log_sd) {
  pieces_.resize(2 * count);
  for (const bool upper : {false, true}) {
    const double sd = upper ? -log_sd : log_sd;
    struct Knot {
      double value;
      double derivative;
    };
    const auto knot = [&](double tail) {
      const double z = normal_quantile(tail);
      const double value = std::exp(log_mean + sd * z);
      return Knot{value, value * sd * std::sqrt(2 * std::numbers::pi) * std::exp(z * z / 2)};
    };
    const auto tail_at = [](std::uint64_t place) {
      return std::bit_cast<double>((first_place + place) << fraction_bits);
    };
    Knot low = knot(tail_at(0));
    for (std::uint64_t place = 0; place < count; ++place) {
      const double width = tail_at(place + 1) - tail_at(place);
      const Knot high = knot(tail_at(place + 1));
      const double rise = high.value - low.value;
      pieces_[upper ? place + count : place] = {low.value, width * low.derivative,
                                                3 * rise - width * (2 * low.derivative + high.derivative),
                                                width * (low.derivative + high.derivative) - 2 * rise};
      low = high;
    }
  }
}

double LognormalQuantile::exact(double uniform) const { return lognormal(uniform, log_mean_, log_sd_); }

}  // namespace convoyrisk::random
