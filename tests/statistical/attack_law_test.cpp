// Attacks that are drawn against their law, which is known by enumeration and quadrature.
#include <catch2/catch.hpp>

#include "model/harm/attack.hpp"
#include "support/harm.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::model {
namespace {

constexpr int draws = 100'000;

struct Scene {
  spec::Mode mode;
  Target target;
  double help_h;
};

Scene scene(std::size_t number) {
  Scene scene;
  scene.target.vehicles = {{0.0, 1.0, false, 5, 1}, {0.5, 2.0, false, 4, 0}, {0.3, 0.5, true, 4, 0}};
  scene.target.guards = 1;
  scene.target.suppress = 0.5;
  scene.mode.kill = 0.3;
  scene.mode.injure = 0.4;
  scene.mode.spread = 0.3;
  scene.help_h = 0.4;
  if (number == 1) {
    scene.mode.severity_cv = 1.5;
  }
  if (number == 2) {
    scene.mode.assault = spec::Assault{spec::Exponential{0.5}, 0.6, 0.9};
  }
  if (number == 3) {
    scene.mode.severity_cv = 0.8;
    scene.mode.assault = spec::Assault{spec::Gamma{0.5, 0.7}, 0.6, 0.9};
  }
  return scene;
}

struct Sample {
  std::vector<double> killed;
  std::vector<double> injured;
  std::vector<double> escort_killed;
  std::vector<double> escort_injured;
};

Sample sample(const Scene& scene) {
  const std::vector<spec::Mode> modes{scene.mode};
  const ModeTable table(modes);
  Sample sample;
  for (std::uint64_t i = 0; i < draws; ++i) {
    Target target = scene.target;
    const AttackResult result =
        attack(table, target, scene.help_h, {.seed = 71, .replication = i, .entity = 0, .ordinal = 0});
    sample.killed.push_back(result.workers_killed);
    sample.injured.push_back(result.workers_injured);
    sample.escort_killed.push_back(result.escort_killed);
    sample.escort_injured.push_back(result.escort_injured);
  }
  return sample;
}

double mean(const Scene& scene, bool escort, bool injured) {
  return test::mean_harm(scene.mode, scene.target, scene.help_h, escort, injured);
}

std::vector<double> law(const Scene& scene) {
  return expected_harm({scene.mode}, scene.target, scene.help_h).killed_probability;
}

// n = 100,000 attacks in each of four scenes, four means and one chi-square each: 20 comparisons.
TEST_CASE("attacks have the means and the distribution that the law says") {
  for (const std::size_t number : {0U, 1U, 2U, 3U}) {
    INFO("scene " << number);
    const Scene at = scene(number);
    const Sample drawn = sample(at);
    CHECK(std::abs(test::moments_of(drawn.killed).z_of_mean(mean(at, false, false))) < test::z_bound(20));
    CHECK(std::abs(test::moments_of(drawn.injured).z_of_mean(mean(at, false, true))) < test::z_bound(20));
    CHECK(std::abs(test::moments_of(drawn.escort_killed).z_of_mean(mean(at, true, false))) < test::z_bound(20));
    CHECK(std::abs(test::moments_of(drawn.escort_injured).z_of_mean(mean(at, true, true))) < test::z_bound(20));
    CHECK(test::chi_square_p_value(test::histogram(drawn.killed), law(at)) > test::false_alarm / 20);
  }
}

TEST_CASE("negative control: attacks whose kill is 8 percent off, or whose spread is 10 percent off, are rejected") {
  Scene off = scene(1);
  off.mode.kill *= 1.08;
  CHECK(std::abs(test::moments_of(sample(off).killed).z_of_mean(mean(scene(1), false, false))) > test::z_bound(20));
  off = scene(2);
  off.mode.spread *= 1.1;
  CHECK(test::chi_square_p_value(test::histogram(sample(off).killed), law(scene(2))) < test::false_alarm / 20);
}

TEST_CASE("negative control: injuries in an assault 8 percent off are rejected") {
  Scene off = scene(3);
  off.mode.assault->injure_rate_per_h *= 1.08;
  CHECK(std::abs(test::moments_of(sample(off).injured).z_of_mean(mean(scene(3), false, true))) > test::z_bound(20));
}

}  // namespace
}  // namespace convoyrisk::model
