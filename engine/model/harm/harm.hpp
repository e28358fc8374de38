#pragma once

#include <vector>

#include "model/harm/mode_harm.hpp"
#include "model/harm/target.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// What an attack by given attackers on a given target is expected to do, averaged over their modes: expectations to a
/// relative error of 1e-6, probabilities to an absolute 1e-9 (docs/model.md, 5). Keeps references to the modes.
class HarmModel {
 public:
  HarmModel(const std::vector<spec::Mode>& modes, const Target& target);

  /// Expected dead; `help_h`: hours until help comes, possibly infinite. The law is left out.
  [[nodiscard]] Harm means(double help_h, MeanRisks& risks) const;
  /// [n]: probability of exactly n dead.
  [[nodiscard]] const std::vector<double>& law(double help_h, HitLaws& hit_laws);
  /// Numbers kept, for the bookkeeping of memory.
  [[nodiscard]] std::size_t size() const;

 private:
  struct WeightedMode {
    double probability = 0;
    ModeHarm harm;
  };
  std::vector<WeightedMode> modes_;
  double help_h_ = 0;        ///< of law_
  std::vector<double> law_;  ///< the last that was asked for: attackers of several groups often ask in turn
};

/// Expected dead and their law.
[[nodiscard]] Harm expected_harm(const std::vector<spec::Mode>& modes, const Target& target, double help_h);

/// Whether the time until help comes matters to any of the modes.
[[nodiscard]] bool any_assault(const std::vector<spec::Mode>& modes);

}  // namespace convoyrisk::model
