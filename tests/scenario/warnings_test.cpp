#include "scenario/support.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] Told warnings_of(const std::string& find, const std::string& replacement) {
  const std::string text = patched(everything(), find, replacement);
  return without_file(read(text).warnings, text);
}

}  // namespace

TEST_CASE("a scenario that means what it says has no warnings", "[scenario]") {
  CHECK(read(everything()).warnings.empty());
}

TEST_CASE("a measure whose window lies outside the run is warned of, in policies and in options of a search",
          "[scenario]") {
  const std::string never = "is never in force: the run ends before it begins, or begins after it has ended";
  CHECK(warnings_of("twice a day: {patrols: {", "twice a day: {patrols: {from: 90 d, ") ==
        Messages{"<twice a day: {patrols: |{from:>: search.levers.patrols.options.\"twice a day\".patrols: " + never});
  CHECK(warnings_of("intelligence: {", "intelligence: {until: 2024-02-03, ") ==
        Messages{"<intelligence: |{until:>: policies.everything.intelligence: " + never});
  CHECK(warnings_of("intelligence: {", "intelligence: {from: 2160 h, until: 100 d, ") ==
        Messages{"<intelligence: |{from:>: policies.everything.intelligence: " + never});
  // The last hour of the run, and the first of the warm-up.
  CHECK(warnings_of("intelligence: {", "intelligence: {from: 2159 h, ").empty());
  CHECK(warnings_of("intelligence: {", "intelligence: {until: 2024-02-03T06:30, ").empty());
}

TEST_CASE("what is allowed but hardly meant is warned of", "[scenario]") {
  CHECK(warnings_of("warmup: 30 d", "warmup: 1 h") ==
        Messages{"<jitter: |90>: policies.everything.schedule.jitter: is longer than the warm-up"});
  CHECK(warnings_of("site_share: 0.2", "site_share: 0") ==
        Messages{"<- |{name: dam>: sites.\"dam camp\": no group with a site_share above 0 has the site in its range"});
  CHECK(
      warnings_of("length: 33 km", "length: 21 km") ==
      Messages{
          "<length: |21>: network.roads.\"besham - pattan\".length: 21 km is shorter than the great circle between its "
          "ends, 21.835 km"});
  CHECK(warnings_of("      recruit: {rate: 1 /90d, max_cells: 6}\n", "") ==
        Messages{"<backlash: |0.5>: policies.everything.crackdown.backlash: has no effect, as no group recruits",
                 "<sanctuary: |{recruitment:>: policies.everything.sanctuary: has no effect, as no group recruits"});
  CHECK(
      warnings_of(", fatality: 5e-7", "") ==
      Messages{
          "<airlift: |{share:>: policies.everything.airlift: has no fatality, so that flying counts as free of risk"});
}

TEST_CASE("many warnings that are alike are one with their count", "[scenario]") {
  std::string roads;
  for (int i = 0; i < 5000; ++i) {
    roads += "    - {name: road " + std::to_string(i) + ", from: pattan, to: chilas, length: 1" +
             std::to_string(i % 9) + " km, speed: 40 km/h}\n";
  }
  const Told told = warnings_of("  roads:\n", "  roads:\n" + roads);
  CHECK(told ==
        Messages{"<{name: road 0, from: pattan, to: chilas, length: |10>: network.roads.\"road 0\".length: 10 km "
                 "is shorter than the great circle between its ends, 106.023 km (and 4,999 more like it)"});
}

TEST_CASE("an intensity that is varied at the same price is warned of", "[scenario]") {
  const std::string detect = "  - name: status quo\n    surveillance: {detect: 0.4}\n";
  CHECK(warnings_of("  - name: status quo\n", detect + "    extra_cost_day: 0\n").empty());
  CHECK(warnings_of("  - name: escorts\n",
                    "  - name: escorts\n    surveillance: {detect: 0.4}\n    extra_cost_day: -1200.5\n") ==
        Messages{"<detect: |0.2>: policies.everything.surveillance.detect: differs from policy 'escorts', at the same "
                 "surveillance_day; extra_cost_day can price it"});
  CHECK(warnings_of("threat.groups.north.cells: [2, 4, 6]", "policies.everything.surveillance.detect: [0.1, 0.3]")
            .empty());
  CHECK(warnings_of("    threat.groups.north.cells: [2, 4, 6]\n    policies.\"status quo\".extra_cost_day: [0, 10]",
                    "    policies.everything.surveillance.detect: [0.1, 0.3]") ==
        Messages{"<policies.everything.surveillance.detect: |[0.1>: "
                 "sweep.cross.\"policies.everything.surveillance.detect\": is varied at the same "
                 "surveillance_day"});
}

}  // namespace convoyrisk::scenario
