#include "api/compiled_study.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "scenario/study/reader.hpp"
#include "support/source_dir.hpp"

namespace convoyrisk::api {
namespace {

/// Two points and five draws of a shipped scenario.
[[nodiscard]] scenario::Study study() {
  scenario::Changes changes;
  changes.sweep = {scenario::parse_override("threat.groups[0].cells=2,3", "--sweep")};
  const std::filesystem::path file = std::filesystem::path(tests::source_dir) / "scenarios" / "karakoram.yaml";
  changes.overrides = {scenario::parse_override("uncertainty.draws=5")};
  return scenario::read_study(file, changes);
}

TEST_CASE("a world is that of its point and draw, whether its scenario was kept from the check or is read again") {
  const scenario::Study expected = study();
  REQUIRE(expected.point_count() == 2);
  REQUIRE(expected.draw_count() == 5);
  const std::size_t of_one = expected.value_count();
  CHECK(of_one > 300);  // single values of the file and its network
  for (const std::size_t kept : {std::size_t{0}, 3 * of_one, 7 * of_one, CompiledStudy::most_values}) {
    INFO(kept << " values kept");
    const CompiledStudy compiled(study(), {PolicyId(0), PolicyId(1)}, {}, kept);
    for (std::size_t point = 0; point < 2; ++point) {
      for (std::size_t draw = 0; draw < 5; ++draw) {
        CHECK(compiled.worlds()(point, draw)->scenario() == expected.scenario(point, draw));
      }
    }
    CHECK(!(compiled.worlds()(1, 3)->scenario() == expected.scenario(1, 2)));
  }
}

}  // namespace
}  // namespace convoyrisk::api
