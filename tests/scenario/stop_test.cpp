#include "scenario/format/tree.hpp"
#include "scenario/format/writer.hpp"
#include "scenario/support.hpp"
#include "scenario/text/document.hpp"
#include "scenario/text/geojson.hpp"
#include "support/stop_wanted.hpp"

namespace convoyrisk::scenario {
namespace {

TEST_CASE("a stop is heeded in every step of reading and writing a scenario") {
  Node tree = parse_yaml(everything(), 0);
  Problems problems;
  problems.add_source("everything.yaml");
  Node with_network = parse_yaml("network: {file: corridor.geojson}", 0);
  const spec::Scenario scenario = read(everything()).scenario;
  const std::string text = to_yaml(scenario);
  const tests::StopWanted stop;
  CHECK_THROWS_AS(parse_yaml(text, 0), Stopped);
  CHECK_THROWS_AS(inline_network(with_network, data_directory, problems), Stopped);
  CHECK_THROWS_AS(read_tree(tree, problems), Stopped);
  CHECK_THROWS_AS(to_tree(scenario), Stopped);
  CHECK_THROWS_AS(print_yaml(tree), Stopped);
}

}  // namespace
}  // namespace convoyrisk::scenario
