#pragma once

#include <vector>

#include "model/harm/dead_law.hpp"
#include "model/harm/mean_risks.hpp"
#include "model/harm/target.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// What one mode of attack is expected to do to one target (docs/model.md, 3.5 and 5). The law of the dead, which costs
/// most, is worked out when it is first asked for; what of it does not depend on when help comes, once. Keeps a
/// reference to the mode.
class ModeHarm {
 public:
  ModeHarm(const spec::Mode& mode, const Target& target);

  [[nodiscard]] std::size_t workers() const { return workers_; }
  /// Numbers kept, for the bookkeeping of memory.
  [[nodiscard]] std::size_t size() const { return hits_.size(); }
  /// Adds `weight` times the expected dead to `harm`.
  void add_means(double weight, double help_h, MeanRisks& risks, Harm& harm) const;
  /// Adds `weight` times the law of the dead to `law`, which is at least workers() + 1 long.
  void add_law(double weight, double help_h, std::vector<double>& law);

 private:
  [[nodiscard]] double first_hit(const Vehicle& vehicle) const;
  /// Severities at which some vehicle's probability of death reaches 1.
  [[nodiscard]] std::vector<double> kinks() const;
  /// Place of a vehicle's protection among those of the workers; their number where it is new.
  [[nodiscard]] std::size_t class_of(const Vehicle& vehicle) const;
  /// Law of the dead by protection once the hits of one severity are over: a product over vehicles of the generating
  /// functions of their dead, once with the first hit still to be drawn and once with it drawn.
  [[nodiscard]] DeadLaw hits_given(double severity) const;
  [[nodiscard]] std::vector<double> killed_probability(double help_h);
  /// The same where the law by protection is too long.
  [[nodiscard]] std::vector<double> total_killed_probability(double help_h) const;
  [[nodiscard]] const std::vector<double>& hits();

  const spec::Mode& mode_;
  Target target_;
  FirstHitWeights weights_;
  double total_weight_ = 0;
  std::size_t workers_ = 0;
  std::vector<double> protections_;  ///< of the vehicles that carry living workers, each once
  std::vector<int> people_;          ///< workers alive by protection
  std::vector<double> hits_;  ///< DeadLaw of the workers before any assault, averaged over severity, once asked for
};

}  // namespace convoyrisk::model
