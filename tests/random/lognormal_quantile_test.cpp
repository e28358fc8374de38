#include "random/lognormal_quantile.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "random/distributions.hpp"
#include "random/stream.hpp"

namespace convoyrisk::random {
namespace {

/// Uniforms, many of them far out on either side, and those at and beside the ends of octaves and of the table.
std::vector<double> some_uniforms() {
  Stream stream(1, 2, 3, 4, 5);
  std::vector<double> uniforms{0x1p-53, 1e-9, 1 - 1e-9, 1 - 0x1p-53};
  for (int octave = 1; octave <= 12; ++octave) {
    const double end = std::ldexp(1.0, -octave);
    for (const double tail : {std::nextafter(end, 0.0), end, std::nextafter(end, 1.0)}) {
      uniforms.push_back(tail);
      uniforms.push_back(1 - tail);
    }
    for (int i = 0; i < 2000; ++i) {
      const double tail = end * stream.uniform();
      uniforms.push_back(i % 2 == 0 ? tail : 1 - tail);
    }
  }
  return uniforms;
}

TEST_CASE("the tabulated lognormal is the exact one to what its header says, everywhere") {
  const std::vector<double> uniforms = some_uniforms();
  for (const double log_sd : {0.02, 0.1, 0.3, 0.7, 1.5}) {
    const LognormalQuantile quantile(0.3, log_sd);
    double greatest = 0;
    for (const double uniform : uniforms) {
      greatest = std::max(greatest, std::abs(quantile(uniform) / lognormal(uniform, 0.3, log_sd) - 1));
    }
    INFO("log_sd " << log_sd);
    CHECK(greatest < 1e-10 * std::max(1.0, std::pow(log_sd, 4)));
    CHECK(greatest > 1e-13);  // the control: the comparison is with another way of computing it
  }
}

TEST_CASE("the tabulated lognormal grows with the uniform") {
  std::vector<double> uniforms = some_uniforms();
  std::ranges::sort(uniforms);
  const LognormalQuantile quantile(-0.02, 0.2);
  std::vector<double> values = uniforms;
  const LognormalQuantile::Range range = quantile.make(values);
  CHECK(range.least == std::ranges::min(values));
  CHECK(range.greatest == std::ranges::max(values));
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    CHECK(values[i] == quantile(uniforms[i]));
    CHECK(values[i] <= values[i + 1] * (1 + 1e-15));
  }
}

}  // namespace
}  // namespace convoyrisk::random
