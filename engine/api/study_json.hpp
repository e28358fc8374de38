#pragma once

#include <string>

#include "api/compiled_study.hpp"

namespace convoyrisk::api {

/// What a study holds, as convoyrisk_study_json says it.
[[nodiscard]] std::string study_json(const CompiledStudy& compiled);

}  // namespace convoyrisk::api
