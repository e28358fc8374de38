#include "experiment/summary/results.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>

#include "experiment/run/experiment.hpp"
#include "experiment/summary/stopping.hpp"
#include "experiment/summary/summary.hpp"
#include "stats/simultaneous.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::experiment {
namespace {

Plan plan_of(std::int64_t replications) {
  Plan plan;
  plan.replications = replications;
  plan.policies = {PolicyId(0), PolicyId(1), PolicyId(2)};
  return plan;
}

Results everything(std::int64_t replications) {
  const test::WorldPointer world = test::world_of("tests/scenario/data/everything.yaml");
  const Plan plan = plan_of(replications);
  const Worlds worlds = [&](std::size_t, std::size_t) { return world; };
  return run_experiment(plan, worlds, 2, {}, no_results(plan, worlds), plan.block_count());
}

double value(const Results& results, std::size_t policy, std::size_t replication, model::Outcome which) {
  return results.totals_of(0, policy).values[replication][static_cast<std::size_t>(which)];
}

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

std::vector<double> values_of(const Results& results, std::size_t policy, model::Outcome which) {
  std::vector<double> values;
  for (std::size_t r = 0; r < static_cast<std::size_t>(results.replications); ++r) {
    values.push_back(value(results, policy, r, which));
  }
  return values;
}

std::vector<double> minus(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> difference;
  std::ranges::transform(a, b, std::back_inserter(difference), std::minus<>());
  return difference;
}

TEST_CASE("moments are those of the values kept, of one policy and of differences of any two") {
  const Results results = everything(300);
  const Units sample = units(plan_of(300), results);
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    INFO(info.name);
    const auto mine = values_of(results, 2, info.outcome);
    const auto other = values_of(results, 1, info.outcome);
    const stats::Sample alone = sample.at(0).sample(info.outcome, {2});
    CHECK(alone.mean == Approx(mean_of(mine)).epsilon(1e-12).margin(1e-15));
    CHECK(alone.variance == Approx(covariance_of(mine, mine)).epsilon(1e-10).margin(1e-15));
    const auto gap = minus(mine, other);
    const stats::Sample paired = sample.at(0).sample(info.outcome, {2, 1});
    CHECK(paired.mean == Approx(mean_of(gap)).epsilon(1e-11).margin(1e-10));
    CHECK(paired.variance == Approx(covariance_of(gap, gap)).epsilon(1e-8).margin(1e-8 * alone.variance));
    CHECK(sample.at(0).sample(info.outcome, {1, 1}).variance == 0);
    CHECK(sample.at(0).covariance(info.outcome, 1, 2) ==
          Approx(covariance_of(mine, other)).epsilon(1e-9).margin(1e-12));
  }
}

TEST_CASE("controlled samples hold the conditional and what the count adds to it") {
  const Results results = everything(300);
  const Units sample = units(plan_of(300), results);
  for (std::size_t i = 0; i < controlled_outcomes.size(); ++i) {
    const model::Outcome count = controlled_outcomes[i];
    CHECK(controlled_index(count) == i);
    for (const Contrast contrast : {Contrast{2}, Contrast{2, 0}}) {
      const auto of = [&](model::Outcome which) {
        const auto values = values_of(results, contrast.policy, which);
        return contrast.minus ? minus(values, values_of(results, *contrast.minus, which)) : values;
      };
      const auto conditional = of(*model::conditional_of(count));
      const auto excess = minus(of(count), conditional);
      const stats::ControlledSample found = sample.at(0).controlled_sample(i, contrast);
      CHECK(found.count == 300);
      CHECK(found.nonzero_counts == std::ranges::count_if(of(count), [](double n) { return n != 0; }));
      CHECK(found.mean_conditional == Approx(mean_of(conditional)).epsilon(1e-10).margin(1e-14));
      CHECK(found.mean_excess == Approx(mean_of(excess)).epsilon(1e-9).margin(1e-12));
      CHECK(found.variance_conditional == Approx(covariance_of(conditional, conditional)).epsilon(1e-9).margin(1e-13));
      CHECK(found.variance_excess == Approx(covariance_of(excess, excess)).epsilon(1e-9).margin(1e-13));
      CHECK(found.covariance == Approx(covariance_of(conditional, excess)).epsilon(1e-9).margin(1e-12));
      const double b = 0.3;
      CHECK(sample.at(0).estimator_covariance(count, contrast, b, contrast, b) ==
            Approx(found.variance_conditional + 2 * b * found.covariance + b * b * found.variance_excess)
                .epsilon(1e-9)
                .margin(1e-13));
    }
  }
  CHECK(!controlled_index(model::Outcome::attacks));
}

