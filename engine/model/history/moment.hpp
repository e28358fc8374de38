#pragma once

#include <cstdint>

#include "model/harm/tilt.hpp"
#include "model/world/purpose.hpp"
#include "model/world/world.hpp"
#include "random/stream.hpp"

namespace convoyrisk::model {

struct Course;

/// Where a history stands: the world, the policy, the seed and the replication, and what time it is. Makes the random
/// streams of the history.
class Moment {
 public:
  explicit Moment(const World& world) : world_(&world) {}

  void start(PolicyId policy, std::uint64_t seed, std::uint64_t replication, TiltedDraws* tilt,
             Course* course = nullptr) {
    policy_id_ = policy;
    policy_ = &world_->policy(policy);
    seed_ = seed;
    replication_ = replication;
    tilt_ = tilt;
    course_ = course;
    now_h_ = -world_->scenario().warmup_h;
    rank_ = 0;
  }
  void go_to(double time_h) { now_h_ = time_h; }
  /// Whose turn it is, among those of the same instant.
  void take_turn(std::uint64_t rank) { rank_ = rank; }

  [[nodiscard]] const World& world() const { return *world_; }
  [[nodiscard]] const spec::Scenario& scenario() const { return world_->scenario(); }
  [[nodiscard]] const PolicyPlan& policy() const { return *policy_; }
  [[nodiscard]] PolicyId policy_id() const { return policy_id_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::uint64_t replication() const { return replication_; }
  [[nodiscard]] double now_h() const { return now_h_; }
  [[nodiscard]] std::uint64_t rank() const { return rank_; }
  [[nodiscard]] double horizon_h() const { return world_->scenario().horizon_h; }
  /// Whether events count.
  [[nodiscard]] bool counting() const { return now_h_ >= 0; }
  /// Before t = 0 nobody's death counts: tilting there would make weights uneven for little.
  [[nodiscard]] TiltedDraws* tilt() const { return counting() ? tilt_ : nullptr; }

  /// What is kept of how the history goes, where somebody asks for it.
  [[nodiscard]] Course* course() const { return course_; }

  [[nodiscard]] random::Stream stream(Purpose purpose, std::uint64_t entity, std::uint64_t ordinal) const {
    return {seed_, key(purpose), replication_, entity, ordinal};
  }

 private:
  const World* world_;
  PolicyId policy_id_;
  const PolicyPlan* policy_ = nullptr;
  std::uint64_t seed_ = 0;
  std::uint64_t replication_ = 0;
  TiltedDraws* tilt_ = nullptr;
  Course* course_ = nullptr;
  double now_h_ = 0;
  std::uint64_t rank_ = 0;
};

}  // namespace convoyrisk::model
