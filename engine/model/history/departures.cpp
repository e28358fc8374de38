#include "model/history/departures.hpp"

#include <algorithm>

namespace convoyrisk::model {
namespace {

constexpr std::uint64_t trip_rank = std::uint64_t{2} << 62U;
constexpr unsigned convoy_shift = 40;
constexpr std::int64_t entry_zero = std::int64_t{1} << (convoy_shift - 1);

}  // namespace

std::uint64_t trip_identity(const ScheduledTrip& trip) {
  return trip_rank | (std::uint64_t{trip.convoy.index()} << convoy_shift) |
         static_cast<std::uint64_t>(trip.entry + entry_zero);
}

void Departures::start() {
  const PolicyPlan& policy = moment_.policy();
  departures_.clear();
  const double jitter_h = policy.spec->jitter_h.value_or(0);
  for (std::size_t i = 0; i < policy.trips.size(); ++i) {
    const ScheduledTrip& trip = policy.trips[i];
    double time_h = trip.scheduled_h;
    if (jitter_h > 0) {
      random::Stream draws = moment_.stream(Purpose::departure, trip_identity(trip), 0);
      draws.seek(word::departure::jitter);
      time_h = std::max(time_h + jitter_h * (2 * draws.uniform() - 1), moment_.now_h());
    }
    departures_.push_back({time_h, static_cast<std::uint32_t>(i)});
  }
  if (jitter_h > 0) {  // trips are in order of schedule, then convoy
    std::ranges::stable_sort(departures_, [&policy](const Departure& a, const Departure& b) {
      return a.time_h < b.time_h ||
             (a.time_h == b.time_h && trip_identity(policy.trips[a.trip]) < trip_identity(policy.trips[b.trip]));
    });
  }
  next_ = 0;
  actor_ = agenda_.add(Agenda::Kind::departures, 0);
  schedule();
}

void Departures::schedule() {
  if (next_ < departures_.size()) {
    const Departure& next = departures_[next_];
    agenda_.set(actor_, next.time_h, trip_identity(moment_.policy().trips[next.trip]));
  } else {
    agenda_.set(actor_, never, 0);
  }
}

const ScheduledTrip& Departures::step() {
  const ScheduledTrip& trip = moment_.policy().trips[departures_[next_].trip];
  ++next_;
  schedule();
  return trip;
}

}  // namespace convoyrisk::model
