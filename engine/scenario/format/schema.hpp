#pragma once

#include <string>
#include <vector>

namespace convoyrisk::scenario {

/// The format of a scenario file as a JSON Schema (draft-07), for editors that complete and check YAML with one. It is
/// made from the description that the reader and the writer are made from. It accepts every scenario that the reader
/// accepts, unless a number or a flag stands in quotes or a name is null; what depends on more than one value, such as
/// whether a name exists, only the reader checks.
/// `outcomes` are the names that outcomes have.
[[nodiscard]] std::string json_schema(const std::vector<std::string>& outcomes);

}  // namespace convoyrisk::scenario
