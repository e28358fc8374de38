#include <array>
#include <functional>
#include <random>

#include "scenario/format/writer.hpp"
#include "scenario/support.hpp"
#include "scenario/text/document.hpp"
#include "support/one_in.hpp"

namespace convoyrisk::scenario {
namespace {

/// Reads the text; anything but success and InputErrors fails the test. A scenario that is valid must survive a round
/// trip. Gives whether it is valid.
bool reads_or_reports(const std::string& text) {
  try {
    const ReadResult result = read(text);
    spec::Scenario again = read(to_yaml(result.scenario)).scenario;
    again.run.replications = result.scenario.run.replications;
    CHECK(again == result.scenario);
    return true;
  } catch (const InputErrors& errors) {
    CHECK(!errors.messages().empty());
    return false;
  }
}

/// Everything without `sweep` and `uncertainty`, whose checks read the scenario anew for each of their values.
[[nodiscard]] Node base() {
  Node root = parse_yaml(everything(), 0);
  std::erase_if(root.entries, [](const Node::Entry& e) { return e.key == "sweep" || e.key == "uncertainty"; });
  return root;
}

/// Quotes every text, as the printer leaves that to the writer.
void quote_all(Node& node) {
  node.quoted = node.kind == Node::Kind::scalar;
  for (Node& item : node.items) {
    quote_all(item);
  }
  for (Node::Entry& entry : node.entries) {
    quote_all(entry.value);
  }
}

/// Calls `visit` for each node below `node`.
void walk(Node& node, const std::function<void(Node&)>& visit) {
  visit(node);
  for (Node& item : node.items) {
    walk(item, visit);
  }
  for (Node::Entry& entry : node.entries) {
    walk(entry.value, visit);
  }
}

}  // namespace

TEST_CASE("any value may be replaced by any other and is read or reported", "[scenario]") {
  Node root = base();
  quote_all(root);
  const std::string untouched = print_yaml(root);
  REQUIRE(reads_or_reports(untouched));
  const Node junk = Node::scalar("junk");
  Node text = Node::scalar("");
  text.quoted = true;
  Node list = Node::list();
  list.items = {Node::scalar("1"), Node::scalar("1"), Node::map()};
  Node map = Node::map();
  map.add("mean", Node::scalar("3 h"));
  const std::vector<Node> replacements{Node(), junk, text,         Node::scalar("-1"), Node::scalar("1e999"),
                                       list,   map,  Node::list(), Node::map()};
  tests::Turn turn;
  std::size_t valid = 0;
  std::size_t wrong = 0;
  walk(root, [&](Node& node) {
    for (const Node& replacement : replacements) {
      if (!turn.comes()) {
        continue;
      }
      Node kept = std::exchange(node, replacement);
      ++(reads_or_reports(print_yaml(root)) ? valid : wrong);
      node = std::move(kept);
    }
  });
  CHECK(print_yaml(root) == untouched);
  CHECK(valid > 100 / tests::one_in);
  CHECK(wrong > 1000 / tests::one_in);
}

TEST_CASE("any key may be left out, repeated or misspelled", "[scenario]") {
  Node root = base();
  quote_all(root);
  walk(root, [&](Node& node) {
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
      const std::vector<Node::Entry> kept = node.entries;
      node.entries.erase(node.entries.begin() + static_cast<std::ptrdiff_t>(i));
      reads_or_reports(print_yaml(root));
      node.entries = kept;
      node.entries.push_back(kept[i]);
      CHECK(!reads_or_reports(print_yaml(root)));
      node.entries = kept;
      node.entries[i].key += "x";
      reads_or_reports(print_yaml(root));
      node.entries = kept;
    }
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const std::vector<Node> kept = node.items;
      node.items.erase(node.items.begin() + static_cast<std::ptrdiff_t>(i));
      reads_or_reports(print_yaml(root));
      node.items = kept;
      node.items.push_back(kept[i]);
      reads_or_reports(print_yaml(root));
      node.items = kept;
    }
  });
}

TEST_CASE("garbled texts are read or reported", "[scenario]") {
  std::mt19937 bits(20240304);
  const std::string alphabet = "{}[]:,-#&*!|>'\"%@`?~ \n\t.0159eaZ\x04\x80\xC3\\";
  for (int i = 0; i < 800 / static_cast<int>(tests::one_in); ++i) {
    std::string text = everything();
    for (unsigned change = 0; change <= i % 3U; ++change) {
      const std::size_t at = bits() % text.size();
      const char c = alphabet[bits() % alphabet.size()];
      switch (bits() % 3) {
        case 0:
          text[at] = c;
          break;
        case 1:
          text.insert(at, 1, c);
          break;
        default:
          text.erase(at, 1 + bits() % 30);
      }
    }
    reads_or_reports(text);
  }
}

TEST_CASE("texts that grow or nest without bound are refused", "[scenario]") {
  CHECK(errors_of(std::string(100'000, '[')).size() == 1);
  CHECK(errors_of(std::string(100'000, '{')).size() == 1);
  std::string bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int k = 0; k < 10; ++k) {
      bomb += last + ", ";
    }
    bomb += "]\n";
  }
  const Messages errors = errors_of(bomb);
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].ends_with("anchors and aliases make the document too large"));
}

TEST_CASE("anchors within anchors are refused where they would be kept many times over", "[scenario]") {
  // Each anchor keeps a copy of all that is in it.
  std::string nested;
  for (int depth = 0; depth < 400; ++depth) {
    nested += "&a" + std::to_string(depth) + " [";
  }
  for (int i = 0; i < 20'000; ++i) {
    nested += "1, ";
  }
  const Messages errors = errors_of(nested + std::string(400, ']'));
  REQUIRE(errors.size() == 1);
  CHECK(errors[0].ends_with("anchors and aliases make the document too large"));

  std::string repeated = "text: &text " + std::string(50'000, 'x') + "\nlist: [";
  for (int i = 0; i < 10'000; ++i) {
    repeated += "*text, ";
  }
  CHECK(errors_of(repeated + "]").front().ends_with("anchors and aliases make the document too large"));
}

}  // namespace convoyrisk::scenario
