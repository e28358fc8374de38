#include "app/text/trace_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/text/describe_policy.hpp"
#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"
#include "base/printable.hpp"

namespace convoyrisk::app {
namespace {

using enum model::EventKind;
using model::Event;
using model::Outcome;

class TraceText {
 public:
  explicit TraceText(const spec::Scenario& scenario) : scenario_(scenario) {}

  /// What happened, without its time; empty where nothing did that is worth a line.
  [[nodiscard]] std::string told(const Event& event) const {
    switch (event.kind) {
      case cancelled:
        return trip(event) + " is cancelled";
      case flown:
        return event.killed > 0 ? fmt::format("{} flies: {} killed", trip(event), grouped(event.killed)) : "";
      case staged:
        return fmt::format("{} waits at {}", attackers(event), place(event));
      case intercepted:
        return fmt::format("{} is intercepted{}", attackers(event), cause(event));
      case eliminated:
        return attackers(event) + " is no more";
      case recruited:
        return attackers(event) + " is recruited";
      case spotted:
      case background_spotted:
      case site_spotted:
        return fmt::format("{} spots {} at {} in time", target(event), attackers(event), place(event));
      case passed:
        return fmt::format("{} passes {} at {}, which lets it go", target(event), attackers(event), place(event));
      case attacked:
      case background_attacked:
      case site_attacked:
        return fmt::format("{} is attacked by {} at {}: {}", target(event), attackers(event), place(event),
                           harm(event));
      default:
        return "";
    }
  }

 private:
  [[nodiscard]] const std::string& convoy(const Event& event) const {
    return scenario_.convoys[event.convoy.index()].name;
  }
  [[nodiscard]] std::string trip(const Event& event) const {
    return event.part > 0 ? fmt::format("{}, part {},", convoy(event), event.part + 1) : convoy(event);
  }
  [[nodiscard]] std::string target(const Event& event) const {
    return event.convoy.valid() ? trip(event) : place(event);
  }
  [[nodiscard]] std::string attackers(const Event& event) const {
    return event.group.valid() ? fmt::format("{}, cell {},", scenario_.threat.groups[event.group.index()].name,
                                             api::cell_name(event.cell))
                               : "somebody unknown";
  }
  [[nodiscard]] std::string place(const Event& event) const {
    if (event.site.valid()) {
      return scenario_.sites[event.site.index()].name;
    }
    return event.leg.valid() ? scenario_.network.roads[event.leg.index()].name : "an unknown place";
  }
  [[nodiscard]] static std::string cause(const Event& event) {
    using enum model::Cause;
    switch (event.cause) {
      case spotting:
        return " where a convoy spotted it";
      case patrol:
        return " by a patrol";
      case tip:
        return " after a tip";
      case raid:
        return " in a raid";
      case reaction:
        return " by the reaction force";
    }
    return "";
  }
  [[nodiscard]] static std::string harm(const Event& event) {
    std::string text = fmt::format("{} killed, {} injured", grouped(event.killed), grouped(event.injured));
    if (event.escort_killed + event.escort_injured > 0) {
      text += fmt::format("; of the escort {} killed, {} injured", grouped(event.escort_killed),
                          grouped(event.escort_injured));
    }
    return text;
  }

  const spec::Scenario& scenario_;
};

/// "2024-01-15 06h".
std::string hour_of(const spec::Start& start, double time_h) {
  constexpr std::size_t to_the_hour = 13;
  std::string text = api::local_time(start, api::whole_hour(time_h)).substr(0, to_the_hour);
  std::ranges::replace(text, 'T', ' ');
  return text + "h";
}

}  // namespace

std::string trace_text(const model::World& world, const api::Trace& trace) {
  const spec::Scenario& scenario = world.scenario();
  const TraceText words(scenario);
  std::string text = wrapped(printable(scenario.title), page_width);
  text += wrapped(fmt::format("Replication {} under \"{}\", seed {}. Trips that went as planned are left out, and what "
                              "cells do in hiding; ~ is the warm-up, which does not count.",
                              grouped(static_cast<std::int64_t>(trace.replication)),
                              scenario.policies[trace.policy.index()].name, trace.seed),
                  page_width) +
          "\n";
  for (const Event& event : trace.events) {
    if (const std::string told = words.told(event); !told.empty()) {
      text += wrapped(fmt::format("{} {} {}", hour_of(scenario.start, event.time_h), counts(event) ? " " : "~", told),
                      page_width, 2);
    }
  }
  const model::OutcomeValues& outcomes = trace.result.outcomes;
  const auto number = [&](Outcome outcome) { return grouped(outcomes[outcome]); };
  text += "\n" + wrapped(fmt::format("In all {}, {} on sites: {} killed and {} injured, all people. "
                                     "{} of {} trips arrived.",
                                     plural(static_cast<std::int64_t>(outcomes[Outcome::attacks]), "attack"),
                                     number(Outcome::site_attacks), number(Outcome::killed_total),
                                     number(Outcome::injured_total), number(Outcome::trips_arrived),
                                     number(Outcome::trips_scheduled)),
                         page_width);
  return text;
}

}  // namespace convoyrisk::app
