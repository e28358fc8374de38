#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "model/harm/law_nodes.hpp"
#include "model/harm/target.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// Law of the dead among the workers of a target under one mode, all together. Given the severity Z and the length A of
/// the assault people die independently of one another but for who is hit first, so the law is one convolution over the
/// vehicles, once with the first hit still to be drawn and once with it drawn; then it is averaged over Z and A.
class TotalLaw {
 public:
  /// `first_hit`: by vehicle of the target, the probability of being hit first. Keeps references.
  TotalLaw(const spec::Mode& mode, const Target& target, std::span<const double> first_hit);

  /// [n]: exactly n dead, n = 0..workers alive; each to an absolute 1e-9.
  [[nodiscard]] std::vector<double> averaged(double help_h);
  /// The same for a given severity and assault; what is left out sums to less than 1e-12.
  void given(double severity, double assault_h, std::vector<double>& law);

 private:
  [[nodiscard]] std::vector<PeopleAtRisk> classes_by_rate(const std::function<double(double protection)>& rate) const;
  void add_vehicle(int people, double first);

  const spec::Mode& mode_;
  const Target& target_;
  std::span<const double> first_hit_;
  std::size_t workers_ = 0;
  std::vector<double> protections_;  ///< of the vehicles that carry living workers, each once
  std::vector<int> people_;          ///< in them
  // Of the vehicle under way, and the laws so far.
  std::vector<double> hit_;
  std::vector<double> missed_;
  std::vector<double> undrawn_;
  std::vector<double> drawn_;
  std::vector<double> next_undrawn_;
  std::vector<double> next_drawn_;
};

}  // namespace convoyrisk::model
