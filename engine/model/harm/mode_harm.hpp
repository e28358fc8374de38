#pragma once

#include <optional>
#include <vector>

#include "model/harm/hit_laws.hpp"
#include "model/harm/mean_risks.hpp"
#include "model/harm/target.hpp"
#include "model/harm/total_law.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// What one mode of attack is expected to do to one target (docs/model.md, 3.5 and 5). The law of the dead, which costs
/// most, is worked out when it is first asked for; what of it does not depend on when help comes, once. Keeps a
/// reference to the mode.
class ModeHarm {
 public:
  ModeHarm(const spec::Mode& mode, const Target& target);

  [[nodiscard]] std::size_t workers() const { return static_cast<std::size_t>(workers_); }
  /// Numbers kept, for the bookkeeping of memory.
  [[nodiscard]] std::size_t size() const { return hits_.size() + (mixed_ ? mixed_->size() : 0); }
  /// Adds `weight` times the expected dead to `harm`.
  void add_means(double weight, double help_h, MeanRisks& risks, Harm& harm) const;
  /// Adds `weight` times the law of the dead to `law`, which is at least workers() + 1 long.
  void add_law(double weight, double help_h, HitLaws& hit_laws, std::vector<double>& law);

 private:
  [[nodiscard]] double first_hit(const Vehicle& vehicle) const;
  /// Law of the people in vehicles that are hit.
  [[nodiscard]] std::vector<double> exposed() const;
  /// Law of those killed by hits, once it is known.
  [[nodiscard]] const std::vector<double>& hits(HitLaws& hit_laws);
  [[nodiscard]] std::vector<double> hits_of_alike(HitLaws& hit_laws) const;
  /// Law of the dead where all vehicles that carry living workers have one protection.
  [[nodiscard]] std::vector<double> dead_of_alike(double help_h, HitLaws& hit_laws);
  [[nodiscard]] TotalLaw& mixed();

  const spec::Mode& mode_;
  Target target_;
  FirstHitWeights weights_;
  double total_weight_ = 0;
  int workers_ = 0;                ///< alive
  bool alike_ = true;              ///< the vehicles that carry living workers have one protection
  double protection_ = 0;          ///< of the first of them
  std::vector<double> hits_;       ///< hits(), once asked for
  std::optional<TotalLaw> mixed_;  ///< mixed(), likewise
};

}  // namespace convoyrisk::model
