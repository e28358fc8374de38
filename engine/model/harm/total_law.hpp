#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/harm/characteristic.hpp"
#include "model/harm/law_nodes.hpp"
#include "model/harm/target.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// Law of the dead among the workers of a target under one mode, all together. Given the severity Z and the length A of
/// the assault people die independently of one another but for who is hit first, so the characteristic function of
/// their number is a sum over the vehicle hit first of products over vehicles. It is averaged over Z and A, and turned
/// into the law once.
class TotalLaw {
 public:
  /// `first_hit`: by vehicle of the target, the probability of being hit first. How many frequencies are worked on at
  /// once, 2, 4 or 8, changes no bit. Keeps a reference to the mode.
  TotalLaw(const spec::Mode& mode, const Target& target, std::span<const double> first_hit,
           std::size_t at_once = numbers_at_once());

  /// [n]: exactly n dead, n = 0..workers alive; each to an absolute 1e-9.
  [[nodiscard]] std::vector<double> averaged(double help_h);
  /// Numbers kept, for the bookkeeping of memory.
  [[nodiscard]] std::size_t size() const;

 private:
  /// Vehicles alike, with living workers.
  struct Kind {
    double protection = 0;
    int people = 0;        ///< in each
    double first_hit = 0;  ///< of each
    int vehicles = 0;
    int more = 0;  ///< people than in the kind before, if that has the same protection; else people
    bool new_class = true;
    double killed_in_assault = 0;  ///< at the length under way
    double killed_if_hit = 0;      ///< by either
    ComplexRow missed;             ///< at the length under way: of the dead of one that is not hit, times 1 - spread
  };

  [[nodiscard]] std::vector<WeightedValue> severities() const;
  [[nodiscard]] std::vector<WeightedValue> assaults(double help_h) const;
  void set_assault(double hours);
  void set_severity(double severity);
  /// How many frequencies count in an average with this weight.
  [[nodiscard]] std::size_t frequencies_that_count(double weight) const;

  // Most of the time goes into these two.
  template <std::size_t width>
  void set_missed();
  /// Adds `weight` times the characteristic function at the severity and the length under way, at the first
  /// frequencies.
  template <std::size_t width>
  void add_characteristic(double weight, std::size_t frequencies, ComplexRow& sum) const;
  template <std::size_t width>
  [[nodiscard]] Complexes<width> characteristic(std::size_t first) const;
  void set_missed_by_four();
  void set_missed_by_eight();
  void add_characteristic_by_four(double weight, std::size_t frequencies, ComplexRow& sum) const;
  void add_characteristic_by_eight(double weight, std::size_t frequencies, ComplexRow& sum) const;

  const spec::Mode& mode_;
  Target target_;
  std::vector<Kind> kinds_;                ///< by protection, then people
  std::vector<WeightedValue> severities_;  ///< the same whenever help comes
  double nobody_first_ = 0;                ///< probability that the first hit falls on a vehicle without living workers
  Frequencies frequencies_;
  std::size_t at_once_;
};

}  // namespace convoyrisk::model
