#include "model/harm/harm.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <optional>

#include "model/harm/total_law.hpp"
#include "support/harm.hpp"

namespace convoyrisk::model {
namespace {

constexpr double no_help_h = std::numeric_limits<double>::infinity();  // no help comes

/// Two workers' vehicles of different protection, one of them with an injured passenger, and an escort.
Target small_convoy() {
  Target target;
  target.vehicles = {{0.0, 1.0, false, 3, 0}, {0.5, 2.0, false, 1, 1}, {0.3, 0.5, true, 4, 0}};
  target.guards = 1;
  target.suppress = 0.5;
  return target;
}

Target one_bus() {
  Target target;
  target.vehicles = {{0.2, 1.0, false, 4, 0}};
  return target;
}

spec::Mode bomb(double severity_cv) {
  spec::Mode mode;
  mode.kill = 0.6;
  mode.injure = 0.3;
  mode.spread = 0.3;
  mode.severity_cv = severity_cv;
  return mode;
}

spec::Mode ambush(double severity_cv, const spec::Duration& duration) {
  spec::Mode mode = bomb(severity_cv);
  mode.kill = 0.2;
  mode.assault = spec::Assault{duration, 0.7, 0.4};
  return mode;
}

/// Against enumeration and the other quadrature, with the accuracy that the model promises.
void check(const spec::Mode& mode, const Target& target, double help_h) {
  const Harm harm = expected_harm({mode}, target, help_h);
  const double workers = test::mean_harm(mode, target, help_h, false, false);
  const double escort = test::mean_harm(mode, target, help_h, true, false);
  CHECK(harm.workers_killed == Approx(workers).epsilon(1e-7).margin(1e-300));
  CHECK(harm.escort_killed == Approx(escort).epsilon(1e-7).margin(1e-300));
  for (std::size_t n = 0; n < harm.killed_probability.size(); ++n) {
    const double expected = test::over_mode(mode, target, help_h, [&](double z, double a) {
      return test::chance_of_dead(mode, target, z, a, static_cast<int>(n));
    });
    CHECK(harm.killed_probability[n] == Approx(expected).margin(1e-9).epsilon(0));
  }
}

/// What needs no other computation: a distribution, with the mean that is computed by another way.
void check_consistent(const Harm& harm) {
  double sum = 0;
  double mean = 0;
  for (std::size_t n = 0; n < harm.killed_probability.size(); ++n) {
    CHECK(harm.killed_probability[n] >= 0);
    sum += harm.killed_probability[n];
    mean += static_cast<double>(n) * harm.killed_probability[n];
  }
  CHECK(sum == Approx(1).epsilon(1e-9));
  CHECK(mean == Approx(harm.workers_killed).epsilon(1e-7).margin(1e-9));
}

TEST_CASE("the risk of an occupant, by hand") {
  CHECK(hit_probability(2, 0.3, 0.5) == Approx(0.3));
  CHECK(hit_probability(5, 0.3, 0) == 1);
  Target target;
  CHECK(assault_probability(0.5, 2, 0, target) == Approx(1 - std::exp(-1.0)));
  target.guards = 3;
  target.suppress = 0.5;
  CHECK(assault_probability(0.5, 2, 0.2, target) == Approx(1 - std::exp(-0.8 / 2.5)));
  CHECK(assault_probability(0.5, no_help_h, 0.2, target) == 1);
}

TEST_CASE("one bus under a bomb without spread of severity is binomial, by hand") {
  const Harm harm = expected_harm({bomb(0)}, one_bus(), no_help_h);
  const boost::math::binomial_distribution<double> law(4, 0.6 * 0.8);
  REQUIRE(harm.killed_probability.size() == 5);
  for (std::size_t n = 0; n < 5; ++n) {
    CHECK(harm.killed_probability[n] == Approx(boost::math::pdf(law, static_cast<double>(n))).epsilon(1e-12));
  }
  CHECK(harm.workers_killed == Approx(4 * 0.48).epsilon(1e-14));
  CHECK(harm.escort_killed == 0);
}

TEST_CASE("harm agrees with enumeration for each spread of severity, kinks and shapes below 1 included") {
  for (const double cv : {0.0, 0.3, 1.0, 1.6, 3.0}) {
    INFO("severity_cv " << cv);
    check(bomb(cv), small_convoy(), no_help_h);
  }
}

TEST_CASE("harm agrees with enumeration whatever the spread between vehicles") {
  for (const double spread : {0.0, 1.0}) {
    spec::Mode mode = bomb(0.7);
    mode.spread = spread;
    check(mode, small_convoy(), no_help_h);
  }
}

const std::vector<spec::Duration> durations{spec::Fixed{0.5},
                                            spec::Exponential{0.4},
                                            spec::Gamma{0.4, 0.5},
                                            spec::Gamma{0.4, 2},
                                            spec::Lognormal{0.4, 0.8},
                                            spec::Uniform{0.2, 0.9},
                                            spec::Triangular{0.1, 0.3, 1.2},
                                            spec::Triangular{0.2, 0.2, 0.8}};

TEST_CASE("harm agrees with enumeration for each law of an assault, with help early, late and never") {
  for (std::size_t i = 0; i < durations.size(); ++i) {
    for (const double help_h : {0.15, 0.45, no_help_h}) {
      INFO("law " << i << ", help after " << help_h << " h");
      check(ambush(0, durations[i]), small_convoy(), help_h);
    }
  }
}

TEST_CASE("harm agrees with enumeration where severity and assault both vary") {
  check(ambush(1.2, spec::Exponential{0.4}), one_bus(), 0.3);
  check(ambush(0.8, spec::Gamma{0.4, 0.7}), one_bus(), no_help_h);
  Target mixed = small_convoy();
  mixed.vehicles.resize(2);
  check(ambush(1.2, spec::Exponential{0.4}), mixed, 0.3);
}

TEST_CASE("help at once leaves only the hits, and help does not matter without an assault") {
  const spec::Mode mode = ambush(1, spec::Exponential{0.4});
  spec::Mode hits_only = mode;
  hits_only.assault.reset();
  const Harm at_once = expected_harm({mode}, small_convoy(), 0);
  const Harm hits = expected_harm({hits_only}, small_convoy(), no_help_h);
  CHECK(at_once.workers_killed == Approx(hits.workers_killed).epsilon(1e-12));
  for (std::size_t n = 0; n < hits.killed_probability.size(); ++n) {
    CHECK(at_once.killed_probability[n] == Approx(hits.killed_probability[n]).margin(1e-10));
  }
  CHECK(expected_harm({hits_only}, small_convoy(), 0.1).workers_killed == hits.workers_killed);
}

TEST_CASE("a site loses at most those exposed, hit for certain") {
  Target site;
  site.vehicles = {{0.3, 1.0, false, 300, 0}};
  site.guards = 4;
  site.suppress = 0.2;
  site.is_site = true;
  spec::Mode mode = ambush(1.1, spec::Gamma{0.3, 0.6});
  mode.exposed = 5;
  mode.spread = 0;
  const Harm harm = expected_harm({mode}, site, 0.4);
  REQUIRE(harm.killed_probability.size() == 6);
  Target exposed = site;
  exposed.vehicles.front().unhurt = 5;
  exposed.is_site = false;
  const Harm same = expected_harm({mode}, exposed, 0.4);
  CHECK(harm.workers_killed == Approx(same.workers_killed).epsilon(1e-12));
  check(mode, exposed, 0.4);
  site.vehicles.front().unhurt = 2;
  CHECK(expected_harm({mode}, site, 0.4).killed_probability.size() == 3);
}

TEST_CASE("modes mix by weight") {
  std::vector<spec::Mode> modes{bomb(0.5), ambush(0, spec::Fixed{0.5}), bomb(2)};
  modes[0].weight = 3;
  modes[1].weight = 1;
  modes[2].weight = 0;
  const Harm first = expected_harm({modes[0]}, small_convoy(), 0.3);
  const Harm second = expected_harm({modes[1]}, small_convoy(), 0.3);
  const Harm mixed = expected_harm(modes, small_convoy(), 0.3);
  CHECK(mixed.workers_killed == Approx(0.75 * first.workers_killed + 0.25 * second.workers_killed).epsilon(1e-12));
  CHECK(mixed.escort_killed == Approx(0.75 * first.escort_killed + 0.25 * second.escort_killed).epsilon(1e-12));
  for (std::size_t n = 0; n < mixed.killed_probability.size(); ++n) {
    const double expected = 0.75 * first.killed_probability[n] + 0.25 * second.killed_probability[n];
    CHECK(mixed.killed_probability[n] == Approx(expected).epsilon(1e-12));
  }
}

TEST_CASE("probabilities sum to 1 and have the expected number as their mean") {
  Target large;
  for (int i = 0; i < 3; ++i) {
    large.vehicles.push_back({0.1 * i, 1.0, false, 32 - i, i});
  }
  large.vehicles.push_back({0.3, 1.0, true, 5, 0});
  large.guards = 1;
  large.suppress = 0.5;
  for (const double cv : {0.0, 0.5, 1.5, 4.0}) {
    INFO("severity_cv " << cv);
    check_consistent(expected_harm({bomb(cv)}, large, no_help_h));
  }
  for (const spec::Duration& duration : durations) {
    Target coaches;
    coaches.vehicles = {{0.0, 1.0, false, 30, 0}, {0.0, 1.0, false, 29, 1}};
    check_consistent(expected_harm({ambush(1, duration)}, coaches, 0.5));
  }
}

TEST_CASE(
    "the law of the total agrees with enumeration for vehicles of three protections, and who is hit first matters") {
  Target target = small_convoy();
  target.vehicles.push_back({0.8, 1.0, false, 3, 0});
  const std::vector<double> first{1 / 4.5, 2 / 4.5, 0.5 / 4.5, 1 / 4.5};
  const std::vector<double> others{first[3], first[0], first[1], first[2]};
  for (const double spread : {0.0, 0.3, 1.0}) {
    INFO("spread " << spread);
    spec::Mode mode = bomb(1.2);
    mode.spread = spread;
    const std::vector<double> law = TotalLaw(mode, target, first).averaged(0);
    for (std::size_t n = 0; n < law.size(); ++n) {
      const double expected = test::over_mode(mode, target, 0, [&](double z, double a) {
        return test::chance_of_dead(mode, target, z, a, static_cast<int>(n));
      });
      CHECK(law[n] == Approx(expected).margin(1e-9).epsilon(0));
    }
    CHECK(std::abs(TotalLaw(mode, target, others).averaged(0)[0] - law[0]) > (spread < 1 ? 1e-4 : -1));
  }
}

std::vector<double> total_law(const spec::Mode& mode, const Target& target, double help_h,
                              std::size_t at_once = numbers_at_once()) {
  const std::vector<double> first(target.vehicles.size(), 1 / static_cast<double>(target.vehicles.size()));
  return TotalLaw(mode, target, first, at_once).averaged(help_h);
}

/// Few and many people, in vehicles of one protection: the law by protection counts people hit, not frequencies.
TEST_CASE("the law of the total agrees with that by protection in extreme cases") {
  Target few;
  few.vehicles = {{0.2, 0, false, 1, 0}};
  Target many;
  for (int i = 0; i < 12; ++i) {
    many.vehicles.push_back({0.2, 0, false, 24 + i % 3, 0});
  }
  many.vehicles.push_back({0.6, 0, true, 4, 0});
  many.guards = 1;
  many.suppress = 0.5;
  struct Case {
    double kill, spread, severity_cv;
    std::optional<spec::Assault> assault;
    double help_h;
  };
  const std::vector<Case> cases{{0.1, 0.2, 0, {}, no_help_h},
                                {0.1, 0.2, 0.3, {}, no_help_h},
                                {0.1, 0.2, 3, {}, no_help_h},
                                {1, 0, 1, {}, no_help_h},
                                {1, 1, 0.6, {}, no_help_h},
                                {2, 0.5, 0.3, {}, no_help_h},
                                {0, 0.5, 1, spec::Assault{spec::Exponential{0.3}, 0.2, 0}, no_help_h},
                                {0.02, 0.3, 1, spec::Assault{spec::Exponential{0.3}, 0.2, 0}, no_help_h},
                                {0.02, 0.3, 1, spec::Assault{spec::Exponential{0.3}, 0.2, 0}, 0},
                                {0.3, 1, 3, spec::Assault{spec::Gamma{5, 2}, 2, 0}, 8},
                                {0.3, 0, 0.3, spec::Assault{spec::Gamma{5, 0.3}, 2, 0}, no_help_h},
                                {0.1, 0.1, 1, spec::Assault{spec::Lognormal{0.4, 1.5}, 1, 0}, 0.05},
                                {0.1, 0.1, 1, spec::Assault{spec::Uniform{0.2, 0.9}, 30, 0}, no_help_h},
                                {0.1, 0.1, 1, spec::Assault{spec::Fixed{0.5}, 0.3, 0}, no_help_h}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& now = cases[i];
    spec::Mode mode = bomb(now.severity_cv);
    mode.kill = now.kill;
    mode.spread = now.spread;
    mode.assault = now.assault;
    for (const Target& target : {few, many}) {
      INFO("case " << i << ", " << workers_alive(target) << " workers");
      const std::vector<double> law = total_law(mode, target, now.help_h);
      const std::vector<double> by_protection = expected_harm({mode}, target, now.help_h).killed_probability;
      REQUIRE(law.size() == by_protection.size());
      for (std::size_t at_once = 2; at_once <= numbers_at_once(); at_once *= 2) {
        CHECK(law == total_law(mode, target, now.help_h, at_once));
      }
      double above = 0;
      double above_by_protection = 0;
      for (std::size_t n = law.size(); n-- > 0;) {
        above += law[n];
        above_by_protection += by_protection[n];
        CHECK(law[n] >= 0);
        CHECK(law[n] == Approx(by_protection[n]).margin(1e-9).epsilon(0));
        CHECK(above == Approx(above_by_protection).margin(1e-9).epsilon(0));
      }
    }
  }
}

TEST_CASE("a law of many people in mixed vehicles has the mean that is computed by another way") {
  Target fleet;
  for (int i = 0; i < 20; ++i) {
    fleet.vehicles.push_back({0.2 * (i % 4), 1.0 + i % 3, false, 8 + i % 5, i % 2});
  }
  fleet.vehicles.push_back({0.6, 1, true, 4, 0});
  fleet.guards = 1;
  check_consistent(expected_harm({bomb(1)}, fleet, no_help_h));
  check_consistent(expected_harm({ambush(0.8, spec::Exponential{0.3})}, fleet, 0.5));
}

TEST_CASE("the dead, the fully protected and a mode without kill leave nothing to lose") {
  Target target = one_bus();
  target.vehicles.front().protection = 1;
  CHECK(expected_harm({ambush(1, spec::Fixed{1})}, target, no_help_h).workers_killed == 0);
  spec::Mode harmless = bomb(1);
  harmless.kill = 0;
  CHECK(expected_harm({harmless}, one_bus(), no_help_h).killed_probability[0] == Approx(1).epsilon(1e-9));
  Target nobody = one_bus();
  nobody.vehicles.front().unhurt = 0;
  const Harm none = expected_harm({bomb(1)}, nobody, no_help_h);
  CHECK(none.workers_killed == 0);
  CHECK(none.killed_probability.size() == 1);
}

}  // namespace
}  // namespace convoyrisk::model
