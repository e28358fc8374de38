#include "stats/selection.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "random/distributions.hpp"
#include "support/statistics.hpp"

namespace convoyrisk::stats {
namespace {

/// Block means on common random numbers: a common part, and a part of its own for each policy.
struct Normals {
  std::vector<double> means;
  std::vector<double> spreads;
  double common = 2;

  [[nodiscard]] std::vector<double> block(std::uint64_t run, std::uint64_t number) const {
    random::Stream stream(17, 0, run, number, 0);
    const double shared = common * random::normal_quantile(stream.uniform());
    std::vector<double> values;
    for (std::size_t p = 0; p < means.size(); ++p) {
      values.push_back(means[p] + shared + spreads[p] * random::normal_quantile(stream.uniform()));
    }
    return values;
  }
};

std::vector<std::size_t> all_of(std::size_t policies) {
  std::vector<std::size_t> all;
  for (std::size_t p = 0; p < policies; ++p) {
    all.push_back(p);
  }
  return all;
}

Selection run(const Normals& normals, const SelectionRule& rule, std::uint64_t number) {
  Selection selection(normals.means.size(), all_of(normals.means.size()), rule);
  for (std::uint64_t block = 0; !selection.add(normals.block(number, block)); ++block) {
  }
  return selection;
}

/// The procedure by the letter of the paper, with blocks at hand as they are asked for: the winner and the blocks used.
std::pair<std::size_t, std::int64_t> by_the_letter(const Normals& normals, double alpha, double delta, int n0,
                                                   std::uint64_t number) {
  const std::size_t k = normals.means.size();
  std::vector<std::vector<double>> x;
  for (int j = 0; j < n0; ++j) {
    x.push_back(normals.block(number, x.size()));
  }
  const auto mean = [&](std::size_t i) {
    double sum = 0;
    for (const auto& block : x) {
      sum += block[i];
    }
    return sum / static_cast<double>(x.size());
  };
  const double eta = 0.5 * (std::pow(2 * alpha / static_cast<double>(k - 1), -2.0 / (n0 - 1)) - 1);
  const double h2 = 2 * eta * (n0 - 1);
  std::vector<std::vector<double>> s2(k, std::vector<double>(k));
  double longest = 0;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t l = 0; l < k; ++l) {
      for (const auto& block : x) {
        s2[i][l] += std::pow(block[i] - block[l] - (mean(i) - mean(l)), 2) / (n0 - 1);
      }
      longest = std::max(longest, std::floor(h2 * s2[i][l] / (delta * delta)));
    }
  }
  std::vector<std::size_t> left = all_of(k);
  while (true) {
    const auto r = static_cast<double>(x.size());
    std::vector<std::size_t> next;
    for (const std::size_t i : left) {
      const bool stays = std::ranges::all_of(left, [&](std::size_t l) {
        const double w = std::max(0.0, delta / (2 * r) * (h2 * s2[i][l] / (delta * delta) - r));
        return i == l || mean(i) <= mean(l) + w;
      });
      if (stays) {
        next.push_back(i);
      }
    }
    left = next;
    if (left.size() == 1 || r > longest) {
      return {*std::ranges::min_element(left, {}, mean), static_cast<std::int64_t>(x.size())};
    }
    x.push_back(normals.block(number, x.size()));
  }
}

// g(eta) of Kim and Nelson (2001) is alpha/(k - 1); with c = 1 it is (1 + 2 eta)^(-(n0 - 1)/2)/2.
TEST_CASE("eta solves the equation of the paper") {
  for (const std::size_t policies : {2U, 4U, 20U}) {
    for (const std::int64_t n0 : {20, 40}) {
      const double eta = kim_nelson_eta(0.95, policies, n0);
      CHECK(std::pow(1 + 2 * eta, -static_cast<double>(n0 - 1) / 2) / 2 ==
            Approx(0.05 / static_cast<double>(policies - 1)).epsilon(1e-12));
    }
  }
  CHECK(kim_nelson_eta(0.95, 4, 20) == Approx(0.2152).epsilon(1e-3));
}

const Normals slippage{{0.5, 0.5, 0, 0.5}, {0.5, 1, 1, 2}};

TEST_CASE("selection is the procedure by the letter of the paper") {
  for (std::uint64_t number = 0; number < 40; ++number) {
    for (const double delta : {0.25, 0.5, 3.0}) {
      INFO("run " << number << ", indifference " << delta);
      const SelectionVerdict verdict = run(slippage, {0.95, delta}, number).verdict();
      const auto [winner, blocks] = by_the_letter(slippage, 0.05, delta, 20, number);
      CHECK(verdict.winner == winner);
      CHECK(verdict.blocks == blocks);
    }
  }
}

constexpr std::int64_t experiments = 4000;

std::int64_t correct(double indifference) {
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < experiments; ++i) {
    count += run(slippage, {0.95, indifference}, static_cast<std::uint64_t>(i)).verdict().winner == 2U ? 1 : 0;
  }
  return count;
}

const boost::math::binomial_distribution<double> least_correct(static_cast<double>(experiments), 0.95);

// Four policies of unequal variance on common random numbers, three of them worse by exactly the indifference: the
// hardest case that the guarantee covers. n = 4,000 runs; the number correct is at least binomial(n, 0.95), and would
// lie below the bound with probability 1e-6.
TEST_CASE("the best is selected as often as promised where the others are worse by just the indifference") {
  CHECK(boost::math::cdf(least_correct, static_cast<double>(correct(0.5))) > test::false_alarm);
}

