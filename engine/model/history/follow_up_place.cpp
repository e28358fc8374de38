#include "model/history/follow_up_place.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace convoyrisk::model {
namespace {

constexpr double farthest_distances = 20;
constexpr double reach_slack_km = 1e-9;

double reach_km(const Chooser& chooser) {
  return farthest_distances * chooser.group.spec->follow_up->distance_km + reach_slack_km;
}

double midpoint_km(const Leg& leg, std::uint32_t segment) { return (segment + 0.5) * leg.segment_km(); }

/// Neighbouring segments of a leg that are reached from below and from above, whichever is nearer: the first of them
/// lies `below_km` off, the last of them `above_km`, and each is a segment's length farther than the one before.
struct Fronts {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  double below_km = 0;
  double above_km = 0;
};

/// How many of `greatest` segments, the nearest at a distance, lie within reach.
std::uint32_t within(double nearest_km, double segment_km, double reach_km, std::uint32_t greatest) {
  if (!(nearest_km <= reach_km)) {
    return 0;
  }
  const double count = std::floor((reach_km - nearest_km) / segment_km) + 1;
  return count < greatest ? static_cast<std::uint32_t>(count) : greatest;
}

/// The first segment that is nearer from above.
std::uint32_t where_they_meet(const Fronts& fronts, double segment_km) {
  const double ahead = (fronts.above_km - fronts.below_km) / segment_km;  // infinite where one side is not reached
  const double nearer_from_below = std::floor((ahead + fronts.end - 1 + fronts.begin) / 2) + 1;
  return static_cast<std::uint32_t>(
      std::clamp(nearer_from_below, static_cast<double>(fronts.begin), static_cast<double>(fronts.end)));
}

/// log((1 - e^(-count step))/(1 - e^-step)): of a geometric series that begins with 1.
double log_series(std::uint32_t count, double step) { return std::log(std::expm1(-step * count) / std::expm1(-step)); }

}  // namespace

std::optional<Place> FollowUpPlace::draw(const Chooser& chooser, const Place& attacked, PassMemory& memory,
                                         random::Stream& stream) {
  surroundings_.look(attacked.leg, midpoint_km(world_.leg(attacked.leg), attacked.segment), reach_km(chooser));
  runs_.clear();
  for (const RoadId leg : surroundings_.roads()) {
    add_leg(chooser, attacked, leg, memory);
  }
  if (runs_.empty()) {
    return std::nullopt;
  }
  add_up();
  const auto place = draw_under_bounds(chooser, memory, stream);
  return place ? *place : draw_among_all(chooser, memory, stream);
}

void FollowUpPlace::add_leg(const Chooser& chooser, const Place& attacked, RoadId id, PassMemory& memory) {
  const Leg& leg = world_.leg(id);
  const spec::Group& group = *chooser.group.spec;
  const double segment_km = leg.segment_km();
  const double distance_km = group.follow_up->distance_km;
  const double log_of_leg = std::log(segment_km) + group.target.cover * leg.cover -
                            group.target.security * chooser.policy.visits_per_day(leg.zone, chooser.time_h);
  const double log_traffic = log_traffic_bound(chooser, memory, id);
  const auto add = [&](std::uint32_t begin, std::uint32_t end, double nearest_km, bool rising) {
    const std::uint32_t count = within(nearest_km, segment_km, reach_km(chooser), end - begin);
    const double log_nearest = log_of_leg - nearest_km / distance_km;
    if (count > 0 && std::exp(log_nearest) > 0) {
      runs_.push_back(
          {id, rising ? begin : end - count, count, rising, segment_km / distance_km, log_nearest, log_traffic});
    }
  };
  const auto add_fronts = [&](const Fronts& fronts) {
    const std::uint32_t meet = where_they_meet(fronts, segment_km);
    add(fronts.begin, meet, fronts.below_km, true);
    add(meet, fronts.end, fronts.above_km, false);
  };
  const double from_km = surroundings_.km(leg.from) + segment_km / 2;
  const double to_km = surroundings_.km(leg.to) + segment_km / 2;
  if (id == attacked.leg) {
    add_fronts({0, attacked.segment, from_km, segment_km});
    add_fronts({attacked.segment, leg.segments, 0, to_km});
  } else {
    add_fronts({0, leg.segments, from_km, to_km});
  }
}

void FollowUpPlace::add_up() {
  const auto log_bound = [](const Run& run) {
    return run.log_nearest + run.log_traffic + log_series(run.count, run.step);
  };
  double greatest = -std::numeric_limits<double>::infinity();
  for (const Run& run : runs_) {
    greatest = std::max(greatest, log_bound(run));
  }
  double total = 0;
  for (Run& run : runs_) {
    total += std::exp(log_bound(run) - greatest);
    run.cumulative = total;
  }
}

/// None where so many trials are rejected.
std::optional<Place> FollowUpPlace::draw_under_bounds(const Chooser& chooser, PassMemory& memory,
                                                      random::Stream& stream) const {
  for (std::size_t trial = 0; trial < greatest_trials; ++trial) {
    const double drawn = stream.uniform() * runs_.back().cumulative;
    const auto run = std::ranges::upper_bound(runs_.begin(), runs_.end() - 1, drawn, {}, &Run::cumulative);
    const double before = run == runs_.begin() ? 0 : std::prev(run)->cumulative;
    const double within = std::clamp((drawn - before) / (run->cumulative - before), 0.0, 1.0);
    // The inverse of the geometric law.
    const double i = std::floor(-std::log1p(within * std::expm1(-run->step * run->count)) / run->step);
    const Place place = run->place(static_cast<std::uint32_t>(std::clamp(i, 0.0, run->count - 1.0)));
    if (std::log(stream.uniform()) <= model::log_traffic(chooser, memory, place) - run->log_traffic) {
      return place;
    }
  }
  return std::nullopt;
}

/// The same law from the weights of all segments, one by one: for memories so short against the time on a leg that the
/// bound says little.
Place FollowUpPlace::draw_among_all(const Chooser& chooser, PassMemory& memory, random::Stream& stream) {
  places_.clear();
  log_weights_.clear();
  for (const Run& run : runs_) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
      places_.push_back(run.place(i));
      log_weights_.push_back(run.log_weight(i) + model::log_traffic(chooser, memory, places_.back()));
    }
  }
  return places_[draw_by_logarithm(log_weights_, stream.uniform())];
}

}  // namespace convoyrisk::model
