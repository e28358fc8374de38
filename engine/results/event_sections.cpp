#include "experiment/summary/sums_columns.hpp"
#include "results/sections.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {
namespace {

/// The lists that the columns of events point into.
void event_dimensions(Group& group, const RunRecord& run, std::size_t events) {
  const spec::Scenario& scenario = run.scenario;
  counting_coordinate(group, "event", events, {"1", "event, by policy, replication and time"});
  policy_dimensions(group, run);
  Names kinds;
  for (const experiment::KeptKind& kind : experiment::kept_kinds) {
    kinds.push_back(experiment::kept_name(kind));
  }
  group.coordinate("kind", kinds, {"1", "kind of event"});
  group.coordinate("leg", names_of(scenario.network.roads), leg_description);
  group.coordinate("site", names_of(scenario.sites), {"1", "site"});
  group.coordinate("convoy", names_of(scenario.convoys), {"1", "convoy"});
  group.coordinate("group", names_of(scenario.threat.groups), {"1", "group of attackers"});
  Names zones;
  for (const spec::Road& road : scenario.network.roads) {
    zones.push_back(road.zone.valid() ? scenario.network.zones[road.zone.index()] : "");
  }
  write_column(group, "zone", "leg", zones, {"1", "zone of the leg, empty where it has none"});
}

/// A column of all events: `value(row, event)`, row by row of the totals.
template <class Number, class Value>
void write_events_column(Group& group, const RunRecord& run, const char* name, const Description& description,
                         const Value& value) {
  std::vector<Number> numbers;
  for (std::size_t row = 0; row < run.results.totals.size(); ++row) {
    for (const experiment::KeptEvent& event : run.results.totals[row].events) {
      numbers.push_back(value(row, event));
    }
  }
  write_array(group, name, {"event"}, numbers, description, Storage::packed);
}

}  // namespace

void write_events(Group group, const RunRecord& run) {
  const std::size_t policies = run.results.policies();
  std::size_t count = 0;
  for (const experiment::PolicyTotals& totals : run.results.totals) {
    count += totals.events.size();
  }
  group.attribute("start", iso_8601(run.scenario.start));
  event_dimensions(group, run, count);
  const auto place = [&](const char* name, const char* long_name, std::size_t (*of_row)(std::size_t, std::size_t)) {
    write_events_column<std::int32_t>(group, run, name, {"1", long_name},
                                      [&](std::size_t row, const experiment::KeptEvent&) {
                                        return static_cast<std::int32_t>(of_row(row, policies));
                                      });
  };
  if (!run.swept.empty()) {
    place("point_index", experiment::point_index_long_name, [](std::size_t row, std::size_t n) { return row / n; });
  }
  place("policy_index", experiment::policy_index_long_name, [](std::size_t row, std::size_t n) { return row % n; });
  for (const experiment::EventColumn& column : experiment::event_columns()) {
    std::visit(
        [&]<class Number>(Number experiment::KeptEvent::*of) {
          write_events_column<Number>(group, run, column.name, {column.units, column.long_name},
                                      [of](std::size_t, const experiment::KeptEvent& event) { return event.*of; });
        },
        column.of);
  }
}

}  // namespace convoyrisk::results
