#pragma once

#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "model/harm/attack.hpp"
#include "model/harm/harm.hpp"
#include "model/harm/unordered_sum.hpp"

namespace convoyrisk::model {

/// Expected harm by attacker, target and help, computed when first met and kept: one table a thread. What is kept is a
/// pure function of its key, so neither the order in which keys are met nor a clearing of the table shows in any
/// result.
class HarmTable {
 public:
  /// A target's identity among those interned here: who is aboard, with which protection, guarded by whom.
  using TargetKey = std::uint32_t;

  struct Entry {
    Harm harm;  ///< without its law until law() is asked for
    bool on_site = false;
    HarmModel* model = nullptr;
    double help_h = 0;
    std::uint64_t order = 0;  ///< follows from the key's contents: for sums that do not depend on what was met first
    // The user's: whether such attacks have been noted and not yet added up, and how many.
    bool noted = false;
    UnorderedSum attacks;
  };

  /// `attackers` are numbered by their place in the list, which must outlive the table.
  explicit HarmTable(const std::vector<ModeTable>& attackers);

  TargetKey intern(const Target& target);

  /// What an attack is expected to do; `help_h` may be infinite. The reference holds until the table is cleared.
  Entry& entry(std::uint32_t attackers, TargetKey key, double help_h) {
    const std::size_t place = key * attackers_.size() + attackers;
    if (std::isinf(help_h) && place < without_help_.size() && without_help_[place] != nullptr) {
      return *without_help_[place];
    }
    return find_or_make(attackers, key, help_h);
  }

  /// The law of the dead of such an attack, [n]: exactly n; kept in the entry.
  const std::vector<double>& law(Entry& entry);

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

  Entry& find_or_make(std::uint32_t attackers, TargetKey key, double help_h);
  Entry& make(const HarmKey& whole, std::uint32_t attackers, TargetKey key, double help_h);

  const std::vector<ModeTable>& attackers_;
  std::vector<std::uint32_t> like_;  ///< by attackers: the first who attack in the same modes, whose models they share
  MeanRisks risks_;
  HitLaws hit_laws_;
  std::unordered_map<std::vector<std::uint64_t>, TargetKey, Hash> keys_;
  std::vector<Target> targets_;
  std::vector<std::uint64_t> target_hashes_;             ///< likewise by key: of what the target is
  std::unordered_map<std::uint64_t, HarmModel> models_;  ///< by first attackers in such modes, and target
  std::unordered_map<HarmKey, Entry, Hash> entries_;
  std::vector<Entry*> without_help_;  ///< by target and attackers, help never coming: the usual case needs no hash
  std::vector<std::uint64_t> words_;
  std::size_t size_ = 0;  ///< numbers kept
};

}  // namespace convoyrisk::model
