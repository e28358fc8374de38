#include "stats/moments.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace convoyrisk::stats {
namespace {

const std::vector<double> xs{3, -1, 4, 1, 5, 9, 2.5, 6, 5, 3, 5};
const std::vector<double> ys{2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4};

template <class Number>
double mean_of(const std::vector<Number>& values) {
  double sum = 0;
  for (const Number value : values) {
    sum += static_cast<double>(value);
  }
  return sum / static_cast<double>(values.size());
}

double covariance_of(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - mean_of(a)) * (b[i] - mean_of(b));
  }
  return sum / static_cast<double>(a.size() - 1);
}

Moments moments_of(std::size_t first, std::size_t last) {
  Moments moments;
  for (std::size_t i = first; i < last; ++i) {
    moments.add(xs[i]);
  }
  return moments;
}

PairedMoments pairs_of(std::size_t first, std::size_t last) {
  PairedMoments moments;
  for (std::size_t i = first; i < last; ++i) {
    moments.add(xs[i], ys[i]);
  }
  return moments;
}

TEST_CASE("moments of nothing and of one value have no variance") {
  Moments moments;
  CHECK(moments.count() == 0);
  CHECK(moments.mean() == 0);
  CHECK(moments.variance() == 0);
  CHECK(moments.standard_error() == 0);
  moments.add(4);
  CHECK(moments.mean() == 4);
  CHECK(moments.variance() == 0);
}

TEST_CASE("moments are those of the sample") {
  const Moments moments = moments_of(0, xs.size());
  CHECK(moments.mean() == Approx(mean_of(xs)).epsilon(1e-15));
  CHECK(moments.variance() == Approx(covariance_of(xs, xs)).epsilon(1e-14));
  CHECK(moments.standard_error() == Approx(std::sqrt(covariance_of(xs, xs) / 11)).epsilon(1e-14));
}

TEST_CASE("merged moments equal those of the whole wherever it is cut, empty parts too") {
  for (std::size_t cut = 0; cut <= xs.size(); ++cut) {
    INFO("cut at " << cut);
    Moments merged = moments_of(0, cut);
    merged.merge(moments_of(cut, xs.size()));
    CHECK(merged.count() == 11);
    CHECK(merged.mean() == Approx(mean_of(xs)).epsilon(1e-14));
    CHECK(merged.variance() == Approx(covariance_of(xs, xs)).epsilon(1e-14));
  }
}

TEST_CASE("moments keep their digits far from zero") {
  Moments moments;
  for (const double value : {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}) {
    moments.add(value);
  }
  CHECK(moments.variance() == Approx(30).epsilon(1e-9));
}

TEST_CASE("merged paired moments equal those of the whole wherever it is cut, empty parts too") {
  for (std::size_t cut = 0; cut <= xs.size(); ++cut) {
    INFO("cut at " << cut);
    PairedMoments merged = pairs_of(0, cut);
    merged.merge(pairs_of(cut, xs.size()));
    CHECK(merged.count() == 11);
    CHECK(merged.mean_x() == Approx(mean_of(xs)).epsilon(1e-14));
    CHECK(merged.mean_y() == Approx(mean_of(ys)).epsilon(1e-14));
    CHECK(merged.variance_x() == Approx(covariance_of(xs, xs)).epsilon(1e-14));
    CHECK(merged.variance_y() == Approx(covariance_of(ys, ys)).epsilon(1e-14));
    CHECK(merged.covariance() == Approx(covariance_of(xs, ys)).epsilon(1e-13));
  }
}

TEST_CASE("correlation is 1 for a line, 0 for a constant") {
  PairedMoments line;
  PairedMoments constant;
  for (const double x : xs) {
    line.add(x, 3 - 2 * x);
    constant.add(x, 1);
  }
  CHECK(line.correlation() == Approx(-1).epsilon(1e-14));
  CHECK(constant.correlation() == 0);
  CHECK(PairedMoments().correlation() == 0);
}

TEST_CASE("sums of counts are exact in any order of merging") {
  CountSums all;
  CountSums parts;
  for (const std::int64_t value : std::vector<std::int64_t>{3'000'000'001, 0, -2, 7}) {
    all.add(value);
    CountSums part;
    part.add(value);
    part.merge(parts);
    parts = part;
  }
  CHECK(parts.sum == 3'000'000'006);
  CHECK(parts.sum_of_squares == 9'000'000'006'000'000'054);
  CHECK(all.sum == parts.sum);
  CHECK(all.sum_of_squares == parts.sum_of_squares);
}

TEST_CASE("the standard error of counts does not cancel") {
  CountSums sums;
  const std::int64_t large = 1'000'000'000;
  for (const std::int64_t value : {large + 1, large + 2, large + 3}) {
    sums.add(value);
  }
  CHECK(sums.mean(3) == 1'000'000'002);
  CHECK(sums.standard_error(3) == Approx(std::sqrt(1.0 / 3)).epsilon(1e-14));
  CHECK(sums.standard_error(1) == 0);
  CHECK(CountSums().mean(0) == 0);
}

}  // namespace
}  // namespace convoyrisk::stats
