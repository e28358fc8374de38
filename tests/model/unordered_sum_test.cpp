#include "model/harm/unordered_sum.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "random/stream.hpp"

namespace convoyrisk::model {
namespace {

/// Of sizes from 1e-12 to 1e3.
std::vector<double> numbers() {
  random::Stream stream(5, 1, 0, 0, 0);
  std::vector<double> numbers(1000);
  for (double& number : numbers) {
    number = stream.uniform() * std::pow(10.0, 15 * stream.uniform() - 12);
  }
  return numbers;
}

UnorderedSum sum_of(const std::vector<double>& numbers) {
  UnorderedSum sum;
  for (const double number : numbers) {
    sum.add(number);
  }
  return sum;
}

TEST_CASE("a sum without an order is the same in any order, bit by bit") {
  std::vector<double> all = numbers();
  const double expected = sum_of(all).value();
  CHECK(expected == Approx(std::accumulate(all.begin(), all.end(), 0.0)).epsilon(1e-13));
  std::ranges::sort(all);
  CHECK(sum_of(all).value() == expected);
  std::ranges::reverse(all);
  CHECK(sum_of(all).value() == expected);
}

TEST_CASE("negative control: the same numbers added as they are depend on their order") {
  std::vector<double> all = numbers();
  const double drawn = std::accumulate(all.begin(), all.end(), 0.0);
  std::ranges::sort(all);
  CHECK(std::accumulate(all.begin(), all.end(), 0.0) != drawn);
}

TEST_CASE("a sum without an order holds what it is given") {
  CHECK(UnorderedSum().value() == 0);
  CHECK(sum_of({0.1}).value() == 0.1);
  CHECK(sum_of({1e-9}).value() == Approx(1e-9).epsilon(1e-9));
  CHECK(sum_of({0.75, 0.75, 0.5}).value() == 2);
  CHECK(sum_of({1e6, 0.25}).value() == 1e6 + 0.25);
}

}  // namespace
}  // namespace convoyrisk::model
