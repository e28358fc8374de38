#include "model/harm/total_law.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace convoyrisk::model {
namespace {

constexpr double least_term = 1e-13;  // left out, of some hundred terms

/// To that of the dead among a kind's people who die with this probability each. Of one class it grows from kind to
/// kind: `one` and `all` are those of the kind before.
template <class Kind>
void follow(const Kind& kind, double killed, const Complex2& x, Complex2& one, Complex2& all) {
  if (kind.new_class) {
    one = both(1 - killed) + killed * x;
    all = power(one, static_cast<unsigned>(kind.people));
  } else if (kind.more > 0) {
    all *= power(one, static_cast<unsigned>(kind.more));
  }
}

}  // namespace

TotalLaw::TotalLaw(const spec::Mode& mode, const Target& target, std::span<const double> first_hit)
    : mode_(mode), target_(target), frequencies_(static_cast<std::size_t>(workers_alive(target))) {
  for (std::size_t i = 0; i < target.vehicles.size(); ++i) {
    const Vehicle& vehicle = target.vehicles[i];
    if (vehicle.escort || vehicle.alive() == 0) {
      nobody_first_ += first_hit[i];
      continue;
    }
    const auto found = std::ranges::find_if(kinds_, [&](const Kind& kind) {
      return kind.protection == vehicle.protection && kind.people == vehicle.alive() && kind.first_hit == first_hit[i];
    });
    if (found != kinds_.end()) {
      ++found->vehicles;
    } else {
      kinds_.push_back({vehicle.protection, vehicle.alive(), first_hit[i], 1, 0, true, 0, 0, {}});
    }
  }
  std::ranges::sort(kinds_, {},
                    [](const Kind& kind) { return std::tuple(kind.protection, kind.people, kind.first_hit); });
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    Kind& kind = kinds_[i];
    kind.new_class = i == 0 || kinds_[i - 1].protection != kind.protection;
    kind.more = kind.new_class ? kind.people : kind.people - kinds_[i - 1].people;
    kind.missed.resize(frequencies_.groups());
  }
}

std::vector<WeightedValue> TotalLaw::severities() const {
  std::vector<PeopleAtRisk> people;
  for (const Kind& kind : kinds_) {
    people.push_back({kind.people, mode_.kill * (1 - kind.protection), kind.vehicles, mode_.spread});
  }
  return severity_nodes(mode_.severity_cv, people);
}

std::vector<WeightedValue> TotalLaw::assaults(double help_h) const {
  if (!mode_.assault) {
    return {{0, 1}};
  }
  std::vector<PeopleAtRisk> people;  // by protection
  for (const Kind& kind : kinds_) {
    if (kind.new_class) {
      people.push_back({0, assault_rate(mode_.assault->kill_rate_per_h, kind.protection, target_)});
    }
    people.back().people += kind.vehicles * kind.people;
  }
  return assault_nodes(mode_.assault->duration, help_h, people);
}

std::vector<double> TotalLaw::averaged(double help_h) {
  const std::vector<WeightedValue> by_severity = severities();
  std::vector<Complex2> sum(frequencies_.groups());
  for (const WeightedValue& assault : assaults(help_h)) {
    set_assault(assault.value);
    for (const WeightedValue& severity : by_severity) {
      const double weight = severity.weight * assault.weight;
      if (weight > least_term) {
        set_severity(severity.value);
        const std::size_t groups = groups_that_count(weight);
        for (std::size_t group = 0; group < groups; ++group) {
          sum[group] += weight * characteristic(group);
        }
      }
    }
  }
  return frequencies_.law(sum);
}

void TotalLaw::set_assault(double hours) {
  for (Kind& kind : kinds_) {
    kind.killed_in_assault =
        mode_.assault ? assault_probability(mode_.assault->kill_rate_per_h, hours, kind.protection, target_) : 0;
  }
  for (std::size_t group = 0; group < frequencies_.groups(); ++group) {
    Complex2 one;
    Complex2 all;
    for (Kind& kind : kinds_) {
      follow(kind, kind.killed_in_assault, frequencies_.x(group), one, all);
      kind.missed[group] = (1 - mode_.spread) * all;
    }
  }
}

void TotalLaw::set_severity(double severity) {
  for (Kind& kind : kinds_) {
    const double by_hit = hit_probability(severity, mode_.kill, kind.protection);
    kind.killed_if_hit = by_hit + (1 - by_hit) * kind.killed_in_assault;
  }
}

/// As |1 - p + p x|^2 = 1 - p (1 - p) |1 - x|^2 < exp(-p (1 - p) |1 - x|^2) for each person, hit or not.
std::size_t TotalLaw::groups_that_count(double weight) const {
  double variance = 0;  // of the number of dead, at least
  for (const Kind& kind : kinds_) {
    const double hit = kind.killed_if_hit;
    const double missed = kind.killed_in_assault;
    variance += kind.vehicles * kind.people * std::min(hit * (1 - hit), missed * (1 - missed));
  }
  return frequencies_.groups_within(2 * std::log(weight / least_term) / variance);
}

/// With B of a vehicle hit first, M of another and m alike:
///     drawn <- M^(m-1) (M drawn + m first B undrawn),  undrawn <- M^m undrawn
Complex2 TotalLaw::characteristic(std::size_t group) const {
  Complex2 undrawn = both(1);            // the first hit is on none of the vehicles so far
  Complex2 drawn = both(nobody_first_);  // it is, times the probability of that
  Complex2 one;
  Complex2 hit;
  for (const Kind& kind : kinds_) {
    follow(kind, kind.killed_if_hit, frequencies_.x(group), one, hit);
    const Complex2 vehicle = mode_.spread * hit + kind.missed[group];
    drawn = vehicle * drawn + (kind.vehicles * kind.first_hit) * (hit * undrawn);
    undrawn *= vehicle;
    if (kind.vehicles > 1) {
      const Complex2 others = power(vehicle, static_cast<unsigned>(kind.vehicles - 1));
      drawn *= others;
      undrawn *= others;
    }
  }
  return drawn;
}

}  // namespace convoyrisk::model
