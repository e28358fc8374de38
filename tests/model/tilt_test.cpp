#include "model/harm/tilt.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "model/harm/attack.hpp"

namespace convoyrisk::model {
namespace {

constexpr std::array risks{VehicleRisk{2, 3, 0.4, 0.1}, VehicleRisk{1, 2, 0.7, 0}, VehicleRisk{0, 1, 0.2, 1}};
constexpr double spread = 0.3;

double power(double base, int exponent) { return std::pow(base, exponent); }

/// E[e^(t dead)] of those aboard one vehicle, by its definition.
double moment(const VehicleRisk& risk, bool hit, double t) {
  const double killed = hit ? risk.hit + (1 - risk.hit) * risk.assault : risk.assault;
  return power(1 - killed + killed * std::exp(t), risk.people);
}

/// Sums a function of (first, set of hits) times its probability and E[e^(t dead)] over all of them.
template <class Function>
double over_hits(double t, const Function& function) {
  double sum = 0;
  for (std::size_t first = 0; first < 3; ++first) {
    for (unsigned set = 0; set < 8; ++set) {
      double term = risks[first].first / 3 * ((set >> first) & 1U);
      for (std::size_t i = 0; i < 3; ++i) {
        const bool hit = ((set >> i) & 1U) != 0;
        term *= (i == first ? 1 : (hit ? spread : 1 - spread)) * moment(risks[i], hit, t);
      }
      sum += term * function(first, set);
    }
  }
  return sum;
}

TEST_CASE("an attack's likelihood ratio is e^(t dead) over its mean in the model, by enumeration") {
  TiltedDraws draws;
  draws.start({.deaths = 0.4});
  std::array vehicles = risks;
  draws.begin_attack(vehicles, spread);
  draws.end_attack(4);
  for (const double t : {-0.5, 0.1, 0.4, 2.0}) {
    const double mean = over_hits(t, [](std::size_t, unsigned) { return 1; });
    CHECK(draws.log_ratio({.deaths = t}) == Approx(4 * t - std::log(mean)).epsilon(1e-12));
  }
  CHECK(draws.log_ratio({}) == Approx(0).margin(1e-14));
}

TEST_CASE("tilted hits and deaths are those of the tilted law, by enumeration") {
  constexpr double t = 0.4;
  TiltedDraws draws;
  draws.start({.deaths = t});
  std::array vehicles = risks;
  draws.begin_attack(vehicles, spread);
  const double all = over_hits(t, [](std::size_t, unsigned) { return 1; });
  const double firsts = vehicles[0].first + vehicles[1].first + vehicles[2].first;
  for (std::size_t i = 0; i < 3; ++i) {
    const double first = over_hits(t, [i](std::size_t f, unsigned) { return f == i ? 1 : 0; });
    CHECK(vehicles[i].first / firsts == Approx(first / all).margin(1e-14));
    const double other = over_hits(t, [i](std::size_t f, unsigned) { return f == i ? 0 : 1; });
    const double hit = over_hits(t, [i](std::size_t f, unsigned set) { return f == i ? 0 : (set >> i) & 1U; });
    CHECK(draws.spreads()[i] == Approx(hit / other));
    const double survives = 1 - risks[i].assault + risks[i].assault * std::exp(t);
    const double dies = risks[i].hit * std::exp(t);
    CHECK(vehicles[i].hit == Approx(dies / (dies + (1 - risks[i].hit) * survives)));
    CHECK(vehicles[i].assault == Approx(risks[i].assault * std::exp(t) / survives));
  }
}

TEST_CASE("ratios of engagement, background and severity, by hand") {
  TiltedDraws draws;
  draws.start({.engagement = 1, .background = 0.5});
  REQUIRE(draws.engages(0.3, 0.4));
  REQUIRE_FALSE(draws.engages(0.9, 0.4));
  const double odds = 0.4 * std::exp(1.0) / 0.6;
  CHECK(draws.log_ratio({.engagement = 1}) ==
        Approx(std::log(odds / (1 + odds) / 0.4) + std::log(1 / (1 + odds) / 0.6)));
  CHECK(draws.background_gap(0.6, 2) == Approx(0.6 * std::exp(-0.5)));
  CHECK(draws.background_gap(9, 2) > 2);
  const double hazard = 0.6 * std::exp(-0.5) + 2;  // an event, then none to the end
  CHECK(draws.log_ratio({.background = 0.5}) == Approx(0.5 - std::expm1(0.5) * hazard));

  random::Stream stream(1, 2, 3, 4, 5);
  const double z = draws.severity(stream, 0.5);  // gamma of shape 4 and rate 4; raised to mean e, of shape 4 e
  const double shape = 4 * std::exp(1.0);
  const double raised = std::pow(4, shape - 4) * std::pow(z, shape - 4) * std::tgamma(4) / std::tgamma(shape);
  CHECK(draws.log_ratio({.severity = 1, .severe_share = 0.25}) == Approx(std::log(0.75 + 0.25 * raised)));
}

TEST_CASE("who dies alone is tilted alone") {
  TiltedDraws draws;
  draws.start({.deaths = 1});
  const int dead = draws.deaths(0.8, 10, 0.1);
  CHECK(draws.log_ratio({.deaths = 1}) == Approx(dead - 10 * std::log(0.9 + 0.1 * std::exp(1.0))));
  draws.start({});
  CHECK(draws.log_ratio({1, 1, 1, 0.5, 1}) == 0);
}

TEST_CASE("people of high stakes do not overflow") {
  TiltedDraws draws;
  draws.start({.deaths = 3});
  std::array vehicles{VehicleRisk{1, 5000, 1, 0}, VehicleRisk{1, 5000, 0.5, 0.2}};
  draws.begin_attack(vehicles, 0);
  draws.end_attack(5000);
  CHECK(std::isfinite(draws.log_ratio({.deaths = 3})));
  CHECK(vehicles[0].first + vehicles[1].first >= 1);
  CHECK(draws.spreads()[0] == 0);
}

}  // namespace
}  // namespace convoyrisk::model
