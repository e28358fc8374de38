#pragma once

#include <optional>
#include <variant>

#include "model/history/pass_memory.hpp"
#include "model/world/world.hpp"
#include "random/stream.hpp"

namespace convoyrisk::model {

/// A cell's target: a segment or a site; none where no candidate has weight.
using Choice = std::variant<std::monostate, Place, SiteId>;

/// Under one bound, before another way is taken.
inline constexpr std::size_t greatest_trials = 64;

/// Who chooses, and when.
struct Chooser {
  const World& world;
  const PolicyPlan& policy;
  const GroupPlan& group;
  std::size_t home;  ///< among the homes of all groups
  double time_h;
};

/// Memory reused from choice to choice.
struct ChoiceScratch {
  TargetBounds bounds;
  std::vector<double> weights;
  std::vector<Place> places;
};

/// Draws a target in proportion to the weights of docs/model.md, 3.3. A leg is drawn under a bound of its segments'
/// memories, then a segment in it, and the pair is accepted with the ratio of the weight to its bound. Bounds that
/// always hold mostly do; where they say little, those of what is remembered now are worked out, leg by leg.
[[nodiscard]] Choice choose_target(const Chooser& chooser, PassMemory& memory, random::Stream& stream,
                                   ChoiceScratch& scratch);

/// The time at which the cell stages on the chosen segment, not before `chooser.time_h`.
[[nodiscard]] double staging_time(const Chooser& chooser, const Place& place, PassMemory& memory,
                                  random::Stream& stream);

/// Logarithm of the part of a segment's weight that changes in time. In logarithms, so that no coefficient overflows.
[[nodiscard]] double log_traffic(const Chooser& chooser, PassMemory& memory, const Place& place);

/// No segment of the leg has a greater log_traffic now.
[[nodiscard]] double log_traffic_bound(const Chooser& chooser, PassMemory& memory, RoadId leg);

/// The place at which the cumulative sum of weights, given by their logarithms, passes `uniform` times their total.
/// Overwrites them.
[[nodiscard]] std::size_t draw_by_logarithm(std::vector<double>& weights, double uniform);

}  // namespace convoyrisk::model
