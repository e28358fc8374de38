#include "model/harm/mode_harm.hpp"

#include <algorithm>
#include <span>

#include "model/harm/dead_law.hpp"
#include "model/harm/law_nodes.hpp"
#include "model/harm/total_law.hpp"

namespace convoyrisk::model {

ModeHarm::ModeHarm(const spec::Mode& mode, const Target& target) : mode_(mode), target_(target), weights_(target) {
  if (target_.is_site) {
    Vehicle& exposed = target_.vehicles.front();
    exposed.unhurt = std::min(exposed.unhurt, mode_.exposed);
  }
  for (const Vehicle& vehicle : target_.vehicles) {
    total_weight_ += weights_.of(vehicle);
    class_.push_back(0);
    if (!vehicle.escort && vehicle.alive() > 0) {
      const auto found = std::ranges::find(protections_, vehicle.protection);
      class_.back() = static_cast<std::size_t>(found - protections_.begin());
      if (found == protections_.end()) {
        protections_.push_back(vehicle.protection);
        people_.push_back(0);
      }
      people_[class_.back()] += vehicle.alive();
      workers_ += static_cast<std::size_t>(vehicle.alive());
    }
  }
  if (people_.empty()) {  // everyone is dead: one class of nobody
    protections_.push_back(0);
    people_.push_back(0);
  }
}

void ModeHarm::add_means(double weight, double help_h, MeanRisks& risks, Harm& harm) const {
  for (const Vehicle& vehicle : target_.vehicles) {
    const double first = first_hit(vehicle);
    const double hit = first + (1 - first) * mode_.spread;
    const double killed_by_hit = hit * risks.hit(mode_, vehicle.protection);
    const double killed =
        killed_by_hit + (1 - killed_by_hit) * risks.assault(mode_, vehicle.protection, target_, help_h);
    (vehicle.escort ? harm.escort_killed : harm.workers_killed) += weight * killed * vehicle.alive();
  }
}

void ModeHarm::add_law(double weight, double help_h, std::vector<double>& law) {
  const std::vector<double> dead = by_class() ? dead_by_class(help_h) : dead_in_all(help_h);
  for (std::size_t n = 0; n < dead.size(); ++n) {
    law[n] += weight * dead[n];
  }
}

double ModeHarm::first_hit(const Vehicle& vehicle) const {
  return target_.is_site ? 1 : weights_.of(vehicle) / total_weight_;
}

/// Of several classes a table takes more time than the law of all averaged over severity and assault at once.
bool ModeHarm::by_class() const { return people_.size() == 1; }

template <class Risk>
std::vector<double> ModeHarm::risks(const std::vector<WeightedValue>& nodes, const Risk& risk) const {
  std::vector<double> all;
  for (const WeightedValue& node : nodes) {
    for (const double protection : protections_) {
      all.push_back(risk(node.value, protection));
    }
  }
  return all;
}

/// Once with the first hit still to be drawn and once with it drawn, vehicle after vehicle.
std::vector<double> ModeHarm::exposed() const {
  const ClassTable table(people_);
  std::vector<double> undrawn(table.size(), 0);
  std::vector<double> drawn(table.size(), 0);
  undrawn[0] = 1;
  for (std::size_t i = 0; i < target_.vehicles.size(); ++i) {
    const Vehicle& vehicle = target_.vehicles[i];
    const double first = first_hit(vehicle);
    const auto aboard = vehicle.escort ? 0 : static_cast<std::size_t>(vehicle.alive());
    const std::size_t hit = aboard * table.step(class_[i]);
    // Downwards, so that what is read has not been overwritten. Places that differ by `hit` but not by those aboard
    // alone have no weight yet.
    for (std::size_t place = table.size(); place-- > 0;) {
      const double undrawn_before = place < hit ? 0 : undrawn[place - hit];
      const double drawn_before = place < hit ? 0 : drawn[place - hit];
      drawn[place] = (1 - mode_.spread) * drawn[place] + mode_.spread * drawn_before + first * undrawn_before;
      undrawn[place] = (1 - mode_.spread) * undrawn[place] + mode_.spread * undrawn_before;
    }
  }
  return drawn;
}

const std::vector<double>& ModeHarm::hits() {
  if (hits_.empty()) {
    std::vector<PeopleAtRisk> classes;
    for (std::size_t i = 0; i < people_.size(); ++i) {
      classes.push_back({people_[i], mode_.kill * (1 - protections_[i])});
    }
    const std::vector<WeightedValue> nodes = severity_nodes(mode_.severity_cv, classes);
    const ClassTable table(people_);
    hits_.assign(table.size(), 0);
    AveragedBinomials dead(table, nodes, risks(nodes, [this](double severity, double protection) {
                             return hit_probability(severity, mode_.kill, protection);
                           }));
    dead.for_each(exposed(), [this](std::size_t, double probability, std::span<const double> law) {
      for (std::size_t place = 0; place < law.size(); ++place) {
        hits_[place] += probability * law[place];
      }
    });
  }
  return hits_;
}

std::vector<double> ModeHarm::dead_by_class(double help_h) {
  const ClassTable table(people_);
  const std::vector<double>& killed = hits();
  std::vector<double> sum(workers_ + 1, 0);
  if (!mode_.assault) {
    for (std::size_t place = 0; place < killed.size(); ++place) {
      sum[table.total(place)] += killed[place];
    }
    return sum;
  }
  std::vector<PeopleAtRisk> classes;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    classes.push_back({people_[i], assault_rate(mode_.assault->kill_rate_per_h, protections_[i], target_)});
  }
  const std::vector<WeightedValue> nodes = assault_nodes(mode_.assault->duration, help_h, classes);
  AveragedBinomials dead(table, nodes, risks(nodes, [this](double hours, double protection) {
                           return assault_probability(mode_.assault->kill_rate_per_h, hours, protection, target_);
                         }));
  // Who survives the hits stands opposite those killed.
  const std::vector<double> alive(killed.rbegin(), killed.rend());
  dead.for_each(alive, [&](std::size_t survivors, double probability, std::span<const double> law) {
    const std::size_t before = workers_ - table.total(survivors);
    for (std::size_t place = 0; place < law.size(); ++place) {
      if (law[place] > 0) {
        sum[before + table.total(place)] += probability * law[place];
      }
    }
  });
  return sum;
}

std::vector<double> ModeHarm::dead_in_all(double help_h) const {
  std::vector<double> first;
  for (const Vehicle& vehicle : target_.vehicles) {
    first.push_back(first_hit(vehicle));
  }
  return TotalLaw(mode_, target_, first).averaged(help_h);
}

}  // namespace convoyrisk::model
