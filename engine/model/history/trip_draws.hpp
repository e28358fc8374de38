#pragma once

#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// What is drawn for a trip alone, whatever happens to it: for all trips of a policy at once, and once for all policies
/// of a replication.
class TripDraws {
 public:
  struct Draws {
    double jitter = 0;   ///< uniforms, as word::departure; of a trip's parts those of part 0 count
    double airlift = 0;  ///< likewise
    double route = 0;    ///< likewise, of each part
    double pace = 1;     ///< the factor itself, where no policy changes its law
    /// Uniform of the way to the first background event: there is none where it is small.
    double background = 0;
  };
  struct Range {
    double least = 1;
    double greatest = 1;
  };

  /// Makes the draws of the replication that the policy's trips take, unless they are there.
  void start(const Moment& moment);

  [[nodiscard]] const Draws& of(const ScheduledTrip& trip) const { return draws_[trip.draws]; }
  /// Those that the trip has in common with its parts.
  [[nodiscard]] const Draws& shared(const ScheduledTrip& trip) const { return draws_[trip.shared_draws]; }
  /// Of the paces of a convoy's trips.
  [[nodiscard]] const Range& paces(ConvoyId convoy) const { return paces_[convoy.index()]; }

 private:
  std::vector<Draws> draws_;  ///< by number of TripIdentities
  std::vector<Range> paces_;  ///< by convoy
  std::uint64_t seed_ = 0;
  std::uint64_t replication_ = 0;
};

}  // namespace convoyrisk::model
