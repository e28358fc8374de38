#include "model/history/pass_memory.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <vector>

#include "random/stream.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::model {
namespace {

const std::vector<double> memories{24.0, 336.0};

/// Departures of two routes over 2,000 h, some of them in pairs at the same time.
struct History {
  History() {
    memory.reset(2, memories);
    random::Stream stream(3, 0, 0, 0, 0);
    double time = -100;
    while (time < 1900) {
      const std::size_t route = stream.uniform() < 0.7 ? 0 : 1;
      departures[route].push_back(time);
      memory.record(route, time);
      time += stream.uniform() < 0.1 ? 0 : 20 * stream.uniform();
    }
  }
  [[nodiscard]] double literal(std::size_t which, std::size_t route, double flow, double t) const {
    double sum = 0;
    for (const double departure : departures[route]) {
      if (departure + flow < t) {
        sum += std::exp(-(t - departure - flow) / memories[which]);
      }
    }
    return sum;
  }
  PassMemory memory;
  std::vector<double> departures[2];
};

TEST_CASE("memory is the literal sum over passes, asked in any order of time and place") {
  History history;
  random::Stream stream(4, 0, 0, 0, 0);
  for (int i = 0; i < 2000; ++i) {
    const std::size_t which = stream.uniform() < 0.5 ? 0 : 1;
    const std::size_t route = stream.uniform() < 0.5 ? 0 : 1;
    const double flow = 30 * stream.uniform();
    const double t = -120 + 2100 * stream.uniform();
    const double expected = history.literal(which, route, flow, t);
    REQUIRE(history.memory.level(which, route, flow, t) == Approx(expected).epsilon(1e-10).margin(1e-300));
  }
}

TEST_CASE("a pass counts only once it is past") {
  PassMemory memory;
  memory.reset(1, memories);
  memory.record(0, 10);
  CHECK(memory.level(0, 0, 2, 12) == 0);
  CHECK(memory.level(0, 0, 2, 12.000001) == Approx(1));
}

TEST_CASE("bounds hold for every place between") {
  History history;
  random::Stream stream(5, 0, 0, 0, 0);
  for (int i = 0; i < 500; ++i) {
    const double first = 20 * stream.uniform();
    const double last = first + 15 * stream.uniform();
    const double t = 1950 * stream.uniform();
    const double upper = history.memory.upper_bound(0, 0, first, last, t);
    const double lower = history.memory.lower_bound(0, 0, first, last, t);
    for (int j = 0; j <= 10; ++j) {
      const double level = history.literal(0, 0, first + (last - first) * j / 10, t);
      REQUIRE(level <= upper * (1 + 1e-12));
      REQUIRE(level >= lower * (1 - 1e-12));
    }
  }
}

/// All departures of a route, those that lie ahead too.
PassLog log_of(const std::vector<double>& departures_h) {
  PassLog log;
  log.clear(memories.size());
  log.departures_h = departures_h;
  return log;
}

TEST_CASE("what was asked before changes no answer, at the instants of passes neither") {
  const History history;
  PassLog asked_often = log_of(history.departures[0]);
  PassMemory memory;
  memory.reset(1, memories);
  memory.use(0, asked_often);
  for (const double departure : history.departures[0]) {
    for (const double flow : {0.0, 0.5, 0.75, 30.0, 8.0}) {
      REQUIRE(memory.level(0, 0, flow, departure + 0.5) == Approx(history.literal(0, 0, flow, departure + 0.5)));
    }
  }
}

TEST_CASE("a reset forgets all passes") {
  History history;
  history.memory.level(0, 0, 0, 1900);
  history.memory.reset(3, memories);
  for (const std::size_t route : {0, 1, 2}) {
    CHECK(history.memory.level(0, route, 0, 1900) == 0);
  }
  history.memory.record(0, 5);
  CHECK(history.memory.level(0, 0, 0, 29) == Approx(std::exp(-1.0)));
}

TEST_CASE("a log that is lent remembers as if its departures had been recorded, those ahead left out") {
  const History history;
  PassLog log = log_of(history.departures[1]);
  PassMemory lent;
  lent.reset(2, memories);
  lent.use(1, log);
  PassMemory recorded = history.memory;
  for (int i = 0; i < 100; ++i) {
    const double t = -120 + 21 * i;
    CHECK(lent.level(1, 1, 2.5, t) == recorded.level(1, 1, 2.5, t));
  }
  CHECK(lent.level(1, 0, 2.5, 1900) == 0);
  lent.reset(2, memories);
  CHECK(lent.level(1, 1, 2.5, 1900) == 0);
}

std::vector<double> drawn_and_expected(History& history, double memory_h, std::vector<double>& probability) {
  constexpr double t = 600;
  constexpr double flow = 3;
  std::map<double, std::size_t> place;
  probability.clear();
  for (const double departure : history.departures[0]) {
    if (departure + flow < t) {
      const auto [entry, is_new] = place.try_emplace(departure + flow, probability.size());
      probability.resize(std::max(probability.size(), entry->second + 1));
      probability[entry->second] += std::exp(-(t - departure - flow) / memory_h) / history.literal(0, 0, flow, t);
    }
  }
  std::vector<double> counts(probability.size());
  random::Stream stream(6, 0, 0, 0, 0);
  for (int i = 0; i < 100'000; ++i) {
    ++counts[place.at(history.memory.draw_pass(0, 0, flow, t, stream.uniform()))];
  }
  return counts;
}

// Statistic: chi-square over the passes, n = 100,000; false alarm 1e-6.
TEST_CASE("passes are drawn in proportion to what is left of them") {
  History history;
  std::vector<double> probability;
  const std::vector<double> counts = drawn_and_expected(history, memories[0], probability);
  CHECK(test::chi_square_p_value(counts, probability) > test::false_alarm);
}

TEST_CASE("negative control: the test rejects passes drawn with a memory 5 percent longer") {
  History history;
  std::vector<double> probability;
  const std::vector<double> counts = drawn_and_expected(history, memories[0] * 1.05, probability);
  double sum = 0;
  for (const double p : probability) {
    sum += p;
  }
  for (double& p : probability) {
    p /= sum;
  }
  CHECK(test::chi_square_p_value(counts, probability) < test::false_alarm);
}

}  // namespace
}  // namespace convoyrisk::model
