#include "model/history/target_choice.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/check.hpp"
#include "base/count_before.hpp"
#include "calendar/timetable.hpp"
#include "model/world/purpose.hpp"

namespace convoyrisk::model {
namespace {

double log_traffic(const Chooser& chooser, double remembered) {
  return chooser.group.spec->target.traffic * std::log1p(remembered);
}

double remembered(const Chooser& chooser, PassMemory& memory, const Place& place) {
  double sum = 0;
  for (const Passage& passage : chooser.policy.passages(place.leg)) {
    const double flow_h = passage.leg->midpoint_h(passage.leg->turn(place.segment));
    sum += memory.level(chooser.group.memory, passage.route, flow_h, chooser.time_h);
  }
  return chooser.group.spec->observe * sum;
}

}  // namespace

double log_traffic(const Chooser& chooser, PassMemory& memory, const Place& place) {
  if (chooser.group.memory == no_memory || chooser.group.spec->target.traffic == 0) {
    return 0;
  }
  return log_traffic(chooser, remembered(chooser, memory, place));
}

double log_traffic_bound(const Chooser& chooser, PassMemory& memory, RoadId leg) {
  const double traffic = chooser.group.spec->target.traffic;
  if (chooser.group.memory == no_memory || traffic == 0) {
    return 0;
  }
  double sum = 0;
  for (const Passage& passage : chooser.policy.passages(leg)) {
    sum +=
        traffic > 0
            ? memory.upper_bound(chooser.group.memory, passage.route, passage.first_h, passage.last_h, chooser.time_h)
            : memory.lower_bound(chooser.group.memory, passage.route, passage.first_h, passage.last_h, chooser.time_h);
  }
  // Rounding may lift a segment's own sum a hair above the bound.
  const double slack = traffic > 0 ? 1 + 1e-12 : 1 - 1e-12;
  return log_traffic(chooser, chooser.group.spec->observe * sum * slack);
}

std::size_t draw_by_logarithm(std::vector<double>& weights, double uniform) {
  const double greatest = *std::ranges::max_element(weights);
  double total = 0;
  for (double& weight : weights) {
    total += std::exp(weight - greatest);
    weight = total;
  }
  return static_cast<std::size_t>(std::upper_bound(weights.begin(), weights.end() - 1, uniform * total) -
                                  weights.begin());
}

namespace {

/// The same law from the weights of all segments, one by one: for memories so short against the time on a leg that the
/// bound says little.
Place choose_among_all(const Chooser& chooser, const CandidateTable& table, PassMemory& memory, random::Stream& stream,
                       ChoiceScratch& scratch) {
  std::vector<double>& weights = scratch.weights;  // logarithms first
  std::vector<Place>& places = scratch.places;
  places.clear();
  weights.clear();
  for (const CandidateRun& run : table.runs()) {
    for (std::uint32_t i = 0; i < run.count; ++i) {
      places.push_back({run.leg, run.first + i});
      weights.push_back(std::log(table.weight(run, i)) + log_traffic(chooser, memory, places.back()));
    }
  }
  return places[draw_by_logarithm(weights, stream.uniform())];
}

/// Bounds by what is remembered now.
const TargetBounds& bounds_now(const Chooser& chooser, const CandidateTable& table, PassMemory& memory,
                               ChoiceScratch& scratch) {
  TargetBounds& bounds = scratch.bounds;
  bounds.clear();
  RoadId leg;
  for (const CandidateRun& run : table.runs()) {
    bounds.add(run.leg == leg ? bounds.runs.back().logarithm : log_traffic_bound(chooser, memory, run.leg));
    leg = run.leg;
  }
  bounds.add_up(table);
  return bounds;
}

/// One trial of the rejection sampling from bounds: `drawn` picks a place, which `taken` may reject.
std::optional<Place> try_place(const TargetBounds& bounds, double drawn, double taken, const Chooser& chooser,
                               const CandidateTable& table, PassMemory& memory) {
  const std::vector<TargetBounds::OfRun>& runs = bounds.runs;
  const double weight = drawn * bounds.total;
  const std::size_t i = count_before(runs.size() - 1, place_at(drawn, runs.size() - 1),
                                     [&](std::size_t run) { return runs[run].cumulative <= weight; });
  const double before = i == 0 ? 0 : runs[i - 1].cumulative;
  const Place place = table.segment_at(table.runs()[i], (weight - before) / runs[i].share);
  const double log_ratio = log_traffic(chooser, memory, place) - runs[i].logarithm;
  CONVOYRISK_ASSERT(log_ratio <= 0);
  return std::log(taken) <= log_ratio ? std::optional(place) : std::nullopt;
}

/// None where so many trials are rejected.
std::optional<Place> choose_under(const TargetBounds& bounds, std::size_t trials, const Chooser& chooser,
                                  const CandidateTable& table, PassMemory& memory, random::Stream& stream) {
  for (std::size_t trial = 0; trial < trials; ++trial) {
    const double drawn = stream.uniform();
    const double taken = stream.uniform();
    if (const auto place = try_place(bounds, drawn, taken, chooser, table, memory)) {
      return place;
    }
  }
  return std::nullopt;
}

/// `drawn` is the uniform of the first trial.
Place choose_segment(double drawn, const Chooser& chooser, const CandidateTable& table, PassMemory& memory,
                     random::Stream& stream, ChoiceScratch& scratch) {
  if (chooser.group.memory == no_memory || chooser.group.spec->target.traffic == 0) {
    return table.segment_at(drawn * table.segment_weight());
  }
  const TargetBounds& always = chooser.policy.bounds(chooser.home, chooser.time_h);
  if (const auto place = try_place(always, drawn, stream.uniform(), chooser, table, memory)) {
    return *place;
  }
  stream.seek(word::choice::trials);
  // As many trials as there are runs take about as long as the bounds of all runs now.
  const std::size_t more_trials = std::min(table.runs().size(), greatest_trials) - 1;
  if (const auto place = choose_under(always, more_trials, chooser, table, memory, stream)) {
    return *place;
  }
  const TargetBounds& now = bounds_now(chooser, table, memory, scratch);
  if (const auto place = choose_under(now, greatest_trials, chooser, table, memory, stream)) {
    return *place;
  }
  return choose_among_all(chooser, table, memory, stream, scratch);
}

/// Hour of day of one remembered pass, drawn in proportion to what is left of it; none where nothing is remembered.
std::optional<int> remembered_hour(const Chooser& chooser, const Place& place, PassMemory& memory, double uniform) {
  if (chooser.group.memory == no_memory) {
    return std::nullopt;
  }
  const auto passages = chooser.policy.passages(place.leg);
  const auto level = [&](const Passage& passage) {
    const double flow_h = passage.leg->midpoint_h(passage.leg->turn(place.segment));
    return memory.level(chooser.group.memory, passage.route, flow_h, chooser.time_h);
  };
  double total = 0;
  for (const Passage& passage : passages) {
    total += level(passage);
  }
  double rest = uniform * total;
  for (const Passage& passage : passages) {
    const double left = level(passage);
    if (rest < left) {
      const double flow_h = passage.leg->midpoint_h(passage.leg->turn(place.segment));
      const double time_h =
          memory.draw_pass(chooser.group.memory, passage.route, flow_h, chooser.time_h, std::max(rest / left, 0x1p-53));
      return calendar::hour_of_day(chooser.world.scenario().start, time_h);
    }
    rest -= left;
  }
  return std::nullopt;
}

}  // namespace

Choice choose_target(const Chooser& chooser, PassMemory& memory, random::Stream& stream, ChoiceScratch& scratch) {
  const CandidateTable& table = chooser.world.candidates(chooser.policy.candidates(chooser.home, chooser.time_h));
  if (!table.has_segments() && !table.has_sites()) {
    return std::monostate{};
  }
  stream.seek(word::choice::target);
  double drawn = stream.uniform();
  bool site = table.has_sites();
  if (site && table.has_segments()) {
    const double share = chooser.group.spec->site_share;
    site = drawn < share;
    drawn = site ? drawn / share : (drawn - share) / (1 - share);  // uniform again
  }
  if (site) {
    return table.site_at(drawn);
  }
  return choose_segment(drawn, chooser, table, memory, stream, scratch);
}

double staging_time(const Chooser& chooser, const Place& place, PassMemory& memory, random::Stream& stream) {
  const spec::Group& group = *chooser.group.spec;
  stream.seek(word::choice::habit);
  const double habit = stream.uniform();
  const double within = stream.uniform();
  if (habit >= group.habit) {
    return chooser.time_h + 24 * within;
  }
  // With weight 0.1 any hour, with weight 0.9 that of a remembered pass.
  stream.seek(word::choice::hour);
  const double blend = stream.uniform();
  const double which = stream.uniform();
  std::optional<int> hour;
  if (blend >= 0.1) {
    hour = remembered_hour(chooser, place, memory, which);
  }
  if (!hour) {
    hour = std::min(static_cast<int>(which * 24), 23);
  }
  const double at = calendar::next_time_of_day(chooser.world.scenario().start, chooser.time_h, *hour + within);
  return std::max(chooser.time_h, at - group.lead_h);
}

}  // namespace convoyrisk::model