/// Sum of cubes of deviations from the mean.
double cubes_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) {
    sum += std::pow(value - mean_of(values), 3);
  }
  return sum;
}

TEST_CASE("cubes and counts of what differs are those of the values kept, over the border of blocks") {
  const Results results = everything(300);
  const OutcomeMoments moments = units(plan_of(300), results).at(0);
  std::size_t place = 0;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    for (std::size_t q = 0; q < 3; ++q) {
      for (std::size_t p = 0; p <= q; ++p, ++place) {
        INFO(info.name << " " << p << " " << q);
        const auto own = values_of(results, p, info.outcome);
        const auto values = p == q ? own : minus(own, values_of(results, q, info.outcome));
        const double size = std::pow(covariance_of(own, own), 1.5) * 300;
        CHECK(moments.cubes()[place] == Approx(cubes_of(values)).epsilon(1e-7).margin(1e-7 * size));
        CHECK(moments.unequal()[place] ==
              std::ranges::count_if(values, [](double value) { return std::abs(value) > 1e-9; }));
      }
    }
  }
}

TEST_CASE("a replication counts for two policies where both had as many dead") {
  const Results results = everything(300);
  for (std::size_t i = 0; i < death_thresholds.size(); ++i) {
    for (std::size_t q = 0; q < 3; ++q) {
      for (std::size_t p = 0; p <= q; ++p) {
        std::int64_t found = 0;
        for (const BlockSums& block : results.blocks) {
          const auto pairs = OutcomeMoments::pair_count(3);
          found += block.points[0].deadly_together[i * pairs + q * (q + 1) / 2 + p];
        }
        std::int64_t expected = 0;
        for (std::size_t r = 0; r < 300; ++r) {
          const auto deadly = [&](std::size_t policy) {
            return value(results, policy, r, model::Outcome::killed_total) >= death_thresholds[i];
          };
          expected += deadly(p) && deadly(q) ? 1 : 0;
        }
        INFO(death_thresholds[i] << " dead, " << p << " " << q);
        CHECK(found == expected);
      }
    }
  }
}

TEST_CASE("the covariance of cost and deaths is that of the values kept") {
  const Results results = everything(300);
  const Units sample = units(plan_of(300), results);
  for (const Contrast contrast : {Contrast{2}, Contrast{2, 0}}) {
    const auto of = [&](model::Outcome which) {
      const auto values = values_of(results, contrast.policy, which);
      return contrast.minus ? minus(values, values_of(results, *contrast.minus, which)) : values;
    };
    const auto conditional = of(model::Outcome::killed_total_conditional);
    const auto excess = minus(of(model::Outcome::killed_total), conditional);
    const auto cost = of(model::Outcome::cost);
    CHECK(sample.at(0).cost_covariance(contrast, 0.3) ==
          Approx(covariance_of(cost, conditional) + 0.3 * covariance_of(cost, excess)).epsilon(1e-8));
  }
}

TEST_CASE("the histogram of deaths holds every replication") {
  const Results results = everything(300);
  std::int64_t replications = 0;
  std::int64_t dead = 0;
  const stats::Histogram histogram = results.tail(model::Outcome::killed_total, 0, 0);
  for (const stats::Histogram::Entry& entry : histogram.entries()) {
    replications += entry.count;
    dead += entry.count * entry.value;
  }
  CHECK(replications == 300);
  CHECK(static_cast<double>(dead) / 300 == Approx(mean_of(values_of(results, 0, model::Outcome::killed_total))));
}

