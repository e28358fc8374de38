#pragma once

#include <vector>

#include "model/harm/attack.hpp"
#include "model/harm/harm_table.hpp"
#include "model/history/outcome.hpp"
#include "model/world/world.hpp"

namespace convoyrisk::model {

/// Who attacks: a group, or the background as the last one after all groups.
using AttackersId = Id<struct AttackersKind>;

/// What the meetings of a history are expected to do, each before it is decided (docs/model.md, 5). What attacks of one
/// kind do is worked out when first met and kept from history to history.
class Expectations {
 public:
  /// `severity_law`: whether somebody asks how many attacks kill how many.
  Expectations(const World& world, bool severity_law);
  Expectations(const Expectations&) = delete;
  Expectations& operator=(const Expectations&) = delete;

  /// Begins a history. True where keys of targets given before no longer hold.
  bool start() { return table_.clear_if_large(); }

  [[nodiscard]] static AttackersId of(GroupId group) { return AttackersId(group.index()); }
  [[nodiscard]] AttackersId background() const { return AttackersId(modes_.size() - 1); }
  [[nodiscard]] const ModeTable& modes(AttackersId attackers) const { return modes_[attackers.index()]; }

  [[nodiscard]] HarmTable::TargetKey intern(const Target& target) { return table_.intern(target); }
  /// People expected dead if an attack comes: workers, or people at a site.
  [[nodiscard]] double killed(AttackersId attackers, HarmTable::TargetKey target, double help_h) {
    return entry(attackers, target, help_h).harm.workers_killed;
  }
  /// Notes a meeting that becomes an attack with this probability: what it is expected to do is added up at the end of
  /// the history, once for all attacks that are alike. No convoy: on a site.
  void expect(AttackersId attackers, HarmTable::TargetKey target, double help_h, double probability, ConvoyId convoy);
  /// Adds what was noted: to the last bit the same in whatever order that was, and however the table was filled.
  void add_to(ReplicationResult& result);
  /// The outcomes alone.
  void add_to(OutcomeValues& outcomes);

 private:
  [[nodiscard]] HarmTable::Entry& entry(AttackersId attackers, HarmTable::TargetKey target, double help_h) {
    return table_.entry(static_cast<std::uint32_t>(attackers.index()), target, help_h);
  }

  std::vector<ModeTable> modes_;  ///< by attackers
  HarmTable table_;
  bool severity_law_;
  std::vector<UnorderedSum> killed_of_convoys_;  ///< by ConvoyId: workers expected dead, in this history
  std::vector<HarmTable::Entry*> expected_;      ///< entries with attacks that were noted
};

}  // namespace convoyrisk::model
