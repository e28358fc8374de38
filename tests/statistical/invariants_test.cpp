// What every replication of every scenario must keep.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <string>

#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

using enum Outcome;

template <class List, class Member>
std::int64_t sum(const List& list, Member member) {
  std::int64_t total = 0;
  for (const auto& item : list) {
    total += item.*member;
  }
  return total;
}

void check_conservation(const ReplicationResult& result) {
  const OutcomeValues& all = result.outcomes;
  CHECK(all[trips_scheduled] == all[trips_cancelled] + all[trips_flown] + all[trips_arrived] + all[trips_unfinished]);
  CHECK(all[encounters] == all[spotted] + all[attacks_by_cells] + all[passed]);
  CHECK(all[attacks] == all[attacks_by_cells] + all[background_attacks] + all[site_attacks]);
  CHECK(all[killed_total] ==
        all[killed] + all[escort_killed] + all[site_killed] + all[flown_killed] + all[accident_killed]);
  CHECK(all[injured_total] == all[injured] + all[escort_injured] + all[site_injured]);
  CHECK(all[workers_delivered] <= all[workers_scheduled]);
  CHECK(all[vehicles_hit] >= all[attacks_by_cells] + all[background_attacks]);
  const double conditional = all[killed_conditional] + all[site_killed_conditional] + all[escort_killed_conditional];
  CHECK(all[killed_total_conditional] >= conditional * (1 - 1e-12));
}

void check_sums(const ReplicationResult& result) {
  const OutcomeValues& all = result.outcomes;
  CHECK(static_cast<double>(sum(result.legs, &LegCounts::attacks)) + all[site_attacks] == all[attacks]);
  CHECK(static_cast<double>(sum(result.days, &DayCounts::attacks)) == all[attacks]);
  CHECK(static_cast<double>(sum(result.legs, &LegCounts::killed)) == all[killed]);
  CHECK(static_cast<double>(sum(result.days, &DayCounts::killed)) == all[killed]);
  CHECK(static_cast<double>(sum(result.legs, &LegCounts::stagings)) == all[stagings]);
  std::int64_t attacks_by_dead = 0;
  std::int64_t dead = 0;
  double dead_conditional = 0;
  for (std::size_t n = 0; n < result.severity.size(); ++n) {
    attacks_by_dead += result.severity[n];
    dead += result.severity[n] * static_cast<std::int64_t>(n);
    dead_conditional += result.severity_conditional[n] * static_cast<double>(n);
  }
  CHECK(static_cast<double>(attacks_by_dead) == all[attacks]);
  CHECK(static_cast<double>(dead) == all[killed] + all[site_killed]);
  CHECK(dead_conditional == Approx(all[killed_conditional] + all[site_killed_conditional]).epsilon(1e-6).margin(1e-8));
}

void check_values(const ReplicationResult& result) {
  for (const OutcomeInfo& info : outcome_infos()) {
    const double value = result.outcomes[info.outcome];
    INFO(info.name);
    CHECK(std::isfinite(value));
    CHECK((value >= 0 || info.outcome == cost));
    CHECK((!info.is_count || value == std::floor(value)));
  }
}

double count(const EventLog& log, EventKind kind) {
  return static_cast<double>(
      std::ranges::count_if(log, [kind](const Event& event) { return event.kind == kind && event.time_h >= 0; }));
}

void check_events(const ReplicationResult& result, const EventLog& log) {
  const OutcomeValues& all = result.outcomes;
  CHECK(std::ranges::is_sorted(log, {}, &Event::time_h));
  CHECK(count(log, EventKind::spotted) == all[spotted]);
  CHECK(count(log, EventKind::attacked) == all[attacks_by_cells]);
  CHECK(count(log, EventKind::passed) == all[passed]);
  CHECK(count(log, EventKind::background_attacked) == all[background_attacks]);
  CHECK(count(log, EventKind::background_spotted) == all[background_spotted]);
  CHECK(count(log, EventKind::site_attacked) == all[site_attacks]);
  CHECK(count(log, EventKind::staged) == all[stagings]);
  CHECK(count(log, EventKind::eliminated) == all[cells_eliminated]);
  CHECK(count(log, EventKind::recruited) == all[cells_recruited]);
  CHECK(count(log, EventKind::intercepted) == all[interceptions_spotting] + all[interceptions_patrol] +
                                                  all[interceptions_tip] + all[interceptions_raid] +
                                                  all[interceptions_reaction]);
}

void check_scenario(const std::string& path, std::uint64_t replications) {
  const World world(test::read_file(path));
  Replication replication(world);
  ReplicationResult result;
  for (std::size_t policy = 0; policy < world.policy_count(); ++policy) {
    for (std::uint64_t i = 0; i < replications; ++i) {
      INFO(path << ", policy " << policy << ", replication " << i);
      EventLog log;
      replication.run(PolicyId(policy), 91, i, result, &log);
      check_conservation(result);
      check_sums(result);
      check_values(result);
      check_events(result, log);
    }
  }
}

TEST_CASE("every replication keeps the invariants in the shipped scenarios") {
  check_scenario("scenarios/first-steps.yaml", 200);
  check_scenario("scenarios/karakoram.yaml", 10);
}

TEST_CASE("every replication keeps the invariants with every measure") {
  check_scenario("tests/scenario/data/everything.yaml", 40);
}

TEST_CASE("every replication keeps the invariants in scenarios of one process each") {
  for (const std::string name :
       {"01-background", "02-regimes", "03-cells", "04-habit", "05-assault", "06-excitation", "07-sites",
        "08-recruitment", "09-postures", "10-consolidate-airlift", "11-intelligence", "12-everything"}) {
    check_scenario("tests/reference/scenarios/" + name + ".yaml", 6);
  }
}

/// Nobody dies or is injured twice: with a mode that surely kills, no more die than set out.
TEST_CASE("the dead and the injured never exceed the people exposed") {
  test::Blocks blocks;
  blocks.threat =
      "{background: {rates: {plain: 0.3 /km}, modes: [{name: m, kill: 0.3, injure: 0.6, spread: 1, severity_cv: 1}]}}";
  const World world(test::read(blocks));
  for (const OutcomeValues& outcomes : test::simulate(world, 20, 92)) {
    CHECK(outcomes[attacks] > 2 * outcomes[trips_scheduled]);  // several a trip
    CHECK(outcomes[killed] > 0.5 * outcomes[workers_scheduled]);
    CHECK(outcomes[killed] <= outcomes[workers_scheduled]);
    CHECK(outcomes[injured] <= outcomes[workers_scheduled]);
    CHECK(outcomes[workers_delivered] + outcomes[killed] == outcomes[workers_scheduled]);
  }
}

}  // namespace
}  // namespace convoyrisk::model
