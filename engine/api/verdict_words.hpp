#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "experiment/summary/summary.hpp"

/// What a summary says of the policies, in words: those that the program prints, result files keep and the C interface
/// gives.
namespace convoyrisk::api {

/// Names of some of the policies: "a", "b" and "c".
[[nodiscard]] std::string names_of(const experiment::PointSummary& point, const std::vector<std::size_t>& policies);

/// An outcome in words, with a capital: Killed for killed_total.
[[nodiscard]] std::string title_of(model::Outcome outcome);

/// Which policies are better or worse than the baseline and which is best, as far as the run supports it, in one line;
/// empty where there is one policy.
[[nodiscard]] std::string verdict_words(const experiment::Summary& summary, const experiment::PointSummary& point,
                                        const experiment::Choice& choice);

/// The same of every point, by the first outcome asked for.
[[nodiscard]] std::vector<std::string> verdicts(const experiment::Summary& summary);

}  // namespace convoyrisk::api
