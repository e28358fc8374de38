#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

#include "model/history/replication.hpp"
#include "support/scenarios.hpp"

namespace convoyrisk::test {

/// One replication of a scenario under one policy, with its events. Without a log trips are not visited one by one: the
/// outcomes must be the same.
struct OneReplication {
  explicit OneReplication(const spec::Scenario& scenario, std::size_t policy = 0, std::uint64_t number = 0,
                          std::uint64_t seed = 1)
      : world(scenario) {
    model::Replication replication(world);
    replication.run(PolicyId(policy), seed, number, result, &log);
    model::Replication(world).run(PolicyId(policy), seed, number, unlogged);  // which has drawn nothing yet
    CHECK(result.outcomes.values() == unlogged.outcomes.values());
  }
  explicit OneReplication(const Blocks& blocks, std::size_t policy = 0, std::uint64_t number = 0,
                          std::uint64_t seed = 1)
      : OneReplication(read(blocks), policy, number, seed) {}

  [[nodiscard]] double operator[](model::Outcome outcome) const { return result.outcomes[outcome]; }
  [[nodiscard]] std::int64_t count(model::EventKind kind) const {
    return std::ranges::count(log, kind, &model::Event::kind);
  }
  [[nodiscard]] std::vector<double> times_h(model::EventKind kind) const {
    std::vector<double> list;
    for (const model::Event& event : log) {
      if (event.kind == kind) {
        list.push_back(event.time_h);
      }
    }
    return list;
  }

  model::World world;
  model::ReplicationResult result;
  model::ReplicationResult unlogged;
  model::EventLog log;
};

}  // namespace convoyrisk::test
