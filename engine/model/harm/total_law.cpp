#include "model/harm/total_law.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace convoyrisk::model {
namespace {

constexpr double least_term = 1e-13;  // left out, of some hundred terms

/// To that of the dead among a kind's people who die with this probability each. Of one class it grows from kind to
/// kind: `one` and `all` are those of the kind before.
template <class Kind, class Numbers>
void follow(const Kind& kind, double killed, const Numbers& x, Numbers& one, Numbers& all) {
  if (kind.new_class) {
    one = Numbers::of(1 - killed) + killed * x;
    all = power(one, static_cast<unsigned>(kind.people));
  } else if (kind.more > 0) {
    all *= power(one, static_cast<unsigned>(kind.more));
  }
}

}  // namespace

TotalLaw::TotalLaw(const spec::Mode& mode, const Target& target, std::span<const double> first_hit, std::size_t at_once)
    : mode_(mode), target_(target), frequencies_(static_cast<std::size_t>(workers_alive(target))), at_once_(at_once) {
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
      kinds_.push_back({vehicle.protection, vehicle.alive(), first_hit[i], 1, 0, true, 0, 0, ComplexRow()});
    }
  }
  std::ranges::sort(kinds_, {},
                    [](const Kind& kind) { return std::tuple(kind.protection, kind.people, kind.first_hit); });
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    Kind& kind = kinds_[i];
    kind.new_class = i == 0 || kinds_[i - 1].protection != kind.protection;
    kind.more = kind.new_class ? kind.people : kind.people - kinds_[i - 1].people;
    kind.missed = ComplexRow(frequencies_.size());
  }
  severities_ = severities();
}

std::size_t TotalLaw::size() const { return 2 * (kinds_.size() + 2) * frequencies_.size() + 2 * severities_.size(); }

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
  ComplexRow sum(frequencies_.size());
  for (const WeightedValue& assault : assaults(help_h)) {
    set_assault(assault.value);
    for (const WeightedValue& severity : severities_) {
      const double weight = severity.weight * assault.weight;
      if (weight > least_term) {
        set_severity(severity.value);
        const std::size_t frequencies = frequencies_that_count(weight);
        at_once_ == 8   ? add_characteristic_by_eight(weight, frequencies, sum)
        : at_once_ == 4 ? add_characteristic_by_four(weight, frequencies, sum)
                        : add_characteristic<2>(weight, frequencies, sum);
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
  at_once_ == 8 ? set_missed_by_eight() : at_once_ == 4 ? set_missed_by_four() : set_missed<2>();
}

template <std::size_t width>
void TotalLaw::set_missed() {
  for (std::size_t first = 0; first < frequencies_.size(); first += width) {
    const auto x = Complexes<width>::load(frequencies_.x(), first);
    Complexes<width> one;
    Complexes<width> all;
    for (Kind& kind : kinds_) {
      follow(kind, kind.killed_in_assault, x, one, all);
      ((1 - mode_.spread) * all).store(kind.missed, first);
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
std::size_t TotalLaw::frequencies_that_count(double weight) const {
  constexpr std::size_t few = 16;  // to find out takes longer than they do
  if (frequencies_.size() <= few) {
    return frequencies_.size();
  }
  double variance = 0;  // of the number of dead, at least
  for (const Kind& kind : kinds_) {
    const double hit = kind.killed_if_hit;
    const double missed = kind.killed_in_assault;
    variance += kind.vehicles * kind.people * std::min(hit * (1 - hit), missed * (1 - missed));
  }
  return frequencies_.within(2 * std::log(weight / least_term) / variance);
}

template <std::size_t width>
void TotalLaw::add_characteristic(double weight, std::size_t frequencies, ComplexRow& sum) const {
  for (std::size_t first = 0; first < frequencies; first += width) {
    (Complexes<width>::load(sum, first) + weight * characteristic<width>(first)).store(sum, first);
  }
}

/// With B of a vehicle hit first, M of another and m alike:
///     drawn <- M^(m-1) (M drawn + m first B undrawn),  undrawn <- M^m undrawn
template <std::size_t width>
Complexes<width> TotalLaw::characteristic(std::size_t first) const {
  using Numbers = Complexes<width>;
  const Numbers x = Numbers::load(frequencies_.x(), first);
  Numbers undrawn = Numbers::of(1);            // the first hit is on none of the vehicles so far
  Numbers drawn = Numbers::of(nobody_first_);  // it is, times the probability of that
  Numbers one;
  Numbers hit;
  for (const Kind& kind : kinds_) {
    follow(kind, kind.killed_if_hit, x, one, hit);
    const Numbers vehicle = mode_.spread * hit + Numbers::load(kind.missed, first);
    const double first_hit = kind.vehicles * kind.first_hit;
    const bool is_first = &kind == &kinds_.front();  // spares products with 1
    drawn = is_first ? nobody_first_ * vehicle + first_hit * hit : vehicle * drawn + first_hit * (hit * undrawn);
    undrawn = is_first ? vehicle : undrawn * vehicle;
    if (kind.vehicles > 1) {
      const Numbers others = power(vehicle, static_cast<unsigned>(kind.vehicles - 1));
      drawn *= others;
      undrawn *= others;
    }
  }
  return drawn;
}

CONVOYRISK_FOUR_AT_ONCE void TotalLaw::set_missed_by_four() { set_missed<4>(); }

CONVOYRISK_EIGHT_AT_ONCE void TotalLaw::set_missed_by_eight() { set_missed<8>(); }

CONVOYRISK_EIGHT_AT_ONCE void TotalLaw::add_characteristic_by_eight(double weight, std::size_t frequencies,
                                                                    ComplexRow& sum) const {
  add_characteristic<8>(weight, frequencies, sum);
}

CONVOYRISK_FOUR_AT_ONCE void TotalLaw::add_characteristic_by_four(double weight, std::size_t frequencies,
                                                                  ComplexRow& sum) const {
  add_characteristic<4>(weight, frequencies, sum);
}

}  // namespace convoyrisk::model
