#pragma once

#include <cstddef>
#include <map>
#include <tuple>
#include <vector>

#include "spec/threat.hpp"

namespace convoyrisk::model {

/// Laws of the dead among so many people all of whom a hit reaches, averaged over its severity: worked out when first
/// asked for and kept, as targets that differ in escorts, vehicles or when help comes share them. Modes are known by
/// their address.
class HitLaws {
 public:
  /// [n]: exactly n of them dead, each with probability min(1, Z kill (1 - q)). Holds until clear().
  [[nodiscard]] const std::vector<double>& of(const spec::Mode& mode, double protection, int people);

  /// Numbers kept, for the bookkeeping of memory.
  [[nodiscard]] std::size_t size() const { return size_; }
  void clear();

 private:
  std::map<std::tuple<const spec::Mode*, double, int>, std::vector<double>> kept_;
  std::size_t size_ = 0;
};

}  // namespace convoyrisk::model
