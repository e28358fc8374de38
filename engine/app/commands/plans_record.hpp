#pragma once

#include "app/text/front_text.hpp"
#include "results/plans_file.hpp"
#include "scenario/study/study.hpp"

namespace convoyrisk::app {

/// What the file of a search holds.
[[nodiscard]] results::PlansRecord plans_record(const FoundFront& run, const scenario::Study& study);

}  // namespace convoyrisk::app
