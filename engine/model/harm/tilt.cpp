#include "model/harm/tilt.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>

#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

/// p e^tilt / (1 - p + p e^tilt).
double tilted(double probability, double tilt) {
  const double likelier = probability * std::exp(tilt);
  return likelier / (1 - probability + likelier);
}

/// log(e^a + e^b).
double log_sum(double a, double b) {
  const double greater = std::max(a, b);
  return std::isinf(greater) ? greater : greater + std::log1p(std::exp(std::min(a, b) - greater));
}

/// Logarithms of E[exp(tilt * dead)] among the people of one vehicle.
struct VehicleMoment {
  VehicleMoment(const VehicleRisk& risk, double spread, double tilt) {
    const double each_missed = std::log1p(risk.assault * std::expm1(tilt));
    missed = risk.people * each_missed;
    hit = risk.people * std::log(risk.hit * std::exp(tilt) + (1 - risk.hit) * std::exp(each_missed));
    as_other = log_sum(std::log(spread) + hit, std::log1p(-spread) + missed);
  }

  double missed = 0;
  double hit = 0;
  double as_other = 0;  ///< where another is hit first
};

/// Logarithm of E[exp(tilt * dead)] of an attack: over who is hit first, the product over vehicles.
double log_moment(std::span<const VehicleRisk> vehicles, double spread, double tilt) {
  double all_others = 0;
  double firsts = 0;
  double sum = -std::numeric_limits<double>::infinity();
  for (const VehicleRisk& vehicle : vehicles) {
    const VehicleMoment moment(vehicle, spread, tilt);
    all_others += moment.as_other;
    firsts += vehicle.first;
    if (vehicle.first > 0) {
      sum = log_sum(sum, std::log(vehicle.first) + moment.hit - moment.as_other);
    }
  }
  return all_others + sum - std::log(firsts);
}

}  // namespace

void TiltedDraws::start(const Tilt& tilt) {
  tilt_ = tilt;
  engagements_.clear();
  engaged_ = 0;
  vehicles_.clear();
  attacks_.clear();
  dead_ = 0;
  severities_.clear();
  background_events_ = 0;
  background_hazard_ = 0;
}

bool TiltedDraws::engages(double uniform, double probability) {
  const bool attacks = uniform < tilted(probability, tilt_.engagement);
  engagements_.push_back(probability);
  engaged_ += attacks ? 1 : 0;
  return attacks;
}

double TiltedDraws::severity(random::Stream& stream, double cv) {
  const double shape = 1 / (cv * cv);
  const double mean = stream.uniform() < tilt_.severe_share ? std::exp(tilt_.severity) : 1;
  const double severity = random::gamma(stream, mean, cv / std::sqrt(mean));
  severities_.push_back({shape, severity});
  return severity;
}

double TiltedDraws::background_gap(double drawn, double ahead) {
  const double gap = drawn * std::exp(-tilt_.background);
  background_events_ += gap < ahead ? 1 : 0;
  background_hazard_ += std::min(gap, ahead);
  return gap;
}

void TiltedDraws::note_attack(std::span<const VehicleRisk> vehicles, double spread) {
  attacks_.push_back({vehicles_.size(), vehicles_.size() + vehicles.size(), spread});
  vehicles_.insert(vehicles_.end(), vehicles.begin(), vehicles.end());
}

void TiltedDraws::begin_attack(std::span<VehicleRisk> vehicles, double spread) {
  note_attack(vehicles, spread);
  spreads_.clear();
  double greatest = -std::numeric_limits<double>::infinity();
  std::vector<double> firsts;
  for (VehicleRisk& vehicle : vehicles) {
    const VehicleMoment moment(vehicle, spread, tilt_.deaths);
    spreads_.push_back(std::exp(std::log(spread) + moment.hit - moment.as_other));
    firsts.push_back(std::log(vehicle.first) + moment.hit - moment.as_other);
    greatest = std::max(greatest, firsts.back());
    const double dies_or_not =
        vehicle.hit * std::exp(tilt_.deaths) + (1 - vehicle.hit) * (1 + vehicle.assault * std::expm1(tilt_.deaths));
    vehicle.hit = vehicle.hit * std::exp(tilt_.deaths) / dies_or_not;
    vehicle.assault = tilted(vehicle.assault, tilt_.deaths);
  }
  for (std::size_t i = 0; i < vehicles.size(); ++i) {
    vehicles[i].first = std::exp(firsts[i] - greatest);
  }
}

int TiltedDraws::deaths(double uniform, int people, double probability) {
  const VehicleRisk risk{1, people, probability, 0};
  note_attack({&risk, 1}, 0);
  const int dead = random::binomial(uniform, people, tilted(probability, tilt_.deaths));
  dead_ += dead;
  return dead;
}

double TiltedDraws::log_moments(double tilt) const {
  double sum = 0;
  for (const Attack& attack : attacks_) {
    const std::span all(vehicles_);
    sum +=
        log_moment(all.subspan(attack.first_vehicle, attack.last_vehicle - attack.first_vehicle), attack.spread, tilt);
  }
  return sum;
}

double TiltedDraws::log_ratio(const Tilt& other) const {
  double sum = other.engagement * static_cast<double>(engaged_);
  for (const double probability : engagements_) {
    sum -= std::log1p(probability * std::expm1(other.engagement));
  }
  sum += other.deaths * static_cast<double>(dead_) - log_moments(other.deaths);
  for (const Severity& severity : severities_) {
    const double added = severity.shape * std::expm1(other.severity);
    // std::lgamma writes its sign into a global of the C library: a race between threads.
    const double log_raised = added * std::log(severity.shape * severity.value) + boost::math::lgamma(severity.shape) -
                              boost::math::lgamma(severity.shape + added);
    sum += log_sum(std::log(other.severe_share) + log_raised, std::log1p(-other.severe_share));
  }
  sum += other.background * static_cast<double>(background_events_) - std::expm1(other.background) * background_hazard_;
  return sum;
}

}  // namespace convoyrisk::model
