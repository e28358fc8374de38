#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "model/history/replication.hpp"
#include "scenario/study/reader.hpp"
#include "support/source_dir.hpp"

namespace convoyrisk::test {

/// A scenario as text, block by block, in YAML's flow style. As it stands: one road of 30 km, a bus every six hours, no
/// threat.
struct Blocks {
  std::string start = "2024-01-01T00:00";
  std::string horizon = "100 d";
  std::string warmup = "0 d";
  std::string network =
      "{segment: 5 km, nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 0.1}},"
      " roads: [{from: a, to: b, length: 30 km, speed: 60 km/h, zone: plain}]}";
  std::string vehicles = "{bus: {seats: 20, protection: 0}}";
  std::string convoys =
      "[{name: bus, from: a, to: b, depart: {every: 6 h}, workers: 20, vehicles: {bus: 1}, speed: 60 km/h}]";
  std::string sites;
  std::string threat = "{groups: []}";
  std::string policies = "[{name: base}]";
};

inline spec::Scenario read(const Blocks& blocks) {
  std::string text = "convoyrisk: 1\ntitle: test\nstart: " + blocks.start + "\nhorizon: " + blocks.horizon +
                     "\nwarmup: " + blocks.warmup + "\nnetwork: " + blocks.network + "\nvehicles: " + blocks.vehicles +
                     "\nconvoys: " + blocks.convoys + "\n";
  if (!blocks.sites.empty()) {
    text += "sites: " + blocks.sites + "\n";
  }
  text += "threat: " + blocks.threat + "\npolicies: " + blocks.policies + "\n";
  return scenario::read_scenario_text(text, "test.yaml", ".").scenario;
}

/// A file of the source tree.
inline spec::Scenario read_file(const std::string& path) {
  return scenario::read_scenario(std::filesystem::path(tests::source_dir) / path).scenario;
}

using WorldPointer = std::shared_ptr<const model::World>;

inline WorldPointer world_of(const std::string& path) { return std::make_shared<const model::World>(read_file(path)); }

/// All outcomes of replications 0 to `count` - 1.
inline std::vector<model::OutcomeValues> simulate(const model::World& world, std::int64_t count, std::uint64_t seed,
                                                  std::size_t policy = 0) {
  model::Replication replication(world);
  model::ReplicationResult result;
  std::vector<model::OutcomeValues> outcomes;
  for (std::int64_t i = 0; i < count; ++i) {
    replication.run(PolicyId(policy), seed, static_cast<std::uint64_t>(i), result);
    outcomes.push_back(result.outcomes);
  }
  return outcomes;
}

inline std::vector<model::OutcomeValues> simulate(const Blocks& blocks, std::int64_t count, std::uint64_t seed,
                                                  std::size_t policy = 0) {
  const model::World world(read(blocks));
  return simulate(world, count, seed, policy);
}

inline std::vector<double> values_of(const std::vector<model::OutcomeValues>& outcomes, model::Outcome which) {
  std::vector<double> values;
  for (const model::OutcomeValues& outcome : outcomes) {
    values.push_back(outcome[which]);
  }
  return values;
}

inline double total(const std::vector<model::OutcomeValues>& outcomes, model::Outcome which) {
  double sum = 0;
  for (const model::OutcomeValues& outcome : outcomes) {
    sum += outcome[which];
  }
  return sum;
}

}  // namespace convoyrisk::test
