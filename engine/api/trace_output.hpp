#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "model/history/event_log.hpp"
#include "model/history/outcome.hpp"
#include "model/world/world.hpp"

namespace convoyrisk::api {

/// One replication under one policy, event by event.
struct Trace {
  std::string scenario_file;
  std::string program_version;
  PolicyId policy;
  std::uint64_t replication = 0;
  std::uint64_t seed = 0;
  model::ReplicationResult result;
  model::EventLog events;
};

/// The formats of docs/trace.md. Times are whole hours and places whole legs; what cells weigh, remember and intend is
/// not in them.
[[nodiscard]] std::string trace_lines(const model::World& world, const Trace& trace);
[[nodiscard]] std::string trace_geojson(const model::World& world, const Trace& trace);

}  // namespace convoyrisk::api
