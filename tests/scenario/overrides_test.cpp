#include "scenario/variation/overrides.hpp"

#include "scenario/format/writer.hpp"
#include "scenario/support.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] spec::Scenario with(const std::vector<std::string>& settings) {
  Overrides overrides;
  for (const std::string& setting : settings) {
    overrides.push_back(parse_override(setting));
  }
  return read(everything(), overrides).scenario;
}

[[nodiscard]] Told errors_with(const std::string& setting) {
  return errors_of(everything(), {parse_override(setting)});
}

}  // namespace

TEST_CASE("a scenario changed by --set equals the same written out", "[scenario]") {
  struct Case {
    std::string setting;
    std::string find;
    std::string replacement;
  };
  const std::vector<Case> cases{
      {"threat.groups.north.cells=4", "cells: 3", "cells: 4"},
      {"horizon=12 wk", "horizon: 90 d", "horizon: 12 wk"},
      {"policies.escorts.escort.vehicles=3", "vehicles: 2, crew: 5", "vehicles: 3, crew: 5"},
      {"policies.\"status quo\".escort.vehicles=3", "- name: status quo",
       "- name: status quo\n    escort: {vehicles: 3}"},
      {"policies.status quo.surveillance={detect: 30 %}", "- name: status quo",
       "- name: status quo\n    surveillance: {detect: 0.3}"},
      {"policies[0].patrols={interval: 6 h, detect: 1, zones: [kohistan]}", "- name: status quo",
       "- name: status quo\n    patrols: {interval: 6 h, detect: 1, zones: [kohistan]}"},
      {"policies.everything.postures[1].for=1 d", "for: 7 d", "for: 1 d"},
      {"policies.everything.guards.\"dam camp\"=9", "dam camp: 4", "dam camp: 9"},
      {"threat.groups.north.modes.ambush.assault.duration=5 min", "{uniform: [10 min, 40 min]}", "{fixed: 5 min}"},
      {"threat.groups.north.staged={fixed: 2 h}", "{triangular: [1 h, 2 h, 5 h]}", "2 h"},
      {"threat.groups.north.dormant.exponential.mean=5 d", "{mean: 30 d}", "{mean: 5 d}"},
      {"threat.groups.south.target.cover=2", "engage: 30 %", "engage: 30 %\n      target: {cover: 2}"},
      {"network.roads.besham - pattan.cover=0.1", "cover: 0.8", "cover: 0.1"},
      {"network.roads[3].cover=30 %", "to: chilas, speed", "to: chilas, cover: 0.3, speed"},
      {"vehicles.coach.seats=0x2A", "seats: 40", "seats: 42"},
      {"convoys.\"day shift\".depart={every: 1 d}",
       "{at: [\"17:30\", \"06:30\"], days: [mon, tue, wed, thu, fri, sat]}", "{every: 24 h}"},
      {"title=a=b", "title: Every key there is", "title: a=b"},
      {"run.seed=3", "seed: 18446744073709551615", "seed: 3"},
  };
  for (const Case& c : cases) {
    INFO(c.setting);
    CHECK(with({c.setting}) == read(patched(everything(), c.find, c.replacement)).scenario);
  }
}

TEST_CASE("later overrides build on earlier ones", "[scenario]") {
  const spec::Scenario scenario = with({"policies.escorts.escort={vehicles: 1}", "policies.escorts.escort.crew=2",
                                        "policies.escorts.escort.vehicles=7"});
  CHECK(scenario.policies[1].escort.at(0).measure == spec::Escort{7, 2, 0, 1, 0, 0});
}

TEST_CASE("an override that is wrong names itself in place of the file's position", "[scenario]") {
  CHECK(errors_with("threat.groups.north.cells=x") ==
        Messages{"--set threat.groups.north.cells=x: threat.groups.north.cells: 'x' is not a number"});
  CHECK(errors_with("policies.escrts.escort.spot=1") ==
        Messages{
            "--set policies.escrts.escort.spot=1: policies.escrts.escort.spot: policies has no item 'escrts'; did you "
            "mean 'escorts'?"});
  CHECK(errors_with("policies.escorts.escrt.spot=1") ==
        Messages{"--set policies.escorts.escrt.spot=1: policies.escorts.escrt: unknown key; did you mean 'escort'?"});
  CHECK(errors_with("policies[9].escort.spot=1") ==
        Messages{"--set policies[9].escort.spot=1: policies[9].escort.spot: policies has no item [9], it has 3"});
  CHECK(errors_with("threat[0].cells=1") == Messages{"--set threat[0].cells=1: threat[0].cells: threat is not a list"});
  CHECK(errors_with("horizon.x=1") ==
        Messages{"--set horizon.x=1: horizon.x: horizon is a single value and holds no 'x'"});
  CHECK(errors_with("horizon.=1") == Messages{"--set horizon.=1: horizon.: 'horizon.' is not a path"});
  CHECK(errors_with("=1") == Messages{"--set =1: '' is not a path"});
  CHECK(errors_with("horizon=[1") == Messages{"--set horizon=[1: horizon: not YAML: end of sequence flow not found"});
  CHECK(errors_with("horizon=") == Messages{"--set horizon=: horizon: has no value"});
  CHECK(
      errors_with("policies.\"status quo\".escort={vehicles: 2, crews: 3}") ==
      Messages{
          "--set policies.\"status quo\".escort={vehicles: 2, crews: 3}: policies.\"status quo\".escort.crews: unknown "
          "key; did you mean 'crew'?"});
  CHECK(errors_with("policies.\"status quo\".patrols.detect=0.2") ==
        Messages{
            "--set policies.\"status quo\".patrols.detect=0.2: policies.\"status quo\".patrols.interval: is missing"});
}

TEST_CASE("what an override breaks elsewhere is reported there", "[scenario]") {
  CHECK(
      errors_with("vehicles.coach.seats=20") ==
      Messages{"<workers: |60>: convoys.\"day shift\".workers: 60 workers are more than the 40 seats of the vehicles"});
}

TEST_CASE("PATH=VALUE is cut at the first equals sign outside quotes", "[scenario]") {
  const Override change = parse_override(R"(a."x=\"y".b=c=d)");
  CHECK(change.path == R"(a."x=\"y".b)");
  CHECK(change.value == "c=d");
  CHECK_THROWS_WITH(parse_override("horizon"), "--set horizon: must be PATH=VALUE");
}

TEST_CASE("paths are read and printed alike", "[scenario]") {
  for (const std::string text : {"horizon", "policies.\"status quo\".postures[0].for", "a.\"b.c\".\"d[0]\"[12][3].e",
                                 R"(a."q\"uo\\te")", "a.\"\""}) {
    CHECK(print_path(parse_path(text)) == text);
  }
  CHECK(print_path(parse_path("policies.status quo.escort")) == "policies.\"status quo\".escort");
  for (const std::string text :
       {"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[x]", "a[1", "[0]", "a\"b\"", "\"a", "a]b"}) {
    CHECK_THROWS_AS(parse_path(text), Wrong);
  }
}

}  // namespace convoyrisk::scenario
