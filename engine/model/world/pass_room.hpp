#pragma once

#include <map>
#include <utility>

#include "model/world/policy_plan.hpp"

namespace convoyrisk::model {

/// The greatest memory of passes that places of a leg can have under a policy, until another of its ways or leeways
/// after `time_h` comes into force. The policy's plan must outlive it.
class PassRoom {
 public:
  PassRoom(const PolicyPlan& plan, double time_h, double memory_h)
      : plan_(plan), time_h_(time_h), memory_h_(memory_h) {}

  /// No place on the leg has more.
  [[nodiscard]] double on(RoadId leg);

 private:
  double level(ConvoyId convoy, double spread_h);

  const PolicyPlan& plan_;
  double time_h_;
  double memory_h_;
  std::map<std::pair<std::size_t, double>, double> levels_;  ///< by convoy and spread
};

}  // namespace convoyrisk::model
