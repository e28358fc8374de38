#include "stats/co_moments.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

namespace convoyrisk::stats {
namespace {

const std::vector<double> xs{3, -1, 4, 1, 5, 9, 2.5, 6, 5, 3, 5};
const std::vector<double> ys{2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4};

const CoMoments::Pairs pairs = std::make_shared<const std::vector<CoMoments::Pair>>(
    std::vector<CoMoments::Pair>{{0, 0}, {0, 1}, {1, 1}, {0, 2}, {2, 2}});

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double covariance_of(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (a[i] - mean_of(a)) * (b[i] - mean_of(b));
  }
  return sum / static_cast<double>(a.size() - 1);
}

/// Of (x, y, x) over a range of the sample.
CoMoments moments_of(std::size_t first, std::size_t last) {
  CoMoments moments(3, pairs);
  for (std::size_t i = first; i < last; ++i) {
    moments.add(std::array{xs[i], ys[i], xs[i]});
  }
  return moments;
}

TEST_CASE("co-moments of nothing and of one value have no covariance") {
  CoMoments moments(3, pairs);
  CHECK(moments.count() == 0);
  CHECK(moments.mean(1) == 0);
  CHECK(moments.covariance(0) == 0);
  moments.add(std::array{4.0, 5.0, 6.0});
  CHECK(moments.mean(1) == 5);
  CHECK(moments.covariance(0) == 0);
}

TEST_CASE("co-moments are those of the sample wherever it is cut, empty parts too") {
  for (std::size_t cut = 0; cut <= xs.size(); ++cut) {
    INFO("cut at " << cut);
    CoMoments merged = moments_of(0, cut);
    merged.merge(moments_of(cut, xs.size()));
    CHECK(merged.count() == 11);
    CHECK(merged.mean(0) == Approx(mean_of(xs)).epsilon(1e-14));
    CHECK(merged.mean(1) == Approx(mean_of(ys)).epsilon(1e-14));
    CHECK(merged.covariance(0) == Approx(covariance_of(xs, xs)).epsilon(1e-14));
    CHECK(merged.covariance(1) == Approx(covariance_of(xs, ys)).epsilon(1e-13));
    CHECK(merged.covariance(2) == Approx(covariance_of(ys, ys)).epsilon(1e-14));
  }
}

TEST_CASE("variables of equal values have equal bits") {
  CoMoments merged = moments_of(0, 4);
  merged.merge(moments_of(4, xs.size()));
  CHECK(merged.mean(0) == merged.mean(2));
  CHECK(merged.covariance(0) == merged.covariance(3));
  CHECK(merged.covariance(0) == merged.covariance(4));
}

TEST_CASE("what was kept goes on as if nothing had been") {
  const CoMoments half = moments_of(0, 5);
  CoMoments kept(pairs, half.count(), half.means(), half.products());
  for (std::size_t i = 5; i < xs.size(); ++i) {
    kept.add(std::array{xs[i], ys[i], xs[i]});
  }
  CHECK(kept.means() == moments_of(0, xs.size()).means());
  CHECK(kept.products() == moments_of(0, xs.size()).products());
}

TEST_CASE("co-moments keep their digits far from zero") {
  CoMoments moments(3, pairs);
  for (const double value : {1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16}) {
    moments.add(std::array{value, value, 0.0});
  }
  CHECK(moments.covariance(0) == Approx(30).epsilon(1e-9));
}

}  // namespace
}  // namespace convoyrisk::stats
