#pragma once

#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "model/world/world.hpp"

namespace convoyrisk::model {

/// Where an event counts for the zones of postures: a leg, or a node where it has no segment.
using Where = std::variant<RoadId, NodeId>;

/// The reactive postures of a policy and until when each holds (docs/model.md, 3.7).
class Postures {
 public:
  void start(const PolicyPlan& policy);

  /// An event that postures answer.
  void trigger(spec::PostureTrigger kind, Where where, double now_h);
  /// Whether departures of a convoy are cancelled.
  [[nodiscard]] bool suspended(ConvoyId convoy, double now_h) const;
  /// Escort vehicles that the postures add to a departure of a convoy.
  [[nodiscard]] int escorts(ConvoyId convoy, double now_h) const;

 private:
  const std::vector<PosturePlan>* plans_ = nullptr;
  std::vector<double> until_h_;
};

}  // namespace convoyrisk::model
