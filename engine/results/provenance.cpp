#include "results/provenance.hpp"

#include <cmath>
#include <cstring>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

#include "results/build_info.hpp"
#include "results/sha256.hpp"

namespace convoyrisk::results {
namespace {

/// The library chooses its variant by the processor, and variants differ in the last bit of a few results in a
/// thousand: so many arguments, spread evenly over the usual range.
std::string libm_fingerprint() {
  constexpr int arguments = 4096;
  constexpr double golden_ratio = 0.6180339887498949;
  std::string bits;
  const auto note = [&bits](double value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    bits.append(bytes, sizeof value);
  };
  for (int i = 1; i <= arguments; ++i) {
    const double x = i * golden_ratio - std::floor(i * golden_ratio);
    note(std::exp(40 * x - 20));
    note(std::log(x));
    note(std::pow(x, 3 * std::fabs(x - 0.5)));
  }
  return sha256(bits);
}

std::string libm_name() {
#ifdef __GLIBC__
  return std::string("glibc ") + gnu_get_libc_version();
#else
  return "unknown";
#endif
}

}  // namespace

Provenance this_program() {
  return {build_version(), build_revision(), build_compiler(), libm_name(), libm_fingerprint()};
}

}  // namespace convoyrisk::results
