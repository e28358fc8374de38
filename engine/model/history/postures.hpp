#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "model/world/world.hpp"

namespace convoyrisk::model {

/// Where an event counts for the zones of postures: a leg, or a node where it has no segment.
using Where = std::variant<RoadId, NodeId>;

/// The reactive postures of a policy and when each has held (docs/model.md, 3.7). What was is kept, so that a departure
/// can be asked about when it matters. Instants are ordered by time, then by rank.
class Postures {
 public:
  /// A posture held from after an event until then.
  struct Holding {
    double from_h = 0;
    std::uint64_t rank = 0;  ///< of the event among those of the same instant
    double until_h = 0;
  };
  static constexpr std::uint64_t after_all = std::numeric_limits<std::uint64_t>::max();

  void start(const PolicyPlan& policy);

  /// An event that postures answer, no earlier than the last one.
  void trigger(spec::PostureTrigger kind, Where where, double now_h, std::uint64_t rank = 0);
  /// Whether departures of a convoy are cancelled at an instant that is past, or now.
  [[nodiscard]] bool suspended(ConvoyId convoy, double time_h, std::uint64_t rank = after_all) const;
  /// Escort vehicles that the postures add to a departure of a convoy, likewise.
  [[nodiscard]] int escorts(ConvoyId convoy, double time_h, std::uint64_t rank = after_all) const;

  /// How often what holds from then on has changed.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  /// Whether any has held.
  [[nodiscard]] bool ever_held() const { return ever_held_; }
  /// By posture of the policy: when it held, in order.
  [[nodiscard]] std::span<const std::vector<Holding>> holdings() const { return {holdings_.data(), count_}; }

 private:
  [[nodiscard]] bool held(std::size_t posture, double time_h, std::uint64_t rank) const;

  const std::vector<PosturePlan>* plans_ = nullptr;
  std::vector<std::vector<Holding>> holdings_;  ///< by posture; those after the first `count_` are spare
  std::size_t count_ = 0;
  bool ever_held_ = false;
  std::uint64_t changes_ = 0;
};

}  // namespace convoyrisk::model
