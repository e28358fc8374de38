#include "scenario/format/writer.hpp"
#include "scenario/support.hpp"

namespace convoyrisk::scenario {
namespace {

/// Reads what is written; the number of replications is not written.
[[nodiscard]] spec::Scenario again(const spec::Scenario& scenario) {
  const std::string text = to_yaml(scenario);
  INFO(text);
  spec::Scenario copy = read_scenario_text(text, "resolved.yaml", "/nowhere").scenario;
  CHECK(to_yaml(copy) == text);
  copy.run.replications = scenario.run.replications;
  return copy;
}

}  // namespace

TEST_CASE("a scenario that is written is read back equal", "[scenario]") {
  const spec::Scenario scenario = read(everything()).scenario;
  CHECK(again(scenario) == scenario);
}

TEST_CASE("a study that is written is read back equal", "[scenario]") {
  const std::string uncertain = everything().substr(everything().find("\nuncertainty:"));
  const std::string plain = everything().substr(0, everything().find("\nsweep:"));
  // A roster and a road's length that the file leaves out follow the workers and the nodes.
  const std::string sweep =
      "\nsweep:\n  zip:\n    convoys.relief.workers: [6, 12]\n    network.nodes.chilas.lat: [35.42, 35.5]\n"
      "    policies.escorts.escort.vehicles: [1, 2]\n    policies.everything.postures[0]: [{after: attack, for: 1 d}, "
      "{after: spotted, for: 1 d, zones: [\"\"]}]\n    policies.\"status quo\".vehicles: [{coach: armoured}, {}]\n";
  for (const std::string& blocks : {sweep + uncertain, sweep, uncertain, std::string()}) {
    const Study study = read_study_text(plain + blocks, "s.yaml", data_directory);
    const std::string text = study.resolved_yaml();
    INFO(text);
    Changes draws;  // how many there are is not written
    if (study.draw_count() > 0) {
      draws.overrides = {parse_override("uncertainty.draws=200")};
    }
    const Study copy = read_study_text(text, "resolved.yaml", "/nowhere", draws);
    CHECK(copy.resolved_yaml() == text);
    REQUIRE(copy.point_count() == study.point_count());
    REQUIRE(copy.draw_count() == study.draw_count());
    CHECK(copy.inner() == study.inner());
    for (std::size_t i = 0; i < study.swept().size(); ++i) {
      CHECK(copy.swept().at(i).path == study.swept()[i].path);
      CHECK(copy.swept().at(i).values == study.swept()[i].values);
    }
    for (std::size_t i = 0; i < study.uncertain().size(); ++i) {
      CHECK(copy.uncertain().at(i).path == study.uncertain()[i].path);
    }
    for (std::size_t point = 0; point < study.point_count(); ++point) {
      for (std::size_t draw = 0; draw < 3; ++draw) {
        spec::Scenario scenario = copy.scenario(point, draw);
        scenario.run.replications = study.base().run.replications;
        CHECK(scenario == study.scenario(point, draw));
      }
    }
  }
}

TEST_CASE("numbers that no short decimal gives are written to the last bit", "[scenario]") {
  spec::Scenario scenario = read(everything()).scenario;
  scenario.horizon_h = 1.0 / 3.0;
  scenario.threat.groups[0].engage = 0.1 + 0.2;
  scenario.network.roads[0].length_km = 33.0 + 1e-14;
  scenario.run.precision[0].half_width = 0.07 / 3;
  std::get<spec::Periodic>(scenario.convoys[1].depart).every_s = 1e5 / 7;
  CHECK(again(scenario) == scenario);
}

TEST_CASE("names that YAML could take for something else are quoted", "[scenario]") {
  for (const std::string name : {"no",  "null", "~",  "12", "a: b", "a # b", "- a", "'a'", "\"a\"",       "a\\b",
                                 "[a]", "{a}",  " a", "a ", "*a",   "&a",    "!a",  "é",   "=",           "a, b",
                                 "?",   "|",    "%",  "@",  "`",    "1:30",  "Yes", ".5",  "\xE2\x80\xA8"}) {
    spec::Scenario scenario = read(everything()).scenario;
    scenario.title = name;
    scenario.network.nodes[0].name = name;
    scenario.network.roads[0].name = name;
    scenario.network.zones[0] = name;
    scenario.vehicle_types[0].name = name;
    scenario.threat.groups[0].modes[0].name = name;
    scenario.policies[0].name = name;
    INFO(name);
    CHECK(again(scenario) == scenario);
  }
}

TEST_CASE("the written scenario leaves out the number of replications", "[scenario]") {
  const std::string text = to_yaml(read(everything()).scenario);
  CHECK(text.find("replications") == std::string::npos);
  CHECK(text.find("\n  file:") == std::string::npos);
  CHECK(text == to_yaml(read(patched(everything(), "replications: 500", "replications: 7")).scenario));
}

}  // namespace convoyrisk::scenario
