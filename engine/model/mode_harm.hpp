#pragma once

#include <vector>

#include "model/target.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// What one mode of attack is expected to do to one target (docs/model.md, 3.5 and 5). What does not depend on when help comes
/// is computed once. Keeps a reference to the mode.
class ModeHarm {
 public:
  ModeHarm(const spec::Mode& mode, const Target& target);

  [[nodiscard]] std::size_t workers() const { return workers_; }
  /// Adds `weight` times the expectations to `harm`, whose killed_probability is at least workers() + 1 long.
  void add(double weight, double help_h, Harm& harm) const;

 private:
  [[nodiscard]] double first_hit(const Vehicle& vehicle) const;
  /// Severities at which some vehicle's probability of death reaches 1.
  [[nodiscard]] std::vector<double> kinks() const;
  [[nodiscard]] double mean_hit(double protection) const;
  [[nodiscard]] double mean_assault(double protection, double help_h) const;
  /// Workers killed when the severity is z and the assault lasts `hours`: a product over vehicles of the generating
  /// functions of their dead, once with no vehicle drawn yet as the first hit and once with it drawn.
  void given(double z, double hours, std::vector<double>& probabilities) const;
  /// Workers killed by the hits and an assault of `hours`.
  [[nodiscard]] std::vector<double> after_hits(double hours) const;
  [[nodiscard]] std::vector<double> after_assault(double help_h) const;

  const spec::Mode& mode_;
  Target target_;
  double total_profile_ = 0;
  std::size_t workers_ = 0;
  double workers_protection_ = 0;
  bool uniform_protection_ = true;
  std::vector<double> hits_;  ///< law of the workers killed before any assault
};

}  // namespace convoyrisk::model
