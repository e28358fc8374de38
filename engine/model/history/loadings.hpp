#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "model/history/expectations.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// The vehicles of a trip with so many escorts.
struct Loading {
  int escorts = 0;
  double unspotted = 1;  ///< probability that none of them spots cells
  Target target;
  HarmTable::TargetKey key = 0;
};

/// Puts so many escort vehicles with full crews in the place of those that ride along, if any do.
void change_escort(Target& target, const spec::Escort& escort, int escorts);

/// Loadings, made when first met and kept from history to history.
class Loadings {
 public:
  Loadings(const Moment& moment, Expectations& expectations);

  /// Forgets all: keys no longer hold.
  void clear();
  /// Of the policy under simulation. Holds until the loadings are cleared.
  [[nodiscard]] const Loading& of(std::uint32_t outfit, int escorts) {
    const Kept& kept = loadings_[moment_.policy_id().index()][outfit];
    return !kept.empty() && kept.front()->escorts == escorts ? *kept.front() : find_or_make(outfit, escorts);
  }
  [[nodiscard]] HarmTable::TargetKey key(const Target& target) { return expectations_.intern(target); }

 private:
  /// References hold while more are kept.
  using Kept = std::vector<std::unique_ptr<const Loading>>;

  const Loading& find_or_make(std::uint32_t outfit, int escorts);

  const Moment& moment_;
  Expectations& expectations_;
  std::vector<std::vector<Kept>> loadings_;  ///< by policy, outfit
};

}  // namespace convoyrisk::model