TEST_CASE("a summary gives each outcome its mean and each chance of deaths its share") {
  const Results results = everything(300);
  const Plan plan = plan_of(300);
  const Summary summary = summarise({"Test", "USD", 24, {""}, true}, plan, results);
  REQUIRE(summary.points.size() == 1);
  REQUIRE(summary.points[0].policies.size() == 3);
  CHECK(summary.replications == 300);
  const auto& row = summary.points[0].policies[2];
  const Units sample = units(plan, results);
  CHECK(row.name == "everything");
  const auto cost = static_cast<std::size_t>(model::Outcome::cost);
  CHECK(row.outcomes[cost].estimate.mean == sample.at(0).mean(model::Outcome::cost, 2));
  CHECK(summary.points[0].pair(2, 1).difference[cost].estimate.mean ==
        sample.at(0).mean(model::Outcome::cost, 2) - sample.at(0).mean(model::Outcome::cost, 1));
  const auto total = static_cast<std::size_t>(model::Outcome::killed_total);
  const stats::ControlledEstimate controlled = stats::controlled_estimate(sample.at(0).controlled_sample(3, {2}), 0.95);
  CHECK(row.outcomes[total].estimate.mean == controlled.estimate.mean);
  CHECK(row.outcomes[total].plain_mean == sample.at(0).mean(model::Outcome::killed_total, 2));
  const auto with_deaths =
      std::ranges::count_if(values_of(results, 2, model::Outcome::killed_total), [](double dead) { return dead >= 1; });
  REQUIRE(row.chances.size() == death_thresholds.size());
  CHECK(row.chances[0].dead == 1);
  CHECK(row.chances[0].probability == Approx(static_cast<double>(with_deaths) / 300));
  CHECK(row.chances[0].interval.low < row.chances[0].probability);
  CHECK(row.chances[0].interval.high > row.chances[0].probability);
}

TEST_CASE("means over draws weigh draws alike, and their error is the spread between independent parts") {
  // Seventy draws: parts of 9 and 8 draws. One replication each, whose attacks are made up.
  constexpr std::size_t draws = 70;
  Plan plan = plan_of(1);
  plan.policies.resize(1);
  plan.draws = draws;
  Units sample(plan, 1);
  std::vector<double> sums(8);
  std::vector<double> sizes(8);
  double mean = 0;
  std::vector<double> scratch;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    model::ReplicationResult made;
    made.outcomes[model::Outcome::attacks] = static_cast<double>(draw * draw % 11);
    made.outcomes[model::Outcome::cost] = 0.1;
    BlockSums block;
    block.points.emplace_back();
    block.points[0].moments = OutcomeMoments(1);
    block.points[0].moments.add(std::span(&made, 1), scratch);
    sample.add(block);
    sums[draw % 8] += made.outcomes[model::Outcome::attacks];
    sizes[draw % 8] += 1;
    mean += made.outcomes[model::Outcome::attacks] / draws;
  }
  sample.close();
  double variance = 0;  // of a ratio of sums over clusters, Cochran 1977, 9.6
  for (std::size_t part = 0; part < 8; ++part) {
    variance += std::pow((sums[part] - sizes[part] * mean) / draws, 2) * 8 / 7;
  }
  const OutcomeMoments& moments = sample.at(0);
  CHECK(moments.count() == 8);
  CHECK(moments.draws() == draws);
  CHECK(moments.mean(model::Outcome::attacks, 0) == Approx(mean).epsilon(1e-13));
  CHECK(moments.covariance(model::Outcome::attacks, 0, 0) / 8 == Approx(variance).epsilon(1e-12));
  // Drawn in 70 draws, not in 8 parts, and without rounding where nothing varies.
  CHECK(moments.unequal_count(model::Outcome::cost, {0}) == draws);
  CHECK(moments.mean(model::Outcome::cost, 0) == 0.1);
  CHECK(moments.covariance(model::Outcome::cost, 0, 0) == 0);
}

TEST_CASE("policies differ in their tails as their numbers do, and a policy not from itself") {
  constexpr std::int64_t count = 20 * block_size;  // the least that an interval takes
  const Summary summary = summarise({"Test", "USD", 24, {""}, true}, plan_of(count), everything(count));
  const PointSummary& point = summary.points[0];
  for (std::size_t policy = 0; policy < point.policies.size(); ++policy) {
    for (std::size_t other = 0; other < point.policies.size(); ++other) {
      const TailDifferences& pair = point.pair(policy, other).tails;
      REQUIRE(pair.chances.size() == death_thresholds.size());
      for (std::size_t i = 0; i < pair.chances.size(); ++i) {
        const double difference =
            point.policies[policy].chances[i].probability - point.policies[other].chances[i].probability;
        CHECK(pair.chances[i].difference == difference);
        CHECK(pair.chances[i].interval.low <= difference);
        CHECK(pair.chances[i].interval.high >= difference);
        CHECK(((policy != other) || pair.chances[i].interval.high == 0));
      }
      REQUIRE(pair.cvars.size() == point.policies[policy].tails.size());
      for (std::size_t i = 0; i < pair.cvars.size(); ++i) {
        CHECK(pair.cvars[i].difference == point.policies[policy].tails[i].cvar - point.policies[other].tails[i].cvar);
        CHECK((policy != other || pair.cvars[i].interval.high == 0 || std::isinf(pair.cvars[i].interval.high)));
      }
    }
  }
  const TailDifference& deaths = point.pair(2, 0).tails.chances[0];
  CHECK(deaths.interval.high < 0);  // every measure at once
  const std::size_t killed = *tail_index(model::Outcome::killed_total) * tail_levels.size();
  CHECK(std::isfinite(point.pair(2, 0).tails.cvars[killed].interval.low));
}

