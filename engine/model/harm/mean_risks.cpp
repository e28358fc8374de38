#include "model/harm/mean_risks.hpp"

#include <algorithm>
#include <bit>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <variant>

#include "model/harm/plain_precision.hpp"
#include "model/harm/quadrature.hpp"

namespace convoyrisk::model {
namespace {

constexpr double mean_tolerance = 1e-9;  // relative

/// E[min(1, Z slope)] for a gamma severity Z of mean 1.
double mean_capped(double slope, double severity_cv) {
  if (severity_cv <= 0 || slope <= 0) {
    return std::min(1.0, slope);
  }
  const double shape = 1 / (severity_cv * severity_cv);
  return slope * boost::math::gamma_p(shape + 1, shape / slope, PlainPrecision()) +
         boost::math::gamma_q(shape, shape / slope, PlainPrecision());
}

double mean_assault(const spec::Mode& mode, double protection, const Target& target, double help_h) {
  const auto risk = [&](double hours) {
    return assault_probability(mode.assault->kill_rate_per_h, hours, protection, target);
  };
  if (const auto* endless = std::get_if<spec::Exponential>(&mode.assault->duration)) {
    const double rate = assault_rate(mode.assault->kill_rate_per_h, protection, target);
    const double sum = rate + 1 / endless->mean_h;
    return rate / sum * -std::expm1(-sum * help_h);
  }
  const Law law = truncated_law(mode.assault->duration, help_h);
  const double scale = std::min(risk(std::min(spec::mean_h(mode.assault->duration), help_h)) + 1e-300, 1.0);
  return expectation(law, 1, mean_tolerance * scale,
                     [&](double hours, std::vector<double>& values) { values[0] = risk(hours); })[0];
}

}  // namespace

std::size_t MeanRisks::Hash::operator()(const Key& key) const {
  std::uint64_t mixed = 0;
  for (const std::uint64_t word : key) {
    mixed = (mixed ^ word) * 0x9E3779B97F4A7C15U;
    mixed ^= mixed >> 29U;
  }
  return mixed;
}

double MeanRisks::hit(const spec::Mode& mode, double protection) {
  const Key key{reinterpret_cast<std::uintptr_t>(&mode), std::bit_cast<std::uint64_t>(protection), 0, 0,
                ~std::uint64_t{0}};
  const auto [place, is_new] = kept_.try_emplace(key, 0);
  if (is_new) {
    place->second = mean_capped(mode.kill * (1 - protection), mode.severity_cv);
  }
  return place->second;
}

double MeanRisks::assault(const spec::Mode& mode, double protection, const Target& target, double help_h) {
  if (!mode.assault) {
    return 0;
  }
  const Key key{reinterpret_cast<std::uintptr_t>(&mode), std::bit_cast<std::uint64_t>(protection),
                static_cast<std::uint64_t>(target.guards), std::bit_cast<std::uint64_t>(target.suppress),
                std::bit_cast<std::uint64_t>(help_h)};
  const auto [place, is_new] = kept_.try_emplace(key, 0);
  if (is_new) {
    place->second = mean_assault(mode, protection, target, help_h);
  }
  return place->second;
}

}  // namespace convoyrisk::model