TEST_CASE("negative control: an indifference ten times the true difference is rejected") {
  CHECK(boost::math::cdf(least_correct, static_cast<double>(correct(5))) < test::false_alarm);
}

TEST_CASE("a verdict tells who was eliminated when, and no block after the decision counts") {
  Selection selection(5, {0, 2, 4}, {0.95, 0.5, "killed"});
  const auto block = [](std::uint64_t j) {
    const double wave = j % 2 == 0 ? 1 : -1;
    return std::vector{1 + wave, -9 + wave, 0 + wave, 0.0, 8 - wave};
  };
  std::uint64_t j = 0;
  for (; j < 19; ++j) {
    CHECK_FALSE(selection.add(block(j)));
  }
  const SelectionVerdict open = selection.verdict();
  CHECK_FALSE(open.decided);
  CHECK_FALSE(open.winner);
  CHECK(open.survivors == std::vector<std::size_t>{0, 2, 4});
  CHECK(open.blocks == 19);
  CHECK(open.guarantee.starts_with("No winner is supported: after 19 blocks 3 policies are left."));
  while (!selection.add(block(j))) {
    ++j;
  }
  const std::int64_t used = selection.verdict().blocks;
  CHECK(selection.add(block(j)));
  const SelectionVerdict verdict = selection.verdict();
  CHECK(verdict.winner == 2U);  // the second has the least mean, but takes no part
  CHECK(verdict.survivors == std::vector<std::size_t>{2});
  CHECK(verdict.blocks == used);
  CHECK(verdict.eliminated_at[0] == 20);  // differs from the winner by a constant
  CHECK(verdict.eliminated_at[4].has_value());
  CHECK_FALSE(verdict.eliminated_at[1]);
  CHECK_FALSE(verdict.eliminated_at[2]);
  CHECK(verdict.guarantee ==
        "Selected after 20 blocks: if one of the 3 policies is better than every other by at least 0.5 killed, it is "
        "the one selected with a probability of at least 95 %, provided that means of blocks are about normal (KN, Kim "
        "and Nelson 2001).");
}

TEST_CASE("skewness is that of the block means") {
  Selection selection(3, {0, 1, 2}, {0.95, 0.001});
  for (int j = 0; j < 19; ++j) {
    selection.add(std::vector{j == 0 ? 19.0 : 0.0, j % 2 == 0 ? 1.0 : -1.0, 7.0});
  }
  const SelectionVerdict verdict = selection.verdict();
  CHECK(verdict.skewness[0] == Approx((1 - 2.0 / 19) / std::sqrt(1.0 / 19 * 18 / 19)).epsilon(1e-12));
  CHECK(std::abs(verdict.skewness[1]) < 0.2);
  CHECK(verdict.skewness[2] == 0);
}

TEST_CASE("policies that are the same are decided for the first of them, and one alone needs no block") {
  Selection same(2, {0, 1}, {0.95, 0.1});
  for (int j = 0; j < 20; ++j) {
    same.add(std::vector{double(j), double(j)});
  }
  CHECK(same.verdict().winner == 0U);
  CHECK(same.verdict().eliminated_at[1] == 20);
  const Selection alone(3, {1}, {0.95, 0.1});
  CHECK(alone.decided());
  CHECK(alone.verdict().winner == 1U);
  CHECK(alone.verdict().guarantee == "One policy took part, so nothing was selected.");
}

TEST_CASE("rules that cannot hold are refused") {
  CHECK_THROWS_AS(Selection(2, {}, {0.95, 1}), std::invalid_argument);
  CHECK_THROWS_AS(Selection(2, {0, 2}, {0.95, 1}), std::invalid_argument);
  CHECK_THROWS_AS(Selection(2, {1, 1}, {0.95, 1}), std::invalid_argument);
  CHECK_THROWS_AS(Selection(2, {0, 1}, {0.95, 0}), std::invalid_argument);
  CHECK_THROWS_AS(Selection(2, {0, 1}, {0.95, 1, "", 19}), std::invalid_argument);
  CHECK_THROWS_AS(Selection(2, {0, 1}, {0.5, 1}), std::invalid_argument);
  CHECK_THROWS_AS(Selection(2, {0, 1}, {1, 1}), std::invalid_argument);
}

// Where nothing had happened, differences had no variance, and the first policy was selected "with at least 95 %".
TEST_CASE("nothing is selected before all policies but one have had enough events") {
  Selection selection(2, {0, 1}, {.indifference = 0.1});
  constexpr std::array<std::int64_t, 2> none{0, 0};
  for (int block = 0; block < 200; ++block) {
    CHECK_FALSE(selection.add(std::array{0.0, 0.0}, none));
  }
  CHECK(selection.verdict().guarantee.find("too few events") != std::string::npos);
  constexpr std::array<std::int64_t, 2> some{0, 50};
  CHECK(selection.add(std::array{0.0, 0.5}, some));
  CHECK(selection.verdict().winner == 0);
}

TEST_CASE("means that rounding alone makes differ tie in a selection") {
  Selection selection(2, {0, 1}, {.indifference = 0.1});
  for (int block = 0; block < 20; ++block) {
    static_cast<void>(selection.add(std::array{0.1 + 0.2, 0.3}));
  }
  CHECK(selection.verdict().decided);
  CHECK(selection.verdict().winner == 0);  // the first of equals, though its mean is greater in the last bit
}

}  // namespace
}  // namespace convoyrisk::stats
