#include "stats/weighted_counts.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace convoyrisk::stats {
namespace {

/// Four draws: 0, 2, 2 and 5.
WeightedCounts sample() {
  WeightedCounts counts;
  counts.add(0, 1.5);
  counts.add(2, 0.5);
  counts.add(2, 1);
  counts.add(5, 0.25);
  return counts;
}

TEST_CASE("exceedance, effective size and largest share, by hand") {
  const WeightedEstimate found = sample().exceedance(2, 0.95, 10);
  CHECK(found.estimate.mean == Approx(1.75 / 4));
  const double variance = ((0.25 + 1 + 0.0625) - 4 * 0.4375 * 0.4375) / 3;  // of the terms 0, 0.5, 1 and 0.25
  CHECK(found.estimate.standard_error == Approx(std::sqrt(variance / 4)));
  CHECK(found.effective_size == Approx(1.75 * 1.75 / 1.3125));
  CHECK(found.largest_share == Approx(1 / 1.75));
  CHECK(sample().count_at_least(2) == 3);
  CHECK(sample().mean_weight(0.95).estimate.mean == Approx(3.25 / 4));
}

TEST_CASE("the interval of a chance ends at 1") { CHECK(sample().exceedance(0, 0.95, 10).estimate.interval.high == 1); }

TEST_CASE("beyond the greatest value the chance is bounded by the greatest weight") {
  WeightedCounts counts;
  for (int i = 0; i < 1000; ++i) {
    counts.add(3, 1);
  }
  const WeightedEstimate none = counts.exceedance(4, 0.95, 10);
  CHECK(none.estimate.mean == 0);
  CHECK(none.effective_size == 0);
  CHECK(none.estimate.interval.low == 0);
  CHECK(none.estimate.interval.high == Approx(10 * (1 - std::pow(0.025, 1e-3))));
}

TEST_CASE("value at risk and its conditional mean, by hand") {
  WeightedCounts plain;
  for (std::size_t value = 1; value <= 100; ++value) {
    plain.add(value, 1);
  }
  CHECK(plain.quantile(0.95) == 95);
  CHECK(plain.conditional_value_at_risk(0.95, 0.9).estimate.mean == Approx((96 + 97 + 98 + 99 + 100) / 5.0));
  CHECK(plain.conditional_value_at_risk(0.945, 0.9).estimate.mean ==
        Approx((0.5 * 95 + 96 + 97 + 98 + 99 + 100) / 5.5));  // an atom is shared
  CHECK(sample().quantile(0.5) == 0);
  CHECK(sample().quantile(0.9) == 2);
}

TEST_CASE("a merged sample is the whole one") {
  WeightedCounts first;
  WeightedCounts second;
  for (std::size_t i = 0; i < 40; ++i) {
    (i < 15 ? first : second).add(i % 7, 0.25 * static_cast<double>(i % 3 + 1));
  }
  WeightedCounts whole = first;
  whole.merge(second);
  CHECK(whole.count() == 40);
  CHECK(whole.size() == 7);
  double sum = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    sum += i % 7 >= 4 ? 0.25 * static_cast<double>(i % 3 + 1) : 0;
  }
  CHECK(whole.exceedance(4, 0.95, 1).estimate.mean == Approx(sum / 40));
}

}  // namespace
}  // namespace convoyrisk::stats
