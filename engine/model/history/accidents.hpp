#pragma once

#include "model/history/departures.hpp"
#include "model/history/moment.hpp"
#include "model/history/tally.hpp"

namespace convoyrisk::model {

/// Counts who died in road accidents (docs/model.md, 3.1): each worker of a trip that set out and counts, with
/// probability 1 - exp(-a * km), a the rate of the vehicle type boarded and km the length of the route. Nothing else
/// depends on them, so they are drawn at the end.
void count_accidents(const Moment& moment, const Departures& departures, Tally& tally);

}  // namespace convoyrisk::model
