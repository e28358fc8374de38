#include "search/sums.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <stdexcept>

#include "random/stream.hpp"

namespace convoyrisk::search {
namespace {

/// Skewed values, with zeros among them.
std::vector<double> values(std::size_t count, std::uint64_t key) {
  random::Stream stream(7, 1, 0, key, 0);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    const double u = stream.uniform();
    values.push_back(u < 0.3 ? 0 : -std::log(1 - u));
  }
  return values;
}

Moments moments(const std::vector<double>& of) {
  Moments moments;
  for (const double value : of) {
    moments.add(value);
  }
  return moments;
}

TEST_CASE("moments are those of the definition, in one piece and merged") {
  const std::vector<double> all = values(1000, 1);
  double mean = 0;
  for (const double value : all) {
    mean += value / 1000;
  }
  double squares = 0;
  double cubes = 0;
  for (const double value : all) {
    squares += std::pow(value - mean, 2);
    cubes += std::pow(value - mean, 3);
  }
  const double variance = squares / 999;
  Moments merged = moments({all.begin(), all.begin() + 300});
  merged.merge(Moments());
  merged.merge(moments({all.begin() + 300, all.end()}));
  for (const Moments& found : {moments(all), merged}) {
    CHECK(found.count() == 1000);
    CHECK(found.mean() == Approx(mean).epsilon(1e-12));
    CHECK(found.variance() == Approx(variance).epsilon(1e-12));
    CHECK(found.sample().skewness == Approx(1000.0 / (999.0 * 998) * cubes / std::pow(variance, 1.5)).epsilon(1e-10));
    CHECK(found.nonzero() == std::count_if(all.begin(), all.end(), [](double value) { return value != 0; }));
    CHECK(found.greatest() == *std::max_element(all.begin(), all.end()));
  }
}

TEST_CASE("sums of a plan compare it with every reference, and what rounding makes differ is equal") {
  PlanSums sums;
  sums.add({2, 100, 50}, std::vector<Values>{{3, 40, 50}, {2 * (1 + 1e-15), 100, 50}}, 0.9);
  sums.add({1, 100, 40}, std::vector<Values>{{5, 60, 50}, {1, 100, 40}}, 0.9);
  CHECK(sums.harm.mean() == 1.5);
  CHECK(sums.cost.mean() == 50);
  CHECK(sums.delivered.mean() == 45);
  CHECK(sums.spare.mean() == Approx(0));
  CHECK(sums.against[0].harm.mean() == 2.5);
  CHECK(sums.against[0].cost.mean() == -50);
  CHECK(sums.against[0].covariance() == Approx(30));
  CHECK(sums.against[1].harm.nonzero() == 0);
  CHECK(sums.against[1].cost.constant());
}

TEST_CASE("sums come back from bytes as they were, and other bytes are refused") {
  const std::vector<double> harm = values(50, 2);
  std::vector<PlanSums> plans(3);
  for (std::size_t i = 0; i < harm.size(); ++i) {
    for (std::size_t plan = 0; plan < plans.size(); ++plan) {
      plans[plan].add({harm[(i + plan) % harm.size()], harm[i], 10}, std::vector<Values>{{harm[i], 0, 10}, {1, 1, 1}},
                      0.95);
    }
  }
  const std::vector<std::byte> bytes = to_bytes(plans);
  CHECK(to_bytes(sums_from_bytes(bytes)) == bytes);
  CHECK_THROWS_AS(sums_from_bytes(std::span(bytes).first(bytes.size() - 1)), std::runtime_error);
  CHECK_THROWS_AS(sums_from_bytes({}), std::runtime_error);
  std::vector<std::byte> wrong = bytes;
  wrong[7] = std::byte{255};
  CHECK_THROWS_AS(sums_from_bytes(wrong), std::runtime_error);
}

TEST_CASE("merged sums are those of all replications") {
  PlanSums whole;
  PlanSums first;
  PlanSums second;
  const std::vector<double> harm = values(200, 3);
  for (std::size_t i = 0; i < harm.size(); ++i) {
    const Values mine{harm[i], 3 * harm[i] + static_cast<double>(i % 7), 10};
    const std::vector<Values> references{{harm[(i + 1) % harm.size()], harm[(i + 2) % harm.size()], 12}};
    whole.add(mine, references, 0.95);
    (i < 70 ? first : second).add(mine, references, 0.95);
  }
  first.merge(second);
  CHECK(first.against[0].covariance() == Approx(whole.against[0].covariance()).epsilon(1e-12));
  CHECK(first.spare.mean() == Approx(whole.spare.mean()).epsilon(1e-12));
  PlanSums anew;
  anew.merge(whole);
  CHECK(to_bytes({anew}) == to_bytes({whole}));
}

}  // namespace
}  // namespace convoyrisk::search
