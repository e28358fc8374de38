#include "scenario/variation/uncertainty.hpp"

#include <algorithm>

#include "scenario/study/study.hpp"
#include "scenario/support.hpp"

namespace convoyrisk::scenario {
namespace {

const std::string engage = "    threat.groups.north.engage: {beta: {mean: 0.6, sd: 0.1}}\n";
const std::string spot = "    policies.escorts.escort.spot: {uniform: [2 %, 15 %]}\n";
const std::string mean = "    threat.groups.north.dormant.exponential.mean: {lognormal: {mean: 30 d, cv: 0.5}}\n";
const std::string cells = "    threat.groups.south.cells: {choice: [1, 4, 2]}\n";
const std::string vehicle = "    policies.everything.vehicles.coach: {choice: [armoured, coach]}\n";

[[nodiscard]] std::string uncertain(const std::string& parameters, const std::string& correlations = "",
                                    int draws = 20) {
  const std::string& text = everything();
  return text.substr(0, text.find("\nsweep:")) + "\nuncertainty:\n  draws: " + std::to_string(draws) +
         "\n  parameters:\n" + parameters + (correlations.empty() ? "" : "  correlations: " + correlations + "\n");
}

[[nodiscard]] Study study(const std::string& parameters, const std::string& correlations = "", int draws = 20,
                          const Changes& changes = {}) {
  return read_study_text(uncertain(parameters, correlations, draws), "s.yaml", data_directory, changes);
}

/// All draws of the parameter with this path.
[[nodiscard]] std::vector<double> draws_of(const Study& of, const std::string& path) {
  const auto found = std::ranges::find(of.uncertain(), path, &UncertainParameter::path);
  REQUIRE(found != of.uncertain().end());
  std::vector<double> values;
  for (std::size_t draw = 0; draw < of.draw_count(); ++draw) {
    values.push_back(of.drawn(draw, static_cast<std::size_t>(found - of.uncertain().begin())));
  }
  return values;
}

[[nodiscard]] std::string path_of(const std::string& line) { return line.substr(4, line.find(':') - 4); }

[[nodiscard]] Told errors_of_draws(const Study& of) {
  return errors_in(of.source_text(), [&] { of.check_all(); });
}

[[nodiscard]] Told errors_with(const std::string& parameters, const std::string& correlations = "") {
  return errors_in(uncertain(parameters, correlations), [&] { static_cast<void>(study(parameters, correlations)); });
}

[[nodiscard]] Told errors_of_correlations(const std::string& correlations) {
  return errors_with(engage + spot + mean, correlations);
}

}  // namespace

TEST_CASE("uncertain parameters tell their unit or their choices", "[scenario]") {
  const Study all = study(engage + spot + mean + cells + vehicle);
  CHECK(all.draw_count() == 20);
  CHECK(all.inner() == 16);
  const auto check = [&](std::size_t i, const std::string& line, bool is_number, const std::string& unit,
                         const Messages& choices) {
    INFO(line);
    const UncertainParameter& parameter = all.uncertain().at(i);
    CHECK(parameter.path == path_of(line));
    CHECK(parameter.is_number == is_number);
    CHECK(parameter.unit == unit);
    CHECK(parameter.choices == choices);
  };
  check(0, engage, true, "1", {});
  check(1, spot, true, "1", {});
  check(2, mean, true, "h", {});
  check(3, cells, true, "1", {"1", "4", "2"});
  check(4, vehicle, false, "", {"armoured", "coach"});
}

TEST_CASE("what is drawn stands in the scenario to the last bit", "[scenario]") {
  const Study all = study(engage + spot + mean + cells + vehicle);
  for (std::size_t draw = 0; draw < all.draw_count(); ++draw) {
    spec::Scenario scenario = all.scenario(0, draw);
    CHECK(scenario.threat.groups[0].engage == all.drawn(draw, 0));
    CHECK(scenario.policies[1].escort[0].measure.spot == all.drawn(draw, 1));
    CHECK(scenario.threat.groups[0].dormant_mean_h == all.drawn(draw, 2));
    CHECK(scenario.threat.groups[1].cells == static_cast<int>(all.drawn(draw, 3)));
    const bool kept = all.drawn(draw, 4) == 1;
    CHECK((scenario.policies[2].vehicles[0].measure[0].new_type == VehicleTypeId(0)) == kept);
    scenario.threat.groups[0].engage = all.base().threat.groups[0].engage;
    scenario.policies[1].escort[0].measure.spot = all.base().policies[1].escort[0].measure.spot;
    scenario.threat.groups[0].dormant_mean_h = all.base().threat.groups[0].dormant_mean_h;
    scenario.threat.groups[1].cells = all.base().threat.groups[1].cells;
    scenario.policies[2].vehicles = all.base().policies[2].vehicles;
    CHECK(scenario == all.base());
  }
}

TEST_CASE("one draw may stand in several places", "[scenario]") {
  const std::string same = "    threat.groups.south.engage: {same: threat.groups.north.engage}\n";
  const Study shared =
      study(same + engage + spot + "    policies.everything.escort.spot: {same: " + path_of(spot) + "}\n");
  REQUIRE(shared.uncertain().size() == 2);
  CHECK(shared.uncertain()[0].path == path_of(engage));
  CHECK(shared.uncertain()[0].also == Messages{"threat.groups.south.engage"});
  CHECK(draws_of(shared, path_of(engage)) == draws_of(study(engage), path_of(engage)));
  for (std::size_t draw = 0; draw < shared.draw_count(); ++draw) {
    const spec::Scenario scenario = shared.scenario(0, draw);
    CHECK(scenario.threat.groups[0].engage == shared.drawn(draw, 0));
    CHECK(scenario.threat.groups[1].engage == shared.drawn(draw, 0));
    CHECK(scenario.policies[2].escort[0].measure.spot == shared.drawn(draw, 1));
  }
  CHECK(errors_with(engage + "    threat.groups.south.engage: {same: threat.groups.nort.engage}\n") ==
        Messages{"<same: |threat.groups.nort.engage>: uncertainty.parameters.\"threat.groups.south.engage\".same: "
                 "'threat.groups.nort.engage' is not "
                 "one of the parameters with a distribution; did you mean 'threat.groups.north.engage'?"});
  const auto error = [](const std::string& parameters) { return errors_with(parameters).at(0); };
  CHECK(error(same).find("is not one of the parameters with a distribution") != std::string::npos);
  CHECK(error(engage + "    threat.groups.south.engag: {same: threat.groups.north.engage}\n")
            .find("threat.groups.south.engag: unknown key; did you mean 'engage'?") != std::string::npos);
  CHECK(error(engage + "    threat.groups.south.range: {same: threat.groups.north.engage}\n").find("has no unit") !=
        std::string::npos);
  CHECK(error(engage + "    threat.groups[0].engage: {same: threat.groups.north.engage}\n").find("varies too") !=
        std::string::npos);
}

TEST_CASE("points and draws cross", "[scenario]") {
  Changes changes;
  changes.sweep = {parse_override("threat.groups.north.engage=0.1,0.2", "--sweep")};
  const Study both = study(spot, "", 3, changes);
  REQUIRE(both.point_count() == 2);
  for (std::size_t point = 0; point < 2; ++point) {
    for (std::size_t draw = 0; draw < 3; ++draw) {
      const spec::Scenario scenario = both.scenario(point, draw);
      CHECK(scenario.threat.groups[0].engage == (point == 0 ? 0.1 : 0.2));
      CHECK(scenario.policies[1].escort[0].measure.spot == both.drawn(draw, 0));
    }
  }
  changes.no_uncertainty = true;
  CHECK(study(spot, "", 3, changes).draw_count() == 0);
}

TEST_CASE("a check hands on what it read: the draws of a point, and point after point", "[scenario]") {
  Changes changes;
  changes.sweep = {parse_override("threat.groups.north.engage=0.1,0.2", "--sweep")};
  const Study both = study(spot, "", 3, changes);
  std::size_t place = 0;
  both.check_all([&](std::size_t point, std::size_t draw, spec::Scenario&& scenario) {
    CHECK(point == place / 3);
    CHECK(draw == place % 3);
    CHECK(scenario == both.scenario(point, draw));
    ++place;
  });
  CHECK(place == 6);
}

TEST_CASE("a draw depends on the seed, its number and its path alone", "[scenario]") {
  const std::string path = path_of(engage);
  const std::vector<double> alone = draws_of(study(engage), path);
  CHECK(alone == draws_of(study(spot + mean + engage), path));
  CHECK(alone == draws_of(study(engage + spot + mean, "[[" + path_of(spot) + ", " + path_of(mean) + ", 0.5]]"), path));
  std::vector<double> more = draws_of(study(engage, "", 50), path);
  more.resize(alone.size());
  CHECK(alone == more);
  Changes changes;
  changes.overrides = {parse_override("run.seed=2")};
  const std::vector<double> other_seed = draws_of(study(engage, "", 20, changes), path);
  for (std::size_t draw = 0; draw < alone.size(); ++draw) {
    CHECK(alone[draw] != other_seed[draw]);
    CHECK(std::ranges::count(alone, alone[draw]) == 1);
  }
  const Study same_law = study(engage + "    threat.groups.south.engage: {beta: {mean: 0.6, sd: 0.1}}\n");
  CHECK(draws_of(same_law, path) == alone);
  CHECK(draws_of(same_law, "threat.groups.south.engage") != alone);
}

TEST_CASE("draws are the same wherever the program runs", "[scenario]") {
  // numpy's Philox with the key (1, 1000) and the counters (1, scrambling, 0x69dcd14325475c3d, 0) and (0, draw,
  // 0x69dcd14325475c3d, 0), the third of which is the FNV-1a hash of the path, and scramblings as
  // docs/methods/spread-draws.md has them, by a program of its own.
  const Study known = study("    threat.groups.north.deterrence: {uniform: [0, 1]}\n", "", 71,
                            {{parse_override("run.seed=1")}, {}, false, false});
  CHECK(known.drawn(0, 0) == 0.7119464785066557);
  CHECK(known.drawn(1, 0) == 0.44313678861302164);
  CHECK(known.drawn(2, 0) == 0.23765460606917388);
  CHECK(known.drawn(8, 0) == 0.22364896312443838);
  CHECK(known.drawn(16, 0) == 0.4131609254909091);
  CHECK(known.drawn(70, 0) == 0.9465546496722489);
}

TEST_CASE("of correlated parameters the first keeps its draws, the others move", "[scenario]") {
  const std::string pair = "[[" + path_of(engage) + ", " + path_of(mean) + ", 0.8]]";
  const Study apart = study(engage + spot + mean);
  const Study together = study(engage + spot + mean, pair);
  for (std::size_t draw = 0; draw < apart.draw_count(); ++draw) {
    CHECK(together.drawn(draw, 0) == Approx(apart.drawn(draw, 0)).epsilon(1e-9));
    CHECK(together.drawn(draw, 1) == apart.drawn(draw, 1));
    CHECK(together.drawn(draw, 2) != apart.drawn(draw, 2));
  }
  CHECK(draws_of(study(engage + spot + mean, "[]"), path_of(mean)) == draws_of(apart, path_of(mean)));
}

TEST_CASE("perfect rank correlations order the draws alike", "[scenario]") {
  const Study same = study(engage + mean, "[[" + path_of(engage) + ", " + path_of(mean) + ", 1]]");
  const Study against = study(engage + mean, "[[" + path_of(engage) + ", " + path_of(mean) + ", -1]]");
  for (std::size_t i = 0; i < same.draw_count(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CHECK((same.drawn(i, 0) < same.drawn(j, 0)) == (same.drawn(i, 1) < same.drawn(j, 1)));
      CHECK((against.drawn(i, 0) < against.drawn(j, 0)) == (against.drawn(i, 1) > against.drawn(j, 1)));
    }
  }
}

TEST_CASE("correlations that no distribution has are refused", "[scenario]") {
  const auto three = [](const std::string& a, const std::string& b, const std::string& c) {
    return "[[" + path_of(engage) + ", " + path_of(spot) + ", " + a + "], [" + path_of(mean) + ", " + path_of(engage) +
           ", " + b + "], [" + path_of(spot) + ", " + path_of(mean) + ", " + c + "]]";
  };
  CHECK(errors_of_correlations(three("0.9", "0.9", "0.7")).empty());
  CHECK(errors_of_correlations(three("1", "1", "1")).empty());
  CHECK(errors_of_correlations(three("-1", "-1", "1")).empty());
  CHECK(
      errors_of_correlations(three("0.9", "0.9", "-0.7")) ==
      Messages{
          "<correlations: |[[threat.groups.north.engage>: uncertainty.correlations: cannot all hold at once: those of "
          "'threat.groups.north.dormant.exponential.mean' contradict those of the parameters before it"});
  CHECK(errors_of_correlations("[[" + path_of(engage) + ", " + path_of(spot) + ", 0.1], [" + path_of(spot) + ", " +
                               path_of(engage) + ", 0.1]]") ==
        Messages{"<0.1], |[policies.escorts.escort.spot>: uncertainty.correlations[1]: the two parameters stand twice "
                 "in the list"});
}

TEST_CASE("a draw out of range is an error that names it, not clipped", "[scenario]") {
  const Told outside =
      errors_of_draws(study("    threat.groups.north.engage: {normal: {mean: 0.9, sd: 0.2}}\n", "", 50));
  REQUIRE(outside.size() == 1);
  CHECK_THAT(outside[0],
             Catch::Matches(R"(\d+:5: uncertainty.parameters."threat.groups.north.engage": draw )"
                            R"(\d+ gives (1\.\d+): must lie between 0 and 1, not \1: chance that a staged cell )"
                            R"(engages a convoy that meets it; )"
                            R"(give it bounds \(and \d+ more like it\))"));
  const Told broken = errors_of_draws(study("    threat.groups.north.cells: {uniform: [2, 5]}\n", "", 2));
  REQUIRE(broken.size() == 1);
  CHECK_THAT(broken[0], Catch::Matches(R"(\d+:5: uncertainty.parameters."threat.groups.north.cells": draw 0 )"
                                       R"(gives (\d\.\d+): must be a whole number, not \1 \(and 1 more like it\))"));
  CHECK(errors_of_draws(study("    threat.groups.north.engage: {normal: {mean: 0.5, sd: 0.01}}\n", "", 50)).empty());
}

TEST_CASE("draws that are wrong only together are found before the run", "[scenario]") {
  const Told errors = errors_of_draws(study(
      "    vehicles.coach.seats: {choice: [30, 40]}\n    convoys.\"day shift\".workers: {choice: [50, 80]}\n", "", 40));
  REQUIRE(errors.size() == 1);
  CHECK_THAT(errors[0], Catch::Matches(R"(\d+:4\d: convoys."day shift".workers: 80 workers are more than the 60 )"
                                       R"(seats of the vehicles \(draw \d+\) \(and \d+ more like it\))"));
}

TEST_CASE("a policy that fixes what another draws is warned of", "[scenario]") {
  const std::vector<PolicyId> all{PolicyId(0), PolicyId(1), PolicyId(2)};
  const auto warnings = [&](const std::string& parameters, const Changes& changes = {}) {
    return study(parameters, "", 20, changes).warnings_of_draws(all);
  };
  const std::string other = "policies.everything.escort.spot";
  const Messages told = warnings(spot);
  REQUIRE(told.size() == 1);
  CHECK_THAT(told[0], Catch::StartsWith(placed(
                          everything(), "s.yaml:<  - name: everything\n    escort: {vehicles: 1, spot: |0.05>: ")) &&
                          Catch::Contains(other + ": is fixed at 0.05 but drawn under policy 'escorts', so") &&
                          Catch::EndsWith("`" + other + ": {same: policies.escorts.escort.spot}`"));
  CHECK(warnings("    policies[1].escort.spot: {uniform: [2 %, 15 %]}\n").size() == 1);
  CHECK(study(spot).warnings_of_draws({PolicyId(0), PolicyId(1)}).empty());
  CHECK(study(spot).warnings_of_draws({PolicyId(0), PolicyId(2)}).empty());
  CHECK(warnings(engage + spot + "    " + other + ": {uniform: [0, 0.1]}\n").empty());
  CHECK(warnings(spot + "    " + other + ": {same: policies.escorts.escort.spot}\n").empty());
  CHECK(warnings(spot + "    policies.everything.escort: {choice: [{vehicles: 2, spot: 0.1}]}\n").empty());
  Changes swept;
  swept.sweep = {{other, "0.1, 0.2", "--sweep"}};
  CHECK(warnings(spot, swept).empty());
  // A posture of another policy is another posture, and a default is no number that somebody chose.
  CHECK(warnings("    policies.everything.postures[0].for: {uniform: [1 h, 2 h]}\n").empty());
  CHECK(warnings("    policies.escorts.escort.profile: {uniform: [1, 2]}\n").empty());
}

}  // namespace convoyrisk::scenario
