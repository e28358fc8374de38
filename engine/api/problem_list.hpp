#pragma once

#include <string>
#include <vector>

namespace convoyrisk::api {

/// Messages of the reader, `FILE:LINE:COLUMN: PATH: what`, as a JSON list for other programs (convoyrisk.h).
[[nodiscard]] std::string problem_list(const std::vector<std::string>& errors,
                                       const std::vector<std::string>& warnings);

}  // namespace convoyrisk::api
