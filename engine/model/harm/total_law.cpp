#include "model/harm/total_law.hpp"

#include <algorithm>

#include "model/harm/dead_law.hpp"

namespace convoyrisk::model {
namespace {

constexpr double least_weight = 1e-13;
constexpr double least_term = 1e-16;

/// Leaves out what lies beyond the last term that counts.
void trim(std::vector<double>& law) {
  while (law.size() > 1 && law.back() < least_term) {
    law.pop_back();
  }
}

}  // namespace

TotalLaw::TotalLaw(const spec::Mode& mode, const Target& target, std::span<const double> first_hit)
    : mode_(mode), target_(target), first_hit_(first_hit) {
  for (const Vehicle& vehicle : target.vehicles) {
    if (!vehicle.escort && vehicle.alive() > 0) {
      workers_ += static_cast<std::size_t>(vehicle.alive());
      const auto found = std::ranges::find(protections_, vehicle.protection);
      const auto of_class = static_cast<std::size_t>(found - protections_.begin());
      if (found == protections_.end()) {
        protections_.push_back(vehicle.protection);
        people_.push_back(0);
      }
      people_[of_class] += vehicle.alive();
    }
  }
}

std::vector<PeopleAtRisk> TotalLaw::classes_by_rate(const std::function<double(double)>& rate) const {
  std::vector<PeopleAtRisk> classes;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    classes.push_back({people_[i], rate(protections_[i])});
  }
  return classes;
}

std::vector<double> TotalLaw::averaged(double help_h) {
  const std::vector<WeightedValue> severities =
      severity_nodes(mode_.severity_cv, classes_by_rate([this](double q) { return mode_.kill * (1 - q); }));
  const std::vector<WeightedValue> assaults =
      mode_.assault ? assault_nodes(mode_.assault->duration, help_h, classes_by_rate([this](double q) {
                                      return assault_rate(mode_.assault->kill_rate_per_h, q, target_);
                                    }))
                    : std::vector<WeightedValue>{{0, 1}};
  std::vector<double> sum(workers_ + 1, 0);
  std::vector<double> law;
  for (const WeightedValue& severity : severities) {
    for (const WeightedValue& assault : assaults) {
      const double weight = severity.weight * assault.weight;
      if (weight > least_weight) {
        given(severity.value, assault.value, law);
        for (std::size_t n = 0; n < law.size(); ++n) {
          sum[n] += weight * law[n];
        }
      }
    }
  }
  return sum;
}

void TotalLaw::given(double severity, double assault_h, std::vector<double>& law) {
  undrawn_.assign(1, 1);
  drawn_.assign(1, 0);
  for (std::size_t i = 0; i < target_.vehicles.size(); ++i) {
    const Vehicle& vehicle = target_.vehicles[i];
    const int people = vehicle.escort ? 0 : vehicle.alive();
    const double hit = hit_probability(severity, mode_.kill, vehicle.protection);
    const double assault =
        mode_.assault ? assault_probability(mode_.assault->kill_rate_per_h, assault_h, vehicle.protection, target_) : 0;
    binomial_probabilities(people, hit + (1 - hit) * assault, hit_);
    binomial_probabilities(people, assault, missed_);
    for (std::size_t n = 0; n < hit_.size(); ++n) {
      missed_[n] = mode_.spread * hit_[n] + (1 - mode_.spread) * missed_[n];
    }
    trim(hit_);
    trim(missed_);
    add_vehicle(people, first_hit_[i]);
  }
  law = drawn_;
}

/// hit_ and missed_ are its dead where the first hit falls on it and where it does not.
void TotalLaw::add_vehicle(int people, double first) {
  const std::size_t size = undrawn_.size() + static_cast<std::size_t>(people);
  next_undrawn_.assign(size, 0);
  next_drawn_.assign(size, 0);
  for (std::size_t j = 0; j < missed_.size(); ++j) {
    const double missed = missed_[j];
    const double hit = j < hit_.size() ? first * hit_[j] : 0;
    for (std::size_t n = 0; n < undrawn_.size(); ++n) {
      next_undrawn_[n + j] += missed * undrawn_[n];
      next_drawn_[n + j] += missed * drawn_[n] + hit * undrawn_[n];
    }
  }
  for (std::size_t j = missed_.size(); j < hit_.size(); ++j) {  // with a spread of 0 fewer die where it is missed
    for (std::size_t n = 0; n < undrawn_.size(); ++n) {
      next_drawn_[n + j] += first * hit_[j] * undrawn_[n];
    }
  }
  while (next_undrawn_.size() > 1 && next_undrawn_.back() < least_term && next_drawn_.back() < least_term) {
    next_undrawn_.pop_back();
    next_drawn_.pop_back();
  }
  std::swap(undrawn_, next_undrawn_);
  std::swap(drawn_, next_drawn_);
}

}  // namespace convoyrisk::model
