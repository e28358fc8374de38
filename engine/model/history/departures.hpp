#pragma once

#include <cstdint>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// A trip's identity in stream keys, the same under every policy, and its rank among actors of the same instant.
[[nodiscard]] std::uint64_t trip_identity(const ScheduledTrip& trip);

/// From a policy's timetable to the departures of a history, one after the other.
class Departures {
 public:
  Departures(const Moment& moment, Agenda& agenda) : moment_(moment), agenda_(agenda) {}

  void start();
  /// The trip that departs now; the next departure is put on the agenda.
  const ScheduledTrip& step();

 private:
  struct Departure {
    double time_h = 0;
    std::uint32_t trip = 0;  ///< index into PolicyPlan::trips
  };

  void schedule();

  const Moment& moment_;
  Agenda& agenda_;
  Agenda::Actor actor_ = 0;
  std::vector<Departure> departures_;
  std::size_t next_ = 0;
};

}  // namespace convoyrisk::model
