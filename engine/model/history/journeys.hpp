#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/history/course.hpp"
#include "model/history/departures.hpp"
#include "model/history/moment.hpp"
#include "model/history/postures.hpp"
#include "model/history/tally.hpp"
#include "model/history/trip.hpp"

namespace convoyrisk::model {

/// What journeys leave behind: convoy-km, arrivals, hours that cost. Of trips that are alike and that nothing touched
/// it is told from their number and the sum of their paces; the others are looked at one by one, at the end. What it
/// comes to does not depend on which trips had a life of their own, to the last bit.
class Journeys {
 public:
  Journeys(const Moment& moment, const Postures& postures, Departures& departures, Tally& tally);

  void start();
  /// A trip with a life of its own has come to its end.
  void end(const Trip& trip, double end_h);
  /// Passes of a trip that has arrived.
  void count_journey(const Trip& trip);
  /// Convoy-km of a journey that t = 0 or the horizon cuts: segments whose midpoint was passed in [0, end).
  void count_passes(const Trip& trip, double end_h);
  /// The horizon has come, and all trips have ended.
  void finish();

 private:
  struct End {
    double time_h = 0;
    double escort_h = 0;  ///< Trip::escort_h
    bool delayed = false;
  };
  /// Trips of one outfit. Those between depart after t = 0 and arrive before the horizon, if nothing halts them:
  /// places in Outfit::trips. Empty where the outfit is not even.
  struct Alike {
    std::size_t first_near = 0;  ///< those before end before t = 0, if nothing halts them
    std::size_t begin = 0;
    std::size_t end = 0;
    std::int64_t out = 0;    ///< of those between
    std::int64_t unmet = 0;  ///< of these, without a life of their own
  };
  /// Of an outfit's trips.
  struct Paces {
    double greatest = 0;    ///< no trip has a greater one
    double after_zero = 0;  ///< where hours cost: sum over trips from Outfit::first_after_zero on
  };
  /// Where a trip belongs.
  enum class Stretch : std::uint8_t { before, between, near };

  void measure(std::uint32_t number);
  [[nodiscard]] Paces paces_of(const Outfit& outfit) const;
  void leave_out_visited();
  void find_touched();
  void find_held(const PosturePlan& posture, const Postures::Holding& holding);
  [[nodiscard]] Stretch stretch(std::uint32_t trip) const;
  void correct(std::uint32_t trip);
  void look_at(std::uint32_t trip);
  [[nodiscard]] double settle(const Departure& departure);
  void spend(const Journey& journey);
  void spend_undelayed(std::uint32_t outfit, double pace, int more_escorts);
  void spend(const Departure& departure, double hours);
  [[nodiscard]] double escort_hours(const Departure& departure) const;

  const Moment& moment_;
  const Postures& postures_;
  Departures& departures_;
  Tally& tally_;
  std::vector<End> ends_;                    ///< by trip, of those with a life of their own
  std::vector<std::uint32_t> delayed_;       ///< trips
  std::vector<std::uint32_t> touched_;       ///< trips that halted or departed under a posture, in order
  std::vector<Alike> alike_;                 ///< by outfit
  std::vector<std::int64_t> full_journeys_;  ///< by route of the policy: trips whose every pass counts
  double cost_ = 0;
};

}  // namespace convoyrisk::model
