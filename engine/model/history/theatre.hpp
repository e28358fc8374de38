#pragma once

#include <vector>

#include "base/ids.hpp"
#include "model/history/hazards.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// What moves all cells of a group alike: the regime in force, the group's tempo and its excitation (docs/model.md, 3.2
/// and 3.7).
class Theatre {
 public:
  explicit Theatre(const World& world);

  void start(const Moment& moment);

  /// The regime's factor.
  [[nodiscard]] double regime_factor(double time_h) const { return regime_.at(time_h); }
  /// The factor of regime and tempo on a group's dormant cells.
  [[nodiscard]] const StepFunction& factor(GroupId group) const;
  /// The effect of the group's excitation up to a time, not before the last one asked for.
  [[nodiscard]] double excitement(GroupId group, double time_h);
  /// When that effect reaches a threshold, were there no further attack.
  [[nodiscard]] double excited_h(GroupId group, double threshold) const;
  /// An attack by the group; only where it has an excitation.
  void excite(GroupId group, double time_h);

 private:
  const World& world_;
  StepFunction regime_;
  std::vector<StepFunction> factor_;  ///< of groups with a tempo
  std::vector<Excitation> excitation_;
  std::vector<double> steps_;  ///< memory
};

}  // namespace convoyrisk::model
