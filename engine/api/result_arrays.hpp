#pragma once

#include <cstddef>

#include "experiment/summary/results.hpp"

/// What a result holds beyond the moments of outcomes, in the order of the arrays of convoyrisk.h. Without replications
/// all is 0.
namespace convoyrisk::api {

/// The outcome of this number, of which whole histograms are kept. Throws Misuse for any other.
[[nodiscard]] model::Outcome tail_outcome(int number);

/// [points][policies][roads][4]: mean over replications of convoy-km, stagings, attacks and killed on each road.
void write_legs(const experiment::Results& results, double* to);

/// [points][policies][count]: mean over replications of the number of attacks with exactly n killed; the last also
/// holds those with more.
void write_severity(const experiment::Results& results, std::size_t count, double* to);

/// [points][policies][2]: quantile at `level` of a count, and mean of the worst 1 - level. One of tail_outcomes;
/// 0 <= level < 1.
void write_tails(const experiment::Results& results, model::Outcome outcome, double level, double* to);

/// [points][policies][count]: share of replications in which a count is at least 0, 1, ... One of tail_outcomes.
void write_exceedance(const experiment::Results& results, model::Outcome outcome, std::size_t count, double* to);

}  // namespace convoyrisk::api
