#include "scenario/support.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] Messages warnings_of(const std::string& find, const std::string& replacement) {
  return read(patched(everything(), find, replacement)).warnings;
}

}  // namespace

TEST_CASE("a scenario that means what it says has no warnings", "[scenario]") {
  CHECK(read(everything()).warnings.empty());
}

TEST_CASE("what is allowed but hardly meant is warned of", "[scenario]") {
  CHECK(warnings_of("warmup: 30 d", "warmup: 1 h") ==
        Messages{"s.yaml:109:24: policies.everything.schedule.jitter: is longer than the warm-up"});
  CHECK(warnings_of("site_share: 0.2", "site_share: 0") ==
        Messages{"s.yaml:44:5: sites.\"dam camp\": no group with a site_share above 0 has the site in its range"});
  CHECK(warnings_of("length: 33 km", "length: 21 km") ==
        Messages{"s.yaml:16:42: network.roads.\"besham - pattan\".length: 21 km is shorter than the great circle between its "
                 "ends, 21.805 km"});
  CHECK(warnings_of("recruit: {rate: 1 /90d, max_cells: 6}", "lead: 1 h") .empty() == false);
  CHECK(warnings_of(", fatality: 5e-7", "") ==
        Messages{"s.yaml:112:14: policies.everything.airlift: has no fatality, so that flying counts as free of risk"});
}

}  // namespace convoyrisk::scenario
