#include "scenario/study/study.hpp"

#include "scenario/support.hpp"

namespace convoyrisk::scenario {
namespace {

/// Everything, but with these blocks in place of its `sweep` and `uncertainty`.
[[nodiscard]] std::string varied(const std::string& blocks) {
  const std::string& text = everything();
  return text.substr(0, text.find("\nsweep:")) + "\n" + blocks;
}

[[nodiscard]] Study study(const std::string& blocks, const Changes& changes = {}) {
  return read_study_text(varied(blocks), "s.yaml", data_directory, changes);
}

[[nodiscard]] spec::Scenario under(const std::vector<std::string>& settings) {
  Overrides overrides;
  for (const std::string& setting : settings) {
    overrides.push_back(parse_override(setting));
  }
  return read(varied(""), overrides).scenario;
}

[[nodiscard]] Changes sweeps(const std::vector<std::string>& options, bool zip = false) {
  Changes changes;
  for (const std::string& option : options) {
    changes.sweep.push_back(parse_override(option, "--sweep"));
  }
  changes.zip = zip;
  return changes;
}

[[nodiscard]] Told errors_of_study(const std::string& blocks, const Changes& changes = {}) {
  return errors_in(varied(blocks), [&] { static_cast<void>(study(blocks, changes)); });
}

[[nodiscard]] Told errors_of_all(const std::string& blocks) {
  return errors_in(varied(blocks), [&] { study(blocks).check_all(); });
}

const std::string cells_and_spot =
    "    threat.groups.north.cells: [2, 4]\n"
    "    policies.escorts.escort.spot: [0, 10 %, 0.2]\n";

}  // namespace

TEST_CASE("a scenario that varies nothing is a study of one point", "[scenario]") {
  const Study plain = study("");
  CHECK(plain.point_count() == 1);
  CHECK(plain.swept().empty());
  CHECK(plain.draw_count() == 0);
  CHECK(plain.uncertain().empty());
  CHECK(plain.base() == under({}));
  CHECK(plain.scenario(0, 0) == plain.base());
  CHECK_NOTHROW(plain.check_all());
}

TEST_CASE("crossed values make every combination, the last parameter fastest", "[scenario]") {
  const Study crossed = study("sweep:\n  cross:\n" + cells_and_spot);
  REQUIRE(crossed.point_count() == 6);
  REQUIRE(crossed.swept().size() == 2);
  CHECK(crossed.swept()[0].path == "threat.groups.north.cells");
  CHECK(crossed.swept()[0].values == Messages{"2", "2", "2", "4", "4", "4"});
  CHECK(crossed.swept()[1].values == Messages{"0", "10 %", "0.2", "0", "10 %", "0.2"});
  CHECK(crossed.base() == under({}));
  for (std::size_t point = 0; point < 6; ++point) {
    CHECK(crossed.scenario(point, 0) == under({"threat.groups.north.cells=" + crossed.swept()[0].values[point],
                                               "policies.escorts.escort.spot=" + crossed.swept()[1].values[point]}));
  }
}

TEST_CASE("zipped values go together", "[scenario]") {
  const Study zipped = study(
      "sweep:\n  zip:\n    threat.groups.north.cells: [2, 4, 6]\n    policies.escorts.escort.spot: [0, 10 %, 0.2]\n");
  REQUIRE(zipped.point_count() == 3);
  CHECK(zipped.swept()[0].values == Messages{"2", "4", "6"});
  CHECK(zipped.swept()[1].values == Messages{"0", "10 %", "0.2"});
  CHECK(zipped.scenario(1, 0) == under({"threat.groups.north.cells=4", "policies.escorts.escort.spot=0.1"}));
}

TEST_CASE("a value of a sweep may be a block or a list", "[scenario]") {
  const Study blocks = study(
      "sweep:\n  cross:\n    policies.escorts.escort:\n      - {vehicles: 1}\n      - vehicles: 4\n        spot: 0.3\n"
      "    policies.everything.patrols.zones: [[kohistan], [kohistan, \"\"]]\n");
  REQUIRE(blocks.point_count() == 4);
  CHECK(blocks.swept()[0].values[2] == "{vehicles: 4, spot: 0.3}");
  CHECK(blocks.swept()[1].values[1] == "[kohistan, \"\"]");
  CHECK(blocks.scenario(3, 0) == under({"policies.escorts.escort={vehicles: 4, spot: 0.3}",
                                        "policies.everything.patrols.zones=[kohistan, \"\"]"}));
  CHECK(blocks.scenario(3, 0).policies[1].escort[0].measure.crew != blocks.base().policies[1].escort[0].measure.crew);
}

TEST_CASE("The option --sweep takes the place of the file's sweep", "[scenario]") {
  const std::string block = "sweep: {cross: {threat.groups.north.cells: [5, 6, 7, 8]}}\n";
  const std::vector<std::string> options{"policies.escorts.escort={vehicles: 1, spot: 0.1},{vehicles: 2}",
                                         "policies.\"status quo\".extra_cost_day=0,10"};
  const Study crossed = study(block, sweeps(options));
  CHECK(crossed.point_count() == 4);
  CHECK(without_file(crossed.warnings(), crossed.source_text()) ==
        Messages{"<|sweep>: sweep: is left out, as --sweep takes its place"});
  CHECK(crossed.swept()[0].values[1] == "{vehicles: 1, spot: 0.1}");
  CHECK(crossed.scenario(3, 0) == under({"policies.escorts.escort={vehicles: 2}", "policies[0].extra_cost_day=10"}));
  const Study zipped = study("", sweeps(options, true));
  CHECK(zipped.point_count() == 2);
  CHECK(zipped.warnings().empty());
  CHECK(zipped.scenario(1, 0) == crossed.scenario(3, 0));
}

TEST_CASE("a --sweep that is wrong names itself", "[scenario]") {
  CHECK(errors_of_study("", sweeps({"threat.groups.north.cells=2,x"})) ==
        Messages{"--sweep threat.groups.north.cells=2,x: threat.groups.north.cells: 'x' is not a number"});
  CHECK(errors_of_study("", sweeps({"threat.groups.north.cells="})) ==
        Messages{"--sweep threat.groups.north.cells=: sweep.cross.\"threat.groups.north.cells\": must not be empty"});
  CHECK(errors_of_study("", sweeps({"threat.groups.north.cells=[2"})) ==
        Messages{"--sweep threat.groups.north.cells=[2: threat.groups.north.cells: '[[2]' is not a "
                 "list in YAML"});
  CHECK(errors_of_study("", sweeps({"threat.groups.nort.cells=2"})) ==
        Messages{"--sweep threat.groups.nort.cells=2: sweep.cross.\"threat.groups.nort.cells\": threat.groups has no "
                 "item 'nort'; did you mean 'north'?"});
  CHECK(errors_of_study("", sweeps({"threat.groups.north.cells=2,3", "threat.groups.south.cells=2"}, true)) ==
        Messages{"--sweep threat.groups.south.cells=2: sweep.zip.\"threat.groups.south.cells\": holds 1 values where "
                 "the first holds 2"});
  CHECK_THROWS_WITH(parse_override("horizon", "--sweep"), "--sweep horizon: must be PATH=VALUE");
}

TEST_CASE("what all of a run must share cannot vary", "[scenario]") {
  for (const std::string path : {"title", "start", "horizon", "run.seed", "run", "costs.currency", "convoyrisk",
                                 "network.file", "sweep.cross", "uncertainty.draws"}) {
    const std::string shared = path == "run.seed" ? "run" : path.substr(0, path.find(".c"));
    INFO(path);
    const Messages errors = errors_of_study("sweep: {cross: {" + path + ": [1]}}\n");
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].ends_with(" must be the same in all of a run"));
    CHECK(errors_of_study("uncertainty: {draws: 2, parameters: {" + path + ": {uniform: [1, 2]}}}\n").size() == 1);
  }
  CHECK(errors_of_study("sweep: {cross: {warmup: [1 d]}}\n").empty());
  const auto changes = [](const std::string& path, const std::string& value) {
    return errors_of_study("sweep:\n  cross:\n    " + path + ": [" + value + "]\n");
  };
  const auto message = [](const std::string& path, const std::string& what) {
    return Messages{"<    " + path + ": |[>: sweep.cross." + join("", path) + ": changes " + what +
                    ", which must be the same in all of a run"};
  };
  CHECK(changes("policies.escorts.name", "guards") == message("policies.escorts.name", "names in policies"));
  CHECK(changes("convoys.relief.name", "x") == message("convoys.relief.name", "names in convoys"));
  CHECK(changes("network.roads[3].name", "x") == message("network.roads[3].name", "names in network.roads"));
  CHECK(changes("costs", "{currency: EUR}") == message("costs", "costs.currency"));
  CHECK(changes("network.nodes.new", "{lat: 35, lon: 73}") == message("network.nodes.new", "names in network.nodes"));
  CHECK(changes("network.roads[3].speed", "20 km/h").empty());
  CHECK(changes("costs", "{currency: USD}").empty());
  CHECK(changes("convoys[0].depart.at[0]", "\"12:00\"") ==
        Messages{"<0]: |[\"12:00\">: sweep.cross.\"convoys[0].depart.at[0]\": is one item of a list without order, "
                 "only the whole "
                 "list can vary"});
}

