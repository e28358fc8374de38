#include "experiment/tail/tilt_mixture.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/world/purpose.hpp"

namespace convoyrisk::experiment {

TiltMixture::TiltMixture(std::vector<Part> parts) : parts_(std::move(parts)) {
  for (const Part& part : parts_) {
    const model::Tilt& tilt = part.tilt;
    factors_of_part_.push_back({factor({.engagement = tilt.engagement, .background = tilt.background}),
                                factor({.severity = tilt.severity, .severe_share = tilt.severe_share}),
                                factor({.deaths = tilt.deaths})});
  }
}

std::size_t TiltMixture::factor(const model::Tilt& tilt) {
  const auto found = std::ranges::find(factors_, tilt);
  const auto place = static_cast<std::size_t>(found - factors_.begin());
  if (found == factors_.end()) {
    factors_.push_back(tilt);
  }
  return place;
}

double TiltMixture::greatest_weight() const {
  double plain = 0;
  for (const Part& part : parts_) {
    plain += part.tilt == model::Tilt{} ? part.share : 0;
  }
  return plain > 0 ? 1 / plain : std::numeric_limits<double>::infinity();
}

const model::Tilt& TiltMixture::choose(double uniform) const {
  double rest = uniform;
  for (const Part& part : parts_) {
    if (rest < part.share) {
      return part.tilt;
    }
    rest -= part.share;
  }
  return parts_.back().tilt;
}

std::vector<double> TiltMixture::log_ratios(const model::TiltedDraws& draws) const {
  std::vector<double> by_factor;
  for (const model::Tilt& tilt : factors_) {
    by_factor.push_back(draws.log_ratio(tilt));
  }
  std::vector<double> sums;
  for (const std::array<std::size_t, 3>& factors : factors_of_part_) {
    sums.push_back(by_factor[factors[0]] + by_factor[factors[1]] + by_factor[factors[2]]);
  }
  return sums;
}

double TiltMixture::weight(const std::vector<double>& log_ratios) const {
  const double largest = *std::ranges::max_element(log_ratios);
  double sum = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    sum += parts_[i].share * std::exp(log_ratios[i] - largest);
  }
  return std::exp(-largest) / sum;
}

void run_tilted(model::Replication& replication, const TiltMixture& mixture, PolicyId policy, std::uint64_t seed,
                std::uint64_t number, model::ReplicationResult& result, model::TiltedDraws& draws) {
  random::Stream choice(seed, model::key(model::Purpose::tilt), number, 0, 0);
  draws.start(mixture.choose(choice.uniform()));
  replication.run(policy, seed, number, result, nullptr, &draws);
}

}  // namespace convoyrisk::experiment
