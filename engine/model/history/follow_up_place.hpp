#pragma once

#include <optional>
#include <vector>

#include "model/history/target_choice.hpp"
#include "network/surroundings.hpp"
#include "random/stream.hpp"

namespace convoyrisk::model {

/// Where follow-ups stage (docs/model.md, 3.2): among the segments whose midpoint lies by road within 20 times the
/// group's follow-up distance of the midpoint of the segment attacked, in proportion to the weight of a target with
/// exp(-r/distance) in place of its term of distance. Along a leg those weights but for traffic are geometric series,
/// so that one is drawn under a bound of its leg's traffic in the same time however short the segments are. What is
/// near is looked up anew for each: they are rare, and a table of all pairs of segments would be large.
class FollowUpPlace {
 public:
  explicit FollowUpPlace(const World& world) : world_(world), surroundings_(world.graph()) {}

  /// None where no segment has a weight above 0. The chooser's home has no meaning.
  [[nodiscard]] std::optional<Place> draw(const Chooser& chooser, const Place& attacked, PassMemory& memory,
                                          random::Stream& stream);

 private:
  /// Neighbouring segments of one leg; along it their distances by road rise or fall evenly.
  struct Run {
    RoadId leg;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool rising = true;
    double step = 0;         ///< from one to the next, in the follow-up distance
    double log_nearest = 0;  ///< logarithm of the weight of the nearest one, traffic left out
    double log_traffic = 0;  ///< bound of what traffic adds to it
    double cumulative = 0;   ///< bound of the weights of this run and those before it, in parts of the greatest

    /// The i-th nearest.
    [[nodiscard]] Place place(std::uint32_t i) const { return {leg, rising ? first + i : first + count - 1 - i}; }
    [[nodiscard]] double log_weight(std::uint32_t i) const { return log_nearest - i * step; }
  };

  void add_leg(const Chooser& chooser, const Place& attacked, RoadId id, PassMemory& memory);
  void add_up();
  [[nodiscard]] std::optional<Place> draw_under_bounds(const Chooser& chooser, PassMemory& memory,
                                                       random::Stream& stream) const;
  [[nodiscard]] Place draw_among_all(const Chooser& chooser, PassMemory& memory, random::Stream& stream);

  const World& world_;
  network::Surroundings surroundings_;
  std::vector<Run> runs_;
  std::vector<Place> places_;
  std::vector<double> log_weights_;
};

}  // namespace convoyrisk::model
