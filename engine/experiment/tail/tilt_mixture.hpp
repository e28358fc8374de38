#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/history/replication.hpp"

namespace convoyrisk::experiment {

/// Replications are drawn under one of several tilts, chosen anew for each, and weighed against all of them (the
/// balance heuristic of Veach and Guibas 1995): 1 over the sum of share times likelihood ratio. With a share of plain
/// draws no weight exceeds its inverse (the defensive mixture of Hesterberg 1995).
class TiltMixture {
 public:
  struct Part {
    double share = 0;  ///< >= 0; all together 1
    model::Tilt tilt;
  };

  /// Plain draws alone.
  TiltMixture() : TiltMixture(std::vector<Part>{{1, {}}}) {}
  explicit TiltMixture(std::vector<Part> parts);

  [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
  [[nodiscard]] double greatest_weight() const;
  [[nodiscard]] const model::Tilt& choose(double uniform) const;
  /// By part: logarithm of the likelihood of a replication's draws under its tilt over that in the model.
  [[nodiscard]] std::vector<double> log_ratios(const model::TiltedDraws& draws) const;
  /// Likelihood of a replication's draws in the model over that in the mixture.
  [[nodiscard]] double weight(const model::TiltedDraws& draws) const { return weight(log_ratios(draws)); }
  [[nodiscard]] double weight(const std::vector<double>& log_ratios) const;

 private:
  /// Place of a tilt in the list, where it is put if it is not there.
  std::size_t factor(const model::Tilt& tilt);

  std::vector<Part> parts_;
  /// A likelihood ratio is a product of one that hangs on engagement and background, one on severity and one on deaths.
  /// Parts share these: each is computed once.
  std::vector<model::Tilt> factors_;
  std::vector<std::array<std::size_t, 3>> factors_of_part_;
};

/// Simulates one replication under a tilt of the mixture, which the replication chooses, by the same uniform under
/// every policy. `draws` can then be asked for likelihood ratios.
void run_tilted(model::Replication& replication, const TiltMixture& mixture, PolicyId policy, std::uint64_t seed,
                std::uint64_t number, model::ReplicationResult& result, model::TiltedDraws& draws);

}  // namespace convoyrisk::experiment
