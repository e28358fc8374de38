#pragma once

#include <string>

#include "experiment/summary/summary.hpp"

namespace convoyrisk::app {

/// The comparison of policies as text, readable at 80 columns.
[[nodiscard]] std::string comparison_table(const experiment::Summary& summary);

/// Only what the numbers say, in words.
[[nodiscard]] std::string brief_comparison(const experiment::Summary& summary);

}  // namespace convoyrisk::app
