#include "model/history/hazards.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "model/history/event_queue.hpp"

namespace convoyrisk::model {
namespace {

/// 1 before 0, then 2, 0 from 10 to 15, then 0.5.
StepFunction steps() {
  StepFunction function(1);
  function.append(0, 2);
  function.append(10, 0);
  function.append(15, 0.5);
  return function;
}

TEST_CASE("a step function is right-continuous and holds its first value from the beginning") {
  const StepFunction function = steps();
  CHECK(function.at(-1e9) == 1);
  CHECK(function.at(-1e-9) == 1);
  CHECK(function.at(0) == 2);
  CHECK(function.at(9.999) == 2);
  CHECK(function.at(10) == 0);
  CHECK(function.at(1e9) == 0.5);
  CHECK(StepFunction(3).at(7) == 3);
}

TEST_CASE("inverting a step function's integral, by hand") {
  const StepFunction function = steps();
  CHECK(function.invert(-3, 2) == -1);
  CHECK(function.invert(-3, 3) == 0);
  CHECK(function.invert(-3, 5) == 1);
  CHECK(function.invert(0, 20) == 10);
  CHECK(function.invert(0, 21) == 17);
  CHECK(function.invert(12, 1) == 17);
  CHECK(function.invert(20, 1) == 22);
}

TEST_CASE("an integral that stays finite is never reached") {
  StepFunction function(1);
  function.append(4, 0);
  CHECK(function.invert(0, 4) == 4);
  CHECK(function.invert(0, 4.001) == never);
  CHECK(StepFunction(0).invert(0, 1e-9) == never);
}

TEST_CASE("tempo windows multiply the factor where they hold, overlaps too") {
  StepFunction product;
  std::vector<double> memory;
  multiply_by_tempo(steps(), {{-5, 5, 3}, {4, 20, 10}}, product, memory);
  CHECK(product.at(-6) == 1);
  CHECK(product.at(-5) == 3);
  CHECK(product.at(0) == 6);
  CHECK(product.at(4) == 60);
  CHECK(product.at(5) == 20);
  CHECK(product.at(12) == 0);
  CHECK(product.at(15) == 5);
  CHECK(product.at(20) == 0.5);
}

/// G by small steps: the integral of X f from `from` to `to`, X decaying from jumps of 2 at 1 and 0.5 at 4.
double effect(double from, double to, const StepFunction& factor, double decay) {
  constexpr int count = 400'000;
  const double step = (to - from) / count;
  double sum = 0;
  for (int i = 0; i < count; ++i) {
    const double t = from + (i + 0.5) * step;
    const double level = (t > 1 ? 2 * std::exp(-(t - 1) / decay) : 0) + (t > 4 ? 0.5 * std::exp(-(t - 4) / decay) : 0);
    sum += level * factor.at(t) * step;
  }
  return sum;
}

Excitation excited(const StepFunction& factor, double decay) {
  Excitation excitation;
  excitation.reset(decay, -20);
  excitation.jump(1, 2, factor);
  excitation.jump(4, 0.5, factor);
  return excitation;
}

TEST_CASE("the effect of excitation is its integral with the factor") {
  const StepFunction factor = steps();
  for (const double decay : {3.0, 30.0}) {
    for (const double t : {5.0, 9.0, 12.0, 40.0}) {
      INFO("decay " << decay << " at " << t);
      CHECK(excited(factor, decay).advance(t, factor) == Approx(effect(0, t, factor, decay)).epsilon(1e-4));
    }
  }
}

TEST_CASE("an excited clock rings when the effect reaches its threshold") {
  const StepFunction factor = steps();
  for (const double threshold : {12.0, 20.0, 24.0, 26.0}) {
    const double ring = excited(factor, 30).ring(threshold, factor);
    REQUIRE(ring < never);
    CHECK(effect(0, ring, factor, 30) == Approx(threshold).epsilon(1e-4));
  }
}

TEST_CASE("an excited clock never rings beyond all the effect there will be, nor without excitation") {
  const StepFunction factor = steps();
  const double all = effect(0, 1000, factor, 3);
  CHECK(excited(factor, 3).ring(all * 1.01, factor) == never);
  CHECK(excited(factor, 3).ring(all * 0.99, factor) < never);
  Excitation calm;
  calm.reset(3, 0);
  CHECK(calm.ring(1e-9, factor) == never);
}

TEST_CASE("advancing in many calls changes nothing") {
  const StepFunction factor = steps();
  Excitation often = excited(factor, 7);
  for (const double t : {4.5, 8.0, 10.0, 11.0, 20.0}) {
    often.advance(t, factor);
  }
  CHECK(often.advance(30, factor) == Approx(excited(factor, 7).advance(30, factor)).epsilon(1e-13));
  CHECK(often.ring(26, factor) == excited(factor, 7).ring(26, factor));  // never, both
}

spec::Threat two_regimes() {
  spec::Threat threat;
  threat.regimes = {{"calm", 0.5, 100}, {"surge", 3, 50}};
  return threat;
}

TEST_CASE("without regimes the factor is 1, with one it is that one's") {
  StepFunction path;
  draw_regime_path({}, 1, 0, -100, 1000, path);
  CHECK(path.at(-100) == 1);
  CHECK(path.at(999) == 1);
  spec::Threat threat;
  threat.regimes = {{"only", 4, 10}};
  draw_regime_path(threat, 1, 0, -100, 1000, path);
  CHECK(path.piece_count() == 1);
  CHECK(path.at(0) == 4);
}

TEST_CASE("a regime given for the start holds until then at least") {
  spec::Threat threat = two_regimes();
  threat.regime_at_start = RegimeId(1);
  StepFunction path;
  for (std::uint64_t replication = 0; replication < 200; ++replication) {
    draw_regime_path(threat, 1, replication, -1000, 1000, path);
    REQUIRE(path.at(-1000) == 3);
    REQUIRE(path.at(0) == 3);
    REQUIRE((path.piece_count() == 1 || path.steps()[0].time > 0));
  }
}

TEST_CASE("the regimes of a replication do not depend on the horizon") {
  StepFunction shorter;
  StepFunction longer;
  draw_regime_path(two_regimes(), 1, 7, -100, 500, shorter);
  draw_regime_path(two_regimes(), 1, 7, -100, 5000, longer);
  REQUIRE(shorter.piece_count() > 1);
  CHECK(longer.piece_count() > shorter.piece_count());
  for (std::size_t i = 0; i < shorter.steps().size(); ++i) {
    CHECK(shorter.steps()[i].time == longer.steps()[i].time);
    CHECK(shorter.value(i) == longer.value(i));
  }
}

}  // namespace
}  // namespace convoyrisk::model
