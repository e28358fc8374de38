#pragma once

#include <string>
#include <vector>

namespace convoyrisk::scenario {

/// A value in which two scenarios differ, as YAML on one line; "not there" where one of them has none.
struct ChangedValue {
  std::string path;
  std::string before;
  std::string after;
};

/// Where two scenarios differ, from the first value to the last: texts as Study::resolved_yaml() gives them. Items of
/// lists are known by their names, in whatever order they stand, which is then a difference too; a list without names
/// and of another length is one value. Throws SyntaxError where a text is no YAML.
[[nodiscard]] std::vector<ChangedValue> changed_values(const std::string& before, const std::string& after);

}  // namespace convoyrisk::scenario
