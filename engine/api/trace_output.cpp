#include "api/trace_output.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

namespace convoyrisk::api {
namespace {

using Json = nlohmann::ordered_json;
using model::Event;
using model::EventKind;

/// Two digits: help comes sooner to some parts of a leg than to others, and more of them would tell which it was.
double two_digits(double value) { return std::strtod(fmt::format("{:.1e}", value).c_str(), nullptr); }

Json header_json(const spec::Scenario& scenario, const Trace& trace) {
  return {{"scenario", trace.scenario_file},  {"policy", scenario.policies[trace.policy.index()].name},
          {"replication", trace.replication}, {"seed", trace.seed},
          {"version", trace.program_version}, {"start", local_time(scenario.start, 0)}};
}

void add_actors(const spec::Scenario& scenario, const Event& event, Json& json) {
  if (event.convoy.valid()) {
    json["convoy"] = scenario.convoys[event.convoy.index()].name;
    json["entry"] = event.entry;
    if (event.part > 0) {
      json["part"] = event.part;
    }
  }
  if (event.group.valid()) {
    json["group"] = scenario.threat.groups[event.group.index()].name;
    json["cell"] = cell_name(event.cell);
  }
  if (event.leg.valid()) {
    json["leg"] = scenario.network.roads[event.leg.index()].name;
  }
  if (event.site.valid()) {
    json["site"] = scenario.sites[event.site.index()].name;
  }
}

Json event_json(const spec::Scenario& scenario, const Event& event) {
  const std::int64_t hour = whole_hour(event.time_h);
  Json json{{"time_h", hour},
            {"time", local_time(scenario.start, hour)},
            {"event", model::event_names[static_cast<std::size_t>(event.kind)]}};
  add_actors(scenario, event, json);
  if (event.kind == EventKind::intercepted) {
    json["cause"] = model::cause_names[static_cast<std::size_t>(event.cause)];
  }
  if (is_meeting(event.kind)) {
    json["spot_probability"] = event.spot_probability;
    json["attack_probability"] = event.attack_probability;
    json["expected_killed"] = two_digits(event.expected_killed);
  }
  if (is_attack(event.kind)) {
    json["killed"] = event.killed;
    json["injured"] = event.injured;
    if (!event.site.valid()) {
      json["escort_killed"] = event.escort_killed;
      json["escort_injured"] = event.escort_injured;
    }
  } else if (event.kind == EventKind::flown) {
    json["killed"] = event.killed;
  }
  if (event.waited_h > 0) {
    json["waited_h"] = two_digits(event.waited_h);
  }
  json["counted"] = counts(event);
  return json;
}

Json position(const spec::Node& node) { return {node.longitude_deg, node.latitude_deg}; }

Json leg_feature(const model::World& world, const Trace& trace, std::size_t leg, const Json& events,
                 std::int64_t encounters, std::int64_t spotted) {
  const spec::Network& network = world.scenario().network;
  const spec::Road& road = network.roads[leg];
  const spec::Node& from = network.nodes[road.from.index()];
  const spec::Node& to = network.nodes[road.to.index()];
  const model::LegCounts& counts = trace.result.legs[leg];
  const Json geometry{{"type", "LineString"}, {"coordinates", Json::array({position(from), position(to)})}};
  const Json properties{{"leg", road.name},
                        {"from", from.name},
                        {"to", to.name},
                        {"convoy_km", static_cast<double>(counts.segments_passed) * world.legs()[leg].segment_km()},
                        {"stagings", counts.stagings},
                        {"encounters", encounters},
                        {"spotted", spotted},
                        {"attacks", counts.attacks},
                        {"killed", counts.killed},
                        {"events", events}};
  return {{"type", "Feature"}, {"geometry", geometry}, {"properties", properties}};
}

bool is_encounter(EventKind kind) {
  return kind == EventKind::spotted || kind == EventKind::attacked || kind == EventKind::passed;
}

}  // namespace

std::int64_t whole_hour(double time_h) { return static_cast<std::int64_t>(std::floor(time_h)); }

std::string local_time(const spec::Start& start, std::int64_t hours) {
  using namespace std::chrono;
  const sys_days first{year{start.year} / month{static_cast<unsigned>(start.month)} /
                       day{static_cast<unsigned>(start.day)}};
  const sys_seconds instant = sys_seconds{first} + seconds{start.second_of_day} + std::chrono::hours{hours};
  const sys_days midnight = floor<days>(instant);
  const year_month_day date{midnight};
  const hh_mm_ss clock{instant - midnight};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

std::string cell_name(std::uint64_t cell) {
  static constexpr std::array streams{"", "recruit ", "backlash recruit "};
  const model::CellName name = model::CellName::of(cell);
  if (name.stream == streams.size()) {
    return fmt::format("follow-up {:010x}", name.number);
  }
  return fmt::format("{}{}", streams[name.stream], name.number + 1);
}

std::string trace_lines(const model::World& world, const Trace& trace) {
  std::string text =
      header_json(world.scenario(), trace).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  for (const Event& event : trace.events) {
    text += event_json(world.scenario(), event).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  }
  return text;
}

std::string trace_geojson(const model::World& world, const Trace& trace) {
  const spec::Scenario& scenario = world.scenario();
  const std::size_t legs = scenario.network.roads.size();
  std::vector<Json> on_leg(legs, Json::array());
  std::vector<std::int64_t> encounters(legs, 0);
  std::vector<std::int64_t> spotted(legs, 0);
  Json elsewhere = Json::array();
  for (const Event& event : trace.events) {
    if (!event.leg.valid()) {
      elsewhere.push_back(event_json(scenario, event));
      continue;
    }
    const std::size_t leg = event.leg.index();
    on_leg[leg].push_back(event_json(scenario, event));
    encounters[leg] += counts(event) && is_encounter(event.kind) ? 1 : 0;
    spotted[leg] += counts(event) && event.kind == EventKind::spotted ? 1 : 0;
  }
  Json features = Json::array();
  for (std::size_t leg = 0; leg < legs; ++leg) {
    features.push_back(leg_feature(world, trace, leg, on_leg[leg], encounters[leg], spotted[leg]));
  }
  const Json whole{{"trace", header_json(scenario, trace)},
                   {"type", "FeatureCollection"},
                   {"features", features},
                   {"events", elsewhere}};
  return whole.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace convoyrisk::api
