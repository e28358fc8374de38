#pragma once

#include "base/ids.hpp"

namespace convoyrisk::model {

// Of one history alone.
using CellId = Id<struct CellKind>;          ///< in order of creation
using TripId = Id<struct TripKind>;          ///< of a trip on its way; used again after its end
using RecruitsId = Id<struct RecruitsKind>;  ///< a stream of recruits

}  // namespace convoyrisk::model
