#include "model/harm/total_law.hpp"

#include <algorithm>

#include "model/harm/dead_law.hpp"
#include "model/harm/quadrature.hpp"

namespace convoyrisk::model {
namespace {

constexpr double node_tolerance = 1e-10;
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
      if (std::ranges::find(protections_, vehicle.protection) == protections_.end()) {
        protections_.push_back(vehicle.protection);
      }
    }
  }
}

/// Nodes and weights that integrate the sharpest laws there may be, those of all workers under one risk, for each
/// protection; then they do for sums over vehicles.
template <class Law, class Risk>
std::vector<TotalLaw::Node> TotalLaw::nodes(const Law& law, const Risk& risk) const {
  std::vector<double> binomial;
  const auto probe = [&](double value, std::vector<double>& values) {
    std::size_t i = 0;
    for (const double protection : protections_) {
      binomial_probabilities(static_cast<int>(workers_), risk(value, protection), binomial);
      for (const double probability : binomial) {
        values[i++] = probability;
      }
    }
  };
  std::vector<Node> found;
  for (const QuadratureNode& node : quadrature(law, protections_.size() * (workers_ + 1), node_tolerance, probe)) {
    if (node.weight > least_weight) {
      found.push_back({node.value, node.weight});
    }
  }
  return found;
}

std::vector<TotalLaw::Node> TotalLaw::severities() const {
  std::vector<double> kinks;
  for (const double protection : protections_) {
    if (const double slope = mode_.kill * (1 - protection); slope > 0) {
      kinks.push_back(1 / slope);
    }
  }
  std::ranges::sort(kinks);
  return nodes(severity_law(mode_.severity_cv, kinks), [this](double severity, double protection) {
    return hit_probability(severity, mode_.kill, protection);
  });
}

std::vector<TotalLaw::Node> TotalLaw::assaults(double help_h) const {
  if (!mode_.assault) {
    return {{0, 1}};
  }
  return nodes(truncated_law(mode_.assault->duration, help_h), [this](double hours, double protection) {
    return assault_probability(mode_.assault->kill_rate_per_h, hours, protection, target_);
  });
}

std::vector<double> TotalLaw::averaged(double help_h) {
  const std::vector<Node> assaults_ahead = assaults(help_h);
  std::vector<double> sum(workers_ + 1, 0);
  std::vector<double> law;
  for (const Node& severity : severities()) {
    for (const Node& assault : assaults_ahead) {
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
