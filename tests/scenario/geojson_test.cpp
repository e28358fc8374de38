#include "scenario/format/writer.hpp"
#include "scenario/support.hpp"
#include "support/scratch_folder.hpp"

namespace convoyrisk::scenario {
namespace {

const std::string rest = R"(
vehicles: {coach: {seats: 40, protection: 0}}
convoys: [{name: c, from: besham, to: dasu, depart: {every: 1 d}, workers: 1, vehicles: {coach: 1}, speed: 40 km/h}]
threat: {}
policies: [{name: p}]
)";

const std::string by_file =
    "convoyrisk: 1\ntitle: t\nstart: 2024-03-04\nhorizon: 1 d\nnetwork: {file: corridor.geojson}\n" + rest;

const std::string by_hand = R"(
convoyrisk: 1
title: t
start: 2024-03-04
horizon: 1 d
network:
  nodes:
    besham: {lat: 34.93, lon: 72.88}
    pattan: {lat: 35.1, lon: 73.0}
    dasu: {lat: 35.29, lon: 73.29}
  roads:
    - {from: besham, to: pattan, length: 33 km, speed: 40 km/h, zone: kohistan, cover: 0.8}
    - {name: valley road, from: pattan, to: dasu, speed: 35.5 km/h}
)" + rest;

/// Messages of a network file with the given text, without its folder.
[[nodiscard]] Messages errors_of_network(const std::string& geojson) {
  const tests::ScratchFolder folder;
  tests::write_file(folder / "corridor.geojson", geojson);
  Messages messages;
  try {
    static_cast<void>(read_scenario_text(by_file, "s.yaml", folder.path()));
  } catch (const InputErrors& errors) {
    messages = errors.messages();
  }
  const std::string prefix = (folder / "").string();
  for (std::string& message : messages) {
    message.erase(0, message.starts_with(prefix) ? prefix.size() : 0);
  }
  return messages;
}

[[nodiscard]] Messages errors_with(const std::string& find, const std::string& replacement) {
  return errors_of_network(patched(read_text_file(data_directory / "corridor.geojson").value(), find, replacement));
}

}  // namespace

TEST_CASE("a GeoJSON network equals the same written out", "[scenario]") {
  const spec::Scenario scenario = read(by_file).scenario;
  CHECK(scenario == read(by_hand).scenario);
  CHECK(scenario.network.zones == Messages{"kohistan", ""});
  CHECK(to_yaml(scenario) == to_yaml(read(by_hand).scenario));
}

TEST_CASE("overrides reach into a GeoJSON network", "[scenario]") {
  const auto set = [](const std::string& text) { return Overrides{parse_override(text)}; };
  CHECK(read(by_file, set("network.roads.valley road.cover=0.5")).scenario.network.roads[1].cover == 0.5);
  CHECK(read(by_file, set("network.nodes.dasu.lat=35")).scenario.network.nodes[2].latitude_deg == 35);
  CHECK(errors_of(by_file, set("network.file=other.geojson")) ==
        Messages{
            "--set network.file=other.geojson: network.file: 'other.geojson' cannot be read; it is looked for from the "
            "folder of the scenario"});
}

TEST_CASE("errors of a GeoJSON network name its file and feature", "[scenario]") {
  CHECK(errors_with("\"speed_kmh\": 40", "\"speed_kmh\": \"40\"") ==
        Messages{"corridor.geojson: features[3] 'besham - pattan': speed_kmh: must be a number, not \"40\"; "
                 "'convoyrisk import geojson' makes a network of other files"});
  CHECK(
      errors_with("\"speed_kmh\": 40", "\"speed_kmh\": -40") ==
      Messages{
          "corridor.geojson: features[3] 'besham - pattan': network.roads.\"besham - pattan\".speed: must be above 0, "
          "not -40 km/h"});
  CHECK(
      errors_with("\"speed_kmh\": 40,", "") ==
      Messages{"corridor.geojson: features[3] 'besham - pattan': network.roads.\"besham - pattan\".speed: is missing"});
  CHECK(errors_with("\"oneway\": false", "\"oneway\": \"no\"") ==
        Messages{"corridor.geojson: features[3] 'besham - pattan': oneway: must be true or false, not \"no\"; "
                 "'convoyrisk import geojson' makes a network of other files"});
  CHECK(errors_with("\"zone\": \"kohistan\"", "\"zone\": 7") ==
        Messages{"corridor.geojson: features[3] 'besham - pattan': zone: must be a text, not 7"});
  CHECK(
      errors_with("\"from\": \"pattan\"", "\"from\": \"patan\"") ==
      Messages{
          "corridor.geojson: features[4] 'valley road': network.roads.\"valley road\".from: no node is named 'patan'; "
          "did you mean 'pattan'?"});
  CHECK(errors_with("[73.29, 35.29]}}", "[73.29]}}") ==
        Messages{"corridor.geojson: features[2] 'dasu': coordinates: must be [longitude, latitude]"});
  CHECK(
      errors_with("[73.29, 35.29]}}", "[73.29, 95.29]}}") ==
      Messages{"corridor.geojson: features[2] 'dasu': network.nodes.dasu.lat: must lie between -90 and 90 degrees, not "
               "95.29"});
  CHECK(errors_with("{\"name\": \"dasu\"}", "{\"name\": \"pattan\"}") ==
        Messages{"corridor.geojson: features[2] 'pattan': network.nodes.pattan: the key stands here a second time"});
  CHECK(errors_with("{\"name\": \"dasu\"}", "{}") == Messages{"corridor.geojson: features[2]: name: is missing"});
  CHECK(errors_with("\"LineString\"", "\"Polygon\"") ==
        Messages{"corridor.geojson: features[3] 'besham - pattan': must be a LineString or a Point, not 'Polygon'; "
                 "'convoyrisk import geojson' makes a network of other files"});
  CHECK(errors_with("\"geometry\": {\"type\": \"Point\", \"coordinates\": [73.29, 35.29]}", "\"geometry\": null") ==
        Messages{"corridor.geojson: features[2] 'dasu': has no geometry"});
}

