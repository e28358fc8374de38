#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>

#include "model/harm/target.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// What one person runs under a mode of attack, averaged over severity and the length of the assault: worked out when
/// first asked for and kept. Modes are known by their address.
class MeanRisks {
 public:
  /// E[min(1, Z kill (1 - q))], to be killed in a vehicle that is hit.
  [[nodiscard]] double hit(const spec::Mode& mode, double protection);
  /// E[1 - exp(-kill_rate min(D, help) (1 - q)/(1 + suppress g))], to be killed in the assault; 0 without one.
  [[nodiscard]] double assault(const spec::Mode& mode, double protection, const Target& target, double help_h);

  [[nodiscard]] std::size_t size() const { return kept_.size(); }
  void clear() { kept_.clear(); }

 private:
  using Key = std::array<std::uint64_t, 5>;
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };

  std::unordered_map<Key, double, Hash> kept_;
};

}  // namespace convoyrisk::model
