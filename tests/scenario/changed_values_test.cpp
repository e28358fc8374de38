#include "scenario/text/changed_values.hpp"

#include <catch2/catch.hpp>

namespace convoyrisk::scenario {
namespace {

std::vector<std::vector<std::string>> differences(const std::string& before, const std::string& after) {
  std::vector<std::vector<std::string>> list;
  for (const ChangedValue& value : changed_values(before, after)) {
    list.push_back({value.path, value.before, value.after});
  }
  return list;
}

using List = std::vector<std::vector<std::string>>;

TEST_CASE("values that differ are told by their paths, in order") {
  CHECK(differences("{a: 1, b: {c: 2, d: 3}}", "{a: 1, b: {c: 4}, e: 5}") ==
        List{{"b.c", "2", "4"}, {"b.d", "3", "not there"}, {"e", "not there", "5"}});
  CHECK(differences("{a: [1, 2]}", "{a: [1, 3]}") == List{{"a[1]", "2", "3"}});
  CHECK(differences("{a: [1, 2]}", "{a: [1]}") == List{{"a", "'[1, 2]'", "'[1]'"}});
  CHECK(differences("{a: 1}", "{a: 1}").empty());
}

TEST_CASE("items with names are known by them, and their order counts") {
  const std::string before = "{policies: [{name: x, a: 1}, {name: y y, a: 2}]}";
  CHECK(differences(before, "{policies: [{name: x, a: 1}, {name: z, a: 3}, {name: y y, a: 4}]}") ==
        List{{"policies.\"y y\".a", "2", "4"}, {"policies.z", "not there", "'{name: z, a: 3}'"}});
  CHECK(differences(before, "{policies: [{name: y y, a: 2}]}") ==
        List{{"policies.x", "'{name: x, a: 1}'", "not there"}});
  CHECK(differences(before, "{policies: [{name: y y, a: 2}, {name: x, a: 1}]}") ==
        List{{"policies", "in the order x, y y", "in the order y y, x"}});
}

}  // namespace
}  // namespace convoyrisk::scenario
