#pragma once

#include <cstdint>
#include <limits>
#include <unordered_map>
#include <vector>

#include "model/harm.hpp"

namespace convoyrisk::model {

/// Expected harm by attacker, target and help, computed when first met and kept: one table a thread. What is kept is a
/// pure function of its key, so neither the order in which keys are met nor a clearing of the table shows in any
/// result.
class HarmTable {
 public:
  /// A target's identity among those interned here: who is aboard, with which protection, guarded by whom.
  using TargetKey = std::uint32_t;

  TargetKey intern(const Target& target);

  /// `attackers`: the number of the list of modes, always the same for the same list.
  const Harm& harm(std::uint32_t attackers, const std::vector<spec::Mode>& modes, TargetKey key, double help_h);

  /// Forgets everything when the table has grown large. Call only between replications: it invalidates keys.
  bool clear_if_large();

 private:
  struct HarmKey {
    std::uint64_t attackers_and_target;
    std::uint64_t help_bits;
    friend bool operator==(const HarmKey&, const HarmKey&) = default;
  };
  struct Hash {
    std::size_t operator()(const HarmKey& key) const {
      std::uint64_t mixed = key.attackers_and_target * 0x9E3779B97F4A7C15U ^ key.help_bits;
      mixed = (mixed ^ (mixed >> 32U)) * 0xD6E8FEB86659FD93U;
      return mixed ^ (mixed >> 32U);
    }
    std::size_t operator()(const std::vector<std::uint64_t>& words) const {
      std::uint64_t mixed = words.size();
      for (const std::uint64_t word : words) {
        mixed = (mixed ^ word) * 0x9E3779B97F4A7C15U;
        mixed ^= mixed >> 29U;
      }
      return mixed;
    }
  };

  std::unordered_map<std::vector<std::uint64_t>, TargetKey, Hash> keys_;
  std::vector<Target> targets_;
  std::unordered_map<std::uint64_t, HarmModel> models_;  ///< by attackers and target
  std::unordered_map<HarmKey, Harm, Hash> harms_;
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;  ///< numbers kept
};

}  // namespace convoyrisk::model
