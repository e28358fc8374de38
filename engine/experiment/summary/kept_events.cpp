#include "experiment/summary/kept_events.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::experiment {
namespace {

/// Place of the event's kind in kept_kinds, or their number.
std::size_t kept_kind(const model::Event& event) {
  const auto* const found = std::ranges::find_if(kept_kinds, [&event](const KeptKind& kind) {
    return kind.event == event.kind && (event.kind != model::EventKind::intercepted || kind.cause == event.cause);
  });
  return static_cast<std::size_t>(found - kept_kinds.begin());
}

template <class Kind>
std::int32_t index_or_none(Id<Kind> id) {
  return id.valid() ? static_cast<std::int32_t>(id.index()) : -1;
}

}  // namespace

std::string kept_name(const KeptKind& kind) {
  std::string name(model::event_names[static_cast<std::size_t>(kind.event)]);
  if (kind.event == model::EventKind::intercepted) {
    name.append("_").append(model::cause_names[static_cast<std::size_t>(kind.cause)]);
  }
  return name;
}

void keep_events(const model::EventLog& log, std::int64_t replication, std::vector<KeptEvent>& kept) {
  for (const model::Event& event : log) {
    const std::size_t kind = kept_kind(event);
    if (kind == kept_kinds.size() || !counts(event)) {
      continue;
    }
    kept.push_back({.replication = replication,
                    .entry = event.entry,
                    .day = static_cast<std::int32_t>(std::floor(event.time_h / 24)),
                    .kind = static_cast<std::int32_t>(kind),
                    .leg = index_or_none(event.leg),
                    .site = index_or_none(event.site),
                    .convoy = index_or_none(event.convoy),
                    .group = index_or_none(event.group),
                    .killed = event.killed,
                    .injured = event.injured,
                    .escort_killed = event.escort_killed,
                    .escort_injured = event.escort_injured});
  }
}

}  // namespace convoyrisk::experiment
