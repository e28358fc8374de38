#include <map>
#include <set>

#include "scenario/study/study.hpp"
#include "scenario/support.hpp"
#include "scenario/variation/systematic_sample.hpp"

/// Parameters that are drawn together, a row of a table a draw.
namespace convoyrisk::scenario {
namespace {

const std::string table =
    "    threat.groups.north.engage: [0.5, 0.7, 0.6]\n"
    "    threat.groups.north.range: [90 km, 50 km, 70 km]\n"
    "    policies.everything.vehicles.coach: [armoured, coach, coach]\n"
    "    weight: [1, 2, 1]\n";

[[nodiscard]] std::string with_table(const std::string& columns, const std::string& parameters = "",
                                     const std::string& draws = "8") {
  const std::string& text = everything();
  return text.substr(0, text.find("\nsweep:")) + "\nuncertainty:\n  draws: " + draws + "\n  table:\n" + columns +
         (parameters.empty() ? "" : "  parameters:\n" + parameters);
}

[[nodiscard]] Study study_of(const std::string& text, const Changes& changes = {}) {
  return read_study_text(text, "s.yaml", data_directory, changes);
}

[[nodiscard]] Told errors_with(const std::string& columns, const std::string& parameters = "") {
  const std::string text = with_table(columns, parameters);
  return errors_in(text, [&] { static_cast<void>(study_of(text)); });
}

[[nodiscard]] std::map<std::size_t, std::size_t> counts(const std::vector<std::size_t>& rows) {
  std::map<std::size_t, std::size_t> times;
  for (const std::size_t row : rows) {
    ++times[row];
  }
  return times;
}

TEST_CASE("draws beyond those of a table, as a search takes them, take rows by their weights") {
  DrawTable drawn;
  drawn.choices = {{0, 1, 2, 3}};
  drawn.weights = {1, 0, 2, 1};
  drawn.draw(8, 7);
  std::vector<std::size_t> rows;
  for (std::size_t draw = 64; draw < 64 + 6400; ++draw) {
    rows.push_back(drawn.row(draw));
  }
  std::map<std::size_t, std::size_t> times = counts(rows);
  CHECK(times[0] == 1600);  // exactly, as the shares are quarters of the eighths in which each scrambling has a draw
  CHECK(times[1] == 0);
  CHECK(times[2] == 3200);
  CHECK(times[3] == 1600);
  CHECK(drawn.row(5) == drawn.row_of_draw[5]);
}

}  // namespace

TEST_CASE("a draw takes its values from one row, as often as its weight says", "[scenario]") {
  const Study study = study_of(with_table(table));
  REQUIRE(study.uncertain().size() == 3);
  CHECK(study.table_rows() == 3);
  CHECK(study.uncertain()[0].path == "threat.groups.north.engage");
  CHECK(study.uncertain()[1].unit == "km");
  CHECK(study.uncertain()[0].choices.empty());
  CHECK(study.uncertain()[2].choices == Messages{"armoured", "coach"});
  CHECK(study.uncertain()[2].in_table);
  CHECK(study.quantile(0, 0.2) == 0.5);
  CHECK(study.quantile(0, 0.3) == 0.6);
  CHECK(study.quantile(0, 0.6) == 0.7);
  std::map<double, int> times;
  for (std::size_t draw = 0; draw < study.draw_count(); ++draw) {
    const spec::Scenario scenario = study.scenario(0, draw);
    const double engage = scenario.threat.groups[0].engage;
    ++times[engage];
    CHECK(engage == study.drawn(draw, 0));
    CHECK(scenario.threat.groups[0].range_km == (engage == 0.5 ? 90 : engage == 0.7 ? 50 : 70));
    CHECK(scenario.policies[2].vehicles[0].measure[0].new_type == VehicleTypeId(engage == 0.5 ? 1 : 0));
  }
  CHECK(times == std::map<double, int>{{0.5, 2}, {0.6, 2}, {0.7, 4}});
}

TEST_CASE("a table leaves the draws of other parameters as they are", "[scenario]") {
  const std::string spot = "    policies.escorts.escort.spot: {uniform: [2 %, 15 %]}\n";
  const Study both = study_of(with_table(table, spot));
  const std::string alone = patched(with_table(table, spot), "  table:\n" + table, "");
  const Study without = study_of(alone);
  REQUIRE(both.uncertain().size() == 4);
  for (std::size_t draw = 0; draw < 8; ++draw) {
    CHECK(both.drawn(draw, 3) == without.drawn(draw, 0));
  }
  const std::string same = "    threat.groups.south.engage: {same: threat.groups.north.engage}\n";
  const Study shared = study_of(with_table(table, same));
  CHECK(shared.uncertain()[0].also == Messages{"threat.groups.south.engage"});
  CHECK(shared.scenario(0, 5).threat.groups[1].engage == shared.drawn(5, 0));
}

TEST_CASE("a table from a file is one that the scenario holds", "[scenario]") {
  const std::string text =
      everything().substr(0, everything().find("\nsweep:")) + "\nuncertainty:\n  draws: 7\n  table: posterior.csv\n";
  const Study study = study_of(text);
  const std::string resolved = study.resolved_yaml();
  CHECK(resolved.find("draws: 7") != std::string::npos);  // which row a draw takes hangs on how many there are
  const Study copy = read_study_text(resolved, "resolved.yaml", "/nowhere");
  CHECK(copy.resolved_yaml() == resolved);
  for (std::size_t draw = 0; draw < 7; ++draw) {
    CHECK(copy.drawn(draw, 0) == study.drawn(draw, 0));
    CHECK(copy.drawn(draw, 1) == study.drawn(draw, 1));
  }
}

TEST_CASE("of a wrong table every mistake is told at its place", "[scenario]") {
  const std::string path = "uncertainty.table.\"threat.groups.north.engage\"";
  CHECK(errors_with("    threat.groups.north.engage: [0.5, 1.5, -1]\n") ==
        Messages{
            "<engage: [0.5, |1.5, -1]>: threat.groups.north.engage: must lie between 0 and 1, not 1.5: chance that a "
            "staged cell engages a convoy that meets it",
            "<engage: [0.5, 1.5, |-1]>: threat.groups.north.engage: must lie between 0 and 1, not -1: chance that a "
            "staged cell engages a convoy that meets it"});
  CHECK(errors_with("    threat.groups.north.engage: [0.5, 0.6]\n    threat.groups.north.range: [1 km]\n") ==
        Messages{
            "<range: |[1 km]>: uncertainty.table.\"threat.groups.north.range\": holds 1 values where the first column "
            "holds 2"});
  CHECK(errors_with("    threat.groups.north.engage: [0.5, 0.6]\n    weight: [0, 0]\n") ==
        Messages{"<weight: |[0, 0]>: uncertainty.table.weight: must hold a weight above 0"});
  CHECK(errors_with("    threat.groups.north.engage: [0.5, 0.6]\n    weight: [1, -2]\n") ==
        Messages{"<weight: [1, |-2]>: uncertainty.table.weight[1]: must not be negative, but is -2"});
  CHECK(errors_with("    threat.groups.north.engag: [0.5]\n").at(0).find("did you mean 'engage'?") !=
        std::string::npos);
  CHECK(errors_with("    threat.groups.north.engage: [0.5]\n", "    threat.groups[0].engage: {uniform: [0, 1]}\n") ==
        Messages{
            "<threat.groups[0].engage: |{uniform>: uncertainty.parameters.\"threat.groups[0].engage\": varies what " +
            path + " varies too"});
  CHECK(errors_with("    weight: [1]\n").at(0).find("must have a column whose head is the path of a parameter") !=
        std::string::npos);
}

TEST_CASE("rows that are wrong only as a whole are found without a draw of them", "[scenario]") {
  const Told told = errors_with(
      "    threat.groups.north.modes.bomb.weight: [1, 0]\n    threat.groups.north.modes.ambush.weight: [1, 0]\n");
  REQUIRE(told.size() == 1);
  CHECK(told[0].find("(with uncertainty.table.\"threat.groups.north.modes.bomb.weight\"[1])") != std::string::npos);
}

TEST_CASE("a row is drawn as often as its share of the draws, rounded up or down", "[scenario]") {
  const std::vector<double> weights{0.1, 3, 0, 2.2, 1, 1, 0.7};
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    for (const std::size_t draws : {1U, 2U, 7U, 80U}) {
      const std::vector<std::size_t> rows = systematic_sample(weights, draws, seed);
      REQUIRE(rows.size() == draws);
      std::map<std::size_t, std::size_t> times = counts(rows);
      for (std::size_t row = 0; row < weights.size(); ++row) {
        const double share = weights[row] / 8 * static_cast<double>(draws);
        CHECK(static_cast<double>(times[row]) >= std::floor(share - 1e-9));
        CHECK(static_cast<double>(times[row]) <= std::ceil(share - 1e-9));
      }
    }
  }
}

TEST_CASE("rows without weights are drawn once each before any is drawn again", "[scenario]") {
  const std::vector<double> alike(50, 1.0);
  CHECK(counts(systematic_sample(alike, 30, 3)).size() == 30);
  CHECK(counts(systematic_sample(alike, 50, 3)).size() == 50);
  std::set<std::vector<std::size_t>> orders;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    orders.insert(systematic_sample(alike, 50, seed));
  }
  CHECK(orders.size() == 20);
  CHECK(systematic_sample(alike, 50, 3) == systematic_sample(alike, 50, 3));
}

}  // namespace convoyrisk::scenario
