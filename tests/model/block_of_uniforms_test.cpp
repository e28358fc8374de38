#include "model/history/block_of_uniforms.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "support/scenarios.hpp"

namespace convoyrisk::model {
namespace {

TEST_CASE("the uniform of an ordinal is the same whatever was asked for before, and no other's") {
  const World world(test::read(test::Blocks{}));
  Moment moment(world);
  moment.start(PolicyId(0), 3, 7, nullptr);
  BlockOfUniforms in_order;
  BlockOfUniforms backwards;
  std::vector<double> uniforms;
  for (std::uint32_t ordinal = 0; ordinal < 21; ++ordinal) {
    uniforms.push_back(in_order.of(moment, Purpose::encounter, 5, ordinal));
  }
  for (std::uint32_t ordinal = 21; ordinal-- > 0;) {
    CHECK(backwards.of(moment, Purpose::encounter, 5, ordinal) == uniforms[ordinal]);
  }
  CHECK(std::set(uniforms.begin(), uniforms.end()).size() == uniforms.size());
  random::Stream second = moment.stream(Purpose::encounter, 5, 1);
  CHECK(uniforms[4] == second.uniform());
  CHECK(BlockOfUniforms().of(moment, Purpose::encounter, 6, 4) != uniforms[4]);
}

}  // namespace
}  // namespace convoyrisk::model