TEST_CASE("lengths may be swept, not drawn", "[scenario]") {
  for (const std::string path :
       {"network.segment", "network.nodes.chilas.lat", "network.roads.\"valley road\".length"}) {
    INFO(path);
    const std::string unit = path.ends_with("lat") ? "" : " km";
    const Messages errors = errors_of_study("uncertainty:\n  draws: 2\n  parameters:\n    " + path + ": {uniform: [35" +
                                            unit + ", 36" + unit + "]}\n");
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].ends_with("lengths of roads and segments cannot be drawn, only swept"));
    CHECK(errors_of_study("sweep:\n  cross:\n    " + path + ": [35" + unit + ", 36" + unit + "]\n").empty());
  }
  CHECK(errors_of_study("uncertainty:\n  draws: 2\n  parameters:\n    network.roads[1].cover: {uniform: [0, 1]}\n")
            .empty());
}

TEST_CASE("a value can vary in one way only, however its path is written", "[scenario]") {
  const std::string uncertain = "uncertainty:\n  draws: 2\n  parameters:\n";
  CHECK(errors_of_study("sweep: {cross: {threat.groups.north.engage: [0.1]}}\n" + uncertain +
                        "    threat.groups[0].engage: {uniform: [0.1, 0.2]}\n") ==
        Messages{"<0].engage: |{uniform:>: uncertainty.parameters.\"threat.groups[0].engage\": varies what "
                 "sweep.cross.\"threat.groups.north.engage\" varies too"});
  CHECK(errors_of_study("sweep: {cross: {policies.escorts.escort: [{vehicles: 1}]}}\n" + uncertain +
                        "    policies.escorts.escort.spot: {uniform: [0.1, 0.2]}\n")
            .size() == 1);
  CHECK(errors_of_study(uncertain + "    policies.escorts.escort.spot: {uniform: [0.1, 0.2]}\n" +
                        "    policies[1].escort: {choice: [{vehicles: 1}]}\n")
            .size() == 1);
  CHECK(errors_of_study("sweep: {cross: {policies.escorts.escort.crew: [1]}}\n" + uncertain +
                        "    policies.escorts.escort.spot: {uniform: [0.1, 0.2]}\n")
            .empty());
}

