#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ids.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// The uniforms of one kind, trip by trip. Every trip takes them in every replication, so a block of four words serves
/// four neighbouring entries of a timetable: the entity of its stream is the trip's identity without the last two bits,
/// and these say the word.
class TripUniforms {
 public:
  TripUniforms(const Moment& moment, TripUniform kind) : moment_(moment), kind_(kind) {}

  [[nodiscard]] double of(std::uint64_t identity) const { return block(identity)[identity & last_bits]; }

  /// `visit(number, uniform)` for these numbers of TripIdentities, first <= number < end.
  template <class Visit>
  void for_each(std::size_t first, std::size_t end, const Visit& visit) const {
    const TripIdentities& identities = moment_.world().trip_identities();
    while (first < end) {
      const std::uint64_t identity = identities.identity(first);
      const std::array<double, block_size> uniforms = block(identity);
      std::size_t next = first;
      do {
        visit(next, uniforms[identities.identity(next) & last_bits]);
        ++next;
      } while (next < end && (identities.identity(next) & ~last_bits) == (identity & ~last_bits));
      first = next;
    }
  }

  static constexpr std::size_t block_size = random::Stream::words_per_block;
  static constexpr std::uint64_t last_bits = block_size - 1;

  [[nodiscard]] std::array<double, block_size> block(std::uint64_t identity) const {
    return moment_.stream(Purpose::departure, identity & ~last_bits, static_cast<std::uint64_t>(kind_)).first_block();
  }

 private:
  const Moment& moment_;
  TripUniform kind_;
};

/// The same, of trips that are asked for one by one, mostly in order: keeps the block asked for last.
class SavedTripUniforms {
 public:
  SavedTripUniforms(const Moment& moment, TripUniform kind) : uniforms_(moment, kind) {}

  /// A history begins.
  void clear() { neighbours_ = none; }
  [[nodiscard]] double of(std::uint64_t identity) {
    const std::uint64_t neighbours = identity & ~TripUniforms::last_bits;
    if (neighbours != neighbours_) {
      neighbours_ = neighbours;
      block_ = uniforms_.block(identity);
    }
    return block_[identity & TripUniforms::last_bits];
  }

 private:
  static constexpr std::uint64_t none = TripUniforms::last_bits;  // no identity without the last bits

  TripUniforms uniforms_;
  std::uint64_t neighbours_ = none;
  std::array<double, TripUniforms::block_size> block_{};
};

/// What is drawn for a trip alone, whatever happens to it: for all trips of a policy at once, and once for all policies
/// of a replication.
class TripDraws {
 public:
  /// Of each trip when it is asked for, or of all at once, which takes a third of the time a trip.
  enum class Paces : std::uint8_t { asked_for, all };
  explicit TripDraws(const Moment& moment) : moment_(moment) {}

  /// Makes the draws of the replication that the policy's trips take, unless they are there.
  void start(Paces paces);

  // Uniforms, where the policy has trips that take them. Jitter and airlift are what a trip has in common with its
  // parts.
  [[nodiscard]] double jitter(const ScheduledTrip& trip) const { return jitter_[trip.shared_draws]; }
  [[nodiscard]] double airlift(const ScheduledTrip& trip) const { return airlift_[trip.shared_draws]; }
  [[nodiscard]] double route(const ScheduledTrip& trip) const { return route_[trip.draws]; }
  /// The factor itself, where no policy changes its law.
  [[nodiscard]] double pace(std::uint32_t draws) const {
    return draws < pace_.size() ? pace_[draws] : draw_pace(draws);
  }
  /// The same after start(Paces::all): for loops over all trips.
  [[nodiscard]] double drawn_pace(std::uint32_t draws) const { return pace_[draws]; }
  /// All paces of a convoy's trips lie between.
  [[nodiscard]] const PaceLaw::Range& paces(ConvoyId convoy) const { return paces_[convoy.index()]; }

  /// A uniform of the way to the first background event: there is none where it is small.
  struct Background {
    std::uint32_t draws = 0;  ///< ScheduledTrip::draws
    double uniform = 0;
  };
  /// Of those trips alone that may meet background attackers on some route.
  [[nodiscard]] std::span<const Background> background() const { return background_; }

 private:
  void clear();
  void draw_background();
  void draw_paces();
  [[nodiscard]] double draw_pace(std::uint32_t draws) const;

  const Moment& moment_;

  // By number of TripIdentities, as far as some policy has asked for.
  std::vector<double> jitter_;
  std::vector<double> airlift_;
  std::vector<double> route_;
  std::vector<double> pace_;
  std::vector<Background> background_;
  std::size_t background_drawn_ = 0;
  std::vector<PaceLaw::Range> paces_;  ///< by convoy
  std::uint64_t seed_ = 0;
  std::uint64_t replication_ = 0;
};

}  // namespace convoyrisk::model
