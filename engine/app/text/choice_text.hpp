#pragma once

#include <string>
#include <vector>

#include "experiment/summary/summary.hpp"

/// What the numbers say about which policy to take, in a table and in words.
namespace convoyrisk::app {

/// Head of a table about an outcome: "Killed" for killed_total, else its name in words.
[[nodiscard]] std::string title_of(model::Outcome outcome);

/// Chance to be best, cost per death averted, and how bad a year may be; empty where there is one policy.
[[nodiscard]] std::string choice_table(const experiment::Summary& summary, const experiment::PointSummary& point,
                                       std::size_t name_width);

/// Which policies are better or worse than the baseline and which is best, as far as the run supports it.
[[nodiscard]] std::string verdict(const experiment::Summary& summary, const experiment::PointSummary& point,
                                  const experiment::Choice& choice);

/// The same in one line; and of every point, by the first outcome asked for, as the result file has it.
[[nodiscard]] std::string verdict_words(const experiment::Summary& summary, const experiment::PointSummary& point,
                                        const experiment::Choice& choice);
[[nodiscard]] std::vector<std::string> verdicts(const experiment::Summary& summary);

/// Which policy was selected and with what guarantee, or that none is yet; empty where the run was not to select.
[[nodiscard]] std::string selection_text(const experiment::Summary& summary);

/// Which policies were not chosen among, for they leave too much work undone.
[[nodiscard]] std::string work_notes(const experiment::PointSummary& point);

}  // namespace convoyrisk::app
