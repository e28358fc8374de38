#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// What is drawn for a trip alone, whatever happens to it: for all trips of a policy at once, and once for all policies
/// of a replication.
class TripDraws {
 public:
  struct Range {
    double least = 1;
    double greatest = 1;
  };

  /// Makes the draws of the replication that the policy's trips take, unless they are there.
  void start(const Moment& moment);

  // Uniforms, as word::departure. Jitter and airlift are what a trip has in common with its parts.
  [[nodiscard]] double jitter(const ScheduledTrip& trip) const { return jitter_[trip.shared_draws]; }
  [[nodiscard]] double airlift(const ScheduledTrip& trip) const { return airlift_[trip.shared_draws]; }
  [[nodiscard]] double route(const ScheduledTrip& trip) const { return route_[trip.draws]; }
  /// The factor itself, where no policy changes its law.
  [[nodiscard]] double pace(std::uint32_t draws) const { return pace_[draws]; }
  /// Of the paces of a convoy's trips.
  [[nodiscard]] const Range& paces(ConvoyId convoy) const { return paces_[convoy.index()]; }

  /// A uniform of the way to the first background event: there is none where it is small.
  struct Background {
    std::uint32_t draws = 0;  ///< ScheduledTrip::draws
    double uniform = 0;
  };
  /// Of those trips alone that may meet background attackers on some route.
  [[nodiscard]] std::span<const Background> background() const { return background_; }

 private:
  void draw(const Moment& moment, std::size_t number);
  void make_paces(const World& world, std::size_t first);

  // By number of TripIdentities.
  std::vector<double> jitter_;
  std::vector<double> airlift_;
  std::vector<double> route_;
  std::vector<double> pace_;
  std::vector<Background> background_;
  std::vector<Range> paces_;  ///< by convoy
  std::uint64_t seed_ = 0;
  std::uint64_t replication_ = 0;
};

}  // namespace convoyrisk::model
