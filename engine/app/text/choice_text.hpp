#pragma once

#include <string>
#include <vector>

#include "experiment/summary/summary.hpp"

/// What the numbers say about which policy to take, in a table and in words.
namespace convoyrisk::app {

/// Chance to be best, cost per death averted, and how bad a year may be; empty where there is one policy.
[[nodiscard]] std::string choice_table(const experiment::Summary& summary, const experiment::PointSummary& point,
                                       std::size_t name_width);

/// Which policies are better or worse than the baseline and which is best, as far as the run supports it.
[[nodiscard]] std::string verdict(const experiment::Summary& summary, const experiment::PointSummary& point,
                                  const experiment::Choice& choice);

/// Which policy was selected and with what guarantee, or that none is yet; empty where the run was not to select.
[[nodiscard]] std::string selection_text(const experiment::Summary& summary);

/// Which policies were not chosen among, for they leave too much work undone.
[[nodiscard]] std::string work_notes(const experiment::PointSummary& point);

}  // namespace convoyrisk::app
