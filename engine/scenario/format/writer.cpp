#include "scenario/format/writer.hpp"

#include "scenario/format/format.hpp"
#include "scenario/format/joined.hpp"

namespace convoyrisk::scenario {

Node to_tree(const spec::Scenario& scenario) {
  spec::Scenario copy = scenario;  // a description takes what it describes by reference, to read as well as to write
  part_policies(copy);
  Names names;
  names.zones.names = scenario.network.zones;
  WriteForm form(names);
  describe(form, copy);
  Node root = form.take();
  if (Node* const run = root.find("run")) {
    std::erase_if(run->entries, [](const Node::Entry& entry) { return entry.key == "replications"; });
  }
  return root;
}

std::string to_yaml(const spec::Scenario& scenario) { return print_yaml(to_tree(scenario)); }

}  // namespace convoyrisk::scenario
