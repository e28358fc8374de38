#pragma once

#include <optional>
#include <vector>

#include "model/history/target_choice.hpp"
#include "network/surroundings.hpp"

namespace convoyrisk::model {

/// Where follow-ups stage (docs/model.md, 3.2): among the segments whose midpoint lies by road within 20 times the
/// group's follow-up distance of the midpoint of the segment attacked, in proportion to the weight of a target with
/// exp(-r/distance) in place of its term of distance. What is near is looked up anew for each: they are rare, and a
/// table of all pairs of segments would be large.
class FollowUpPlace {
 public:
  explicit FollowUpPlace(const World& world) : world_(world), surroundings_(world.graph()) {}

  /// None where no segment has a weight above 0. The chooser's home has no meaning.
  [[nodiscard]] std::optional<Place> draw(const Chooser& chooser, const Place& attacked, PassMemory& memory,
                                          double uniform);

 private:
  void add_leg(const Chooser& chooser, const Place& attacked, RoadId id, PassMemory& memory);

  const World& world_;
  network::Surroundings surroundings_;
  std::vector<Place> places_;
  std::vector<double> log_weights_;
};

}  // namespace convoyrisk::model
