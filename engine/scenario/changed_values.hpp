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

/// Where two scenarios differ, from the first value to the last: texts as Study::resolved_yaml() gives them. A list of
/// another length, or of other names, is one value. Throws SyntaxError where a text is no YAML.
[[nodiscard]] std::vector<ChangedValue> changed_values(const std::string& before, const std::string& after);

}  // namespace convoyrisk::scenario
