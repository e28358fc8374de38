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

// What other forms of it share.

/// The hour in which an event falls, from t = 0. The minute of a meeting, with that of the departure, would give its
/// place within the leg.
[[nodiscard]] std::int64_t whole_hour(double time_h);
/// The local time so many hours after t = 0, as 2024-01-15T06:00:00.
[[nodiscard]] std::string local_time(const spec::Start& start, std::int64_t hours);
/// A cell by its number in its group, or among the recruits.
[[nodiscard]] std::string cell_name(std::uint64_t cell);

}  // namespace convoyrisk::api
