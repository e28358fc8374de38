#pragma once

#include <string>

#include "api/trace_output.hpp"

namespace convoyrisk::app {

/// One replication told for reading, at 80 columns: what attackers did and met, and what became of trips that did not
/// go as planned. Times are whole hours and places whole legs, as in every trace.
[[nodiscard]] std::string trace_text(const model::World& world, const api::Trace& trace);

}  // namespace convoyrisk::app
