// Ranges and regrets over draws of uncertain parameters against the law of the expectations.
#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "coverage/study.hpp"
#include "experiment/summary/choice.hpp"
#include "stats/anova.hpp"

namespace convoyrisk::test {
namespace {

using experiment::Contrast;
using model::Outcome;

constexpr std::int64_t inner = 16;
constexpr auto deaths = Outcome::killed_total_conditional;

stats::Sample sample_of(const experiment::BlockSums& draw, Contrast contrast) {
  return draw.points.front().moments.sample(deaths, contrast);
}

/// Draws, and the law that they are from: draws of so many replications that hardly any error is left.
struct Runs {
  explicit Runs(std::size_t size) : draws(simulate_draws(10'000 * scale(), size, inner, experiment_seed)) {}

  std::vector<experiment::BlockSums> draws;
  std::vector<experiment::BlockSums> law = simulate_draws(2000 * scale(), 2000 * scale(), 100, truth_seed);

  [[nodiscard]] std::vector<double> expectations(Contrast contrast) const {
    std::vector<double> values;
    for (const experiment::BlockSums& draw : law) {
      values.push_back(sample_of(draw, contrast).mean);
    }
    std::ranges::sort(values);
    return values;
  }
};

double content(const stats::Interval& range, const std::vector<double>& law) {
  const auto held = std::ranges::upper_bound(law, range.high) - std::ranges::lower_bound(law, range.low);
  return static_cast<double>(held) / static_cast<double>(law.size());
}

void check_range(const Runs& runs, const std::string& name, Contrast contrast, std::size_t size) {
  const std::vector<double> law = runs.expectations(contrast);
  const stats::RangeContent promised = stats::range_content(static_cast<std::int64_t>(size), 0.95);
  const std::string title = fmt::format("range of {} draws of {}: {}", size, inner, name);
  Tally tally(fmt::format("{}, {:.1f} % or more", title, 100 * promised.least));
  Tally control(title + ", half as wide");
  double held = 0;
  double most_of_luck = 0;
  for (std::size_t first = 0; first + size <= runs.draws.size(); first += size) {
    std::vector<stats::Sample> samples;
    for (const experiment::BlockSums& draw : BlockSpan(runs.draws).subspan(first, size)) {
      samples.push_back(sample_of(draw, contrast));
    }
    const stats::DrawRange range = stats::central_range(samples, 0.95);
    held += content(range.bounds, law);
    most_of_luck += range.mostly_luck ? 1 : 0;
    tally.add(content(range.bounds, law) >= promised.least);
    control.add(content(narrowed(range.bounds, 0.5), law) >= promised.least);
  }
  const auto experiments = static_cast<double>(tally.experiments());
  fmt::print("{}: holds {:.1f} % for {:.1f} %; {:.0f} % are mostly luck\n", title, 100 * held / experiments,
             100 * promised.expected, 100 * most_of_luck / experiments);
  INFO(title);
  CHECK(held / experiments > promised.expected - 0.01);
  CHECK(tally.at_least(0.93));
  CHECK((most_of_luck > 0.5 * experiments || !control.at_least(0.93)));
}

TEST_CASE("ranges over draws hold as much of the law as they say") {
  for (const std::size_t size : {20U, 50U, 200U}) {
    const Runs runs(size);
    check_range(runs, "killed_total, as it is", {as_it_is}, size);
    check_range(runs, "escort minus as it is", {escort, as_it_is}, size);
    check_range(runs, "varied hours minus as it is", {varied_hours, as_it_is}, size);
  }
}

/// Of each policy, with the expectations of the law.
std::vector<double> regrets_of(const Runs& runs) {
  std::vector<double> regrets(corridor_policies);
  for (const experiment::BlockSums& draw : runs.law) {
    std::vector<double> means;
    for (std::size_t policy = 0; policy < corridor_policies; ++policy) {
      means.push_back(sample_of(draw, {policy}).mean);
    }
    for (std::size_t policy = 0; policy < corridor_policies; ++policy) {
      regrets[policy] += (means[policy] - std::ranges::min(means)) / static_cast<double>(runs.law.size());
    }
  }
  return regrets;
}

experiment::Choice choice_of(BlockSpan draws) {
  experiment::Plan plan;
  plan.draws = static_cast<std::int64_t>(draws.size());
  plan.replications = inner;
  experiment::Results results;
  results.policy_names.resize(corridor_policies);
  results.blocks.assign(draws.begin(), draws.end());
  return choose(plan, results, means_of(draws), 0, Outcome::killed_total, {});
}

TEST_CASE("intervals of regrets hold them as often as they should, and regrets of the means are too large") {
  for (const std::size_t size : {20U, 50U}) {
    const Runs runs(size);
    const std::vector<double> truth = regrets_of(runs);
    for (std::size_t policy = 0; policy < corridor_policies; ++policy) {
      const std::string title = fmt::format("regret of {} draws of {}: policy {}", size, inner, policy);
      Tally tally(title);
      Tally claims(title + ", told from none");
      double mean = 0;
      for (std::size_t first = 0; first + size <= runs.draws.size() / 2; first += size) {
        const auto found = *choice_of(BlockSpan(runs.draws).subspan(first, size)).policies[policy].over_draws;
        tally.add(holds(found.regret_interval, truth[policy]));
        claims.add(found.regret_interval.low > 0);
        mean += found.mean_regret;
      }
      fmt::print("{}: {:.4f}, found {:.4f}\n", title, truth[policy], mean / static_cast<double>(tally.experiments()));
      INFO(title);
      CHECK(tally.at_least(0.90));
    }
  }
}

}  // namespace
}  // namespace convoyrisk::test
