#pragma once

#include <vector>

#include "model/harm/gauss.hpp"
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
  [[nodiscard]] bool by_class() const;
  /// By node and class, the chance of a person to die.
  template <class Risk>
  [[nodiscard]] std::vector<double> risks(const std::vector<WeightedValue>& nodes, const Risk& risk) const;
  /// Law of the people, by class, in vehicles that are hit.
  [[nodiscard]] std::vector<double> exposed() const;
  /// Law of those killed by hits, by class.
  [[nodiscard]] const std::vector<double>& hits();
  /// Law of the dead, in their order.
  [[nodiscard]] std::vector<double> dead_by_class(double help_h);
  [[nodiscard]] std::vector<double> dead_in_all(double help_h) const;

  const spec::Mode& mode_;
  Target target_;
  FirstHitWeights weights_;
  double total_weight_ = 0;
  std::size_t workers_ = 0;
  std::vector<double> protections_;  ///< by class: of the vehicles that carry living workers, each once
  std::vector<int> people_;          ///< by class: workers alive
  std::vector<std::size_t> class_;   ///< by vehicle; 0 where nobody counts
  std::vector<double> hits_;         ///< hits(), once asked for
};

}  // namespace convoyrisk::model