TEST_CASE("a GeoJSON network is read as editors write it", "[scenario]") {
  const std::string text = read_text_file(data_directory / "corridor.geojson").value();
  CHECK(errors_of_network("\xEF\xBB\xBF" + text).empty());
  std::string windows;
  for (const char c : text) {
    windows += c == '\n' ? "\r\n" : std::string(1, c);
  }
  CHECK(errors_of_network(windows).empty());
  CHECK(errors_with("[73.29, 35.29]}}", "[73.29, 35.29, 840.5]}}").empty());
  const std::string lines =
      patched(text, "\"LineString\", \"coordinates\": [[", "\"MultiLineString\", \"coordinates\": [[[");
  CHECK(errors_of_network(patched(lines, "]]}}", "]]]}}")).empty());
}

TEST_CASE("a feature that repeats a key is refused, for one of the two would be lost", "[scenario]") {
  CHECK(errors_with("\"speed_kmh\": 40", "\"speed_kmh\": 40, \"speed_kmh\": 50") ==
        Messages{"corridor.geojson: features[3]: the key 'speed_kmh' stands here a second time"});
  CHECK(errors_with("\"type\": \"FeatureCollection\"", "\"type\": \"FeatureCollection\", \"type\": 3") ==
        Messages{"corridor.geojson: the key 'type' stands here a second time"});
}

TEST_CASE("a network that is not UTF-8 is told with its place", "[scenario]") {
  CHECK(
      errors_of_network("{\n \"name\": \"M\xE1laga\"}") ==
      Messages{"corridor.geojson:2:12: is not UTF-8: save it as UTF-8, or convert it, as by 'iconv -f WINDOWS-1252 -t "
               "UTF-8'"});
}

TEST_CASE("a misspelled property is warned of", "[scenario]") {
  const tests::ScratchFolder folder;
  const std::string text = read_text_file(data_directory / "corridor.geojson").value();
  tests::write_file(folder / "corridor.geojson", patched(text, "\"length_km\"", "\"lenght_km\""));
  const Messages warnings = read_scenario_text(by_file, "s.yaml", folder.path()).warnings;
  REQUIRE(warnings.size() == 1);
  CHECK(warnings.front().ends_with(
      "features[3] 'besham - pattan': the property 'lenght_km' is not read; did you mean 'length_km'?"));
}

TEST_CASE("a GeoJSON file that is none says so", "[scenario]") {
  CHECK(errors_of_network("{\n  \"type\": \xC3").size() == 1);
  CHECK(
      errors_of_network("{\n  \"type\": ,") ==
      Messages{
          "corridor.geojson:2:11: not JSON: syntax error while parsing value - unexpected ','; expected '[', '{', or a "
          "literal"});
  CHECK(errors_of_network("[]") == Messages{"corridor.geojson: is not a GeoJSON FeatureCollection"});
  CHECK(errors_of_network("{\"type\": \"FeatureCollection\"}") ==
        Messages{"corridor.geojson: is not a GeoJSON FeatureCollection"});
  CHECK(errors_of_network("{\"type\": \"FeatureCollection\", \"features\": [3]}") ==
        Messages{"corridor.geojson: features[0]: has no geometry"});
  CHECK(errors_of(patched(by_file, "corridor.geojson", "nowhere.geojson")) ==
        Messages{"<file: |nowhere.geojson>: network.file: 'nowhere.geojson' cannot be read; it is looked for from the "
                 "folder of the scenario"});
  CHECK(errors_of(patched(by_file, "corridor.geojson", "[a]")) ==
        Messages{"<file: |[a>: network.file: must name a GeoJSON file"});
}

}  // namespace convoyrisk::scenario