TEST_CASE("values that are wrong only together are found before the run", "[scenario]") {
  const std::string block =
      "sweep:\n  cross:\n    vehicles.coach.seats: [40, 60]\n    convoys.\"day shift\".workers: [60, 70, 80]\n";
  CHECK(errors_of_all(block).empty());
  const std::string together =
      "sweep:\n  cross:\n    vehicles.coach.seats: [40, 30]\n    convoys.\"day shift\".workers: [60, 70, 80]\n";
  CHECK(errors_of_all(together) ==
        Messages{
            "<60, |70>: convoys.\"day shift\".workers: 70 workers are more than the 60 seats of the vehicles (point 4 "
            "of the sweep) (and 1 more like it)"});
  const Study both = study(together);
  CHECK_NOTHROW(static_cast<void>(both.scenario(3, 0)));
  CHECK(errors_in(varied(together), [&] { static_cast<void>(both.scenario(5, 0)); }) ==
        Messages{
            "<70, |80>: convoys.\"day shift\".workers: 80 workers are more than the 60 seats of the vehicles (point 5 "
            "of the sweep)"});
}

TEST_CASE("a sweep of too many points is refused", "[scenario]") {
  std::string values = "0";
  for (int i = 1; i < 400; ++i) {
    values += "," + std::to_string(i);
  }
  CHECK(errors_of_study("", sweeps({"policies[0].extra_cost_day=" + values, "policies[1].extra_cost_day=" + values})) ==
        Messages{"--sweep policies[1].extra_cost_day=" + values + ": sweep.cross: has more than 100,000 points"});
}

}  // namespace convoyrisk::scenario