/// Moments of two policies of which the second is the first, but for the order of summation.
OutcomeMoments rounded_moments(int replications) {
  OutcomeMoments moments(2);
  std::vector<double> scratch;
  for (int i = 0; i < replications; ++i) {
    std::array<model::ReplicationResult, 2> results;
    const double part = 0.1 * (i % 7);
    for (model::ReplicationResult& result : results) {
      result.outcomes[model::Outcome::killed_total] = i % 3;
      result.outcomes[model::Outcome::workers_delivered] = 10;
    }
    results[0].outcomes[model::Outcome::killed_total_conditional] = (part + 0.2) + 0.3;
    results[1].outcomes[model::Outcome::killed_total_conditional] = part + (0.2 + 0.3);
    moments.add(results, scratch);
  }
  return moments;
}

// A difference of -6.9e-18 was "shown" to be best.
TEST_CASE("policies that do the same but for rounding do not differ") {
  const OutcomeMoments moments = rounded_moments(300);
  const auto conditional = model::Outcome::killed_total_conditional;
  REQUIRE(moments.mean(conditional, 0) != moments.mean(conditional, 1));
  CHECK(moments.sample(conditional, {1, 0}).mean == 0);
  CHECK(moments.sample(conditional, {1, 0}).variance == 0);
  const stats::ControlledSample controlled =
      moments.controlled_sample(*controlled_index(model::Outcome::killed_total), {1, 0});
  CHECK(controlled.mean_conditional == 0);
  CHECK(controlled.variance_conditional == 0);
  const Choice choice = choose(plan_of(300), {}, moments, 0, model::Outcome::killed_total, {});
  CHECK(choice.policies[1].side == Side::same);
  CHECK(!choice.winner);
  CHECK(choice.in_question == std::vector<std::size_t>{0, 1});
  CHECK(choice.equal_in_question);
  CHECK(choice.policies[0].probability_best == 0.5);
  const auto payment = payments(moments, {}).at(1);
  CHECK(payment->cost.position == stats::Position::no_difference);
}

TEST_CASE("a difference within the margin is equal, and one policy is told from another by one family of intervals") {
  const Results results = everything(3000);
  const OutcomeMoments moments = units(plan_of(3000), results).at(0);
  Question question;
  question.equivalent = 0;
  const Choice strict = choose(plan_of(3000), results, moments, 0, model::Outcome::killed_total, question);
  CHECK(strict.policies[2].side == Side::less);
  const double each = stats::bonferroni_confidence(0.95, 3);
  CHECK(strict.policies[2].against_baseline.high ==
        estimate(moments, model::Outcome::killed_total, {2, 0}, each).interval.high);
  question.equivalent = 1000;
  question.equivalent_is_share = false;
  const Choice wide = choose(plan_of(3000), results, moments, 0, model::Outcome::killed_total, question);
  CHECK(wide.margin == 1000);
  CHECK(wide.policies[2].side == Side::equal);
  CHECK(wide.in_question.size() == 3);
  CHECK(wide.equal_in_question);
}

TEST_CASE("nothing that happened says nothing of who is best") {
  OutcomeMoments moments(2);
  std::vector<double> scratch;
  for (int i = 0; i < 300; ++i) {
    moments.add(std::array<model::ReplicationResult, 2>(), scratch);
  }
  const Choice choice = choose(plan_of(300), {}, moments, 0, model::Outcome::killed_total, {});
  CHECK(choice.policies[1].side == Side::not_told);
  CHECK(choice.policies[1].against_baseline.high == stats::endless.high);
  CHECK(!choice.winner);
  CHECK(!choice.equal_in_question);
}

}  // namespace
}  // namespace convoyrisk::experiment
