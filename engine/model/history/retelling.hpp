#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "model/history/course.hpp"
#include "model/history/expectations.hpp"
#include "model/history/loadings.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// Tells a history again under another policy whose histories part from it at a meeting alone
/// (model/world/kinship.hpp): where all meetings end in the same way, all else goes as it went, and only the dead and
/// the costs are counted anew.
class Retelling {
 public:
  Retelling(const Moment& moment, Expectations& expectations, Loadings& loadings);

  /// A history that others are told from; it must last as long.
  void start(const Course& course);
  /// Under the policy of the moment. False where something goes another way; all outcomes otherwise, bit for bit those
  /// of a run.
  [[nodiscard]] bool tell(OutcomeValues& outcomes);

 private:
  /// Who travels on a trip that has met somebody.
  struct Aboard {
    std::uint32_t trip = 0;
    std::uint32_t escort_run = 0;
    int escorts = 0;
    double unspotted = 1;
    HarmTable::TargetKey key = 0;
    bool harmed = false;
    Target target;  ///< once harmed
  };
  struct Odds {
    HarmTable::TargetKey target = 0;
    double help_h = 0;
    double spot = 0;
    double engage = 0;
  };
  /// An attack on people whom nothing had harmed before, as it was worked out for some policy.
  struct Blow {
    HarmTable::TargetKey target = 0;
    double help_h = 0;
    AttackResult result;
    Target after;
    HarmTable::TargetKey key_after = 0;
  };
  /// A meeting that may become an attack.
  struct Threat {
    AttackersId attackers;
    Odds odds;
  };
  struct Toll {
    std::int64_t vehicles_hit = 0;
    std::int64_t killed = 0;
    std::int64_t injured = 0;
    std::int64_t escort_killed = 0;
    std::int64_t escort_injured = 0;
    std::int64_t site_killed = 0;
    std::int64_t site_injured = 0;
  };

  [[nodiscard]] bool meet(std::size_t number);
  [[nodiscard]] bool meet_at_site(const PastMeeting& meeting);
  [[nodiscard]] bool decide(const PastMeeting& meeting, const Odds& odds);
  [[nodiscard]] Aboard& aboard(const PastMeeting& meeting);
  void load(Aboard& aboard, std::uint32_t outfit, int escorts) const;
  [[nodiscard]] AttackResult strike(std::size_t number, Aboard& aboard, const Odds& odds);
  [[nodiscard]] const Blow& first_blow(std::size_t number, const Aboard& aboard, const Odds& odds);
  void count(const PastMeeting& meeting, const AttackResult& result);
  void add_up(OutcomeValues& outcomes);
  [[nodiscard]] std::int64_t delivered() const;
  [[nodiscard]] double travel_cost() const;

  const Moment& moment_;
  Expectations& expectations_;
  Loadings& loadings_;
  const Course* course_ = nullptr;
  std::vector<std::vector<Blow>> blows_;  ///< by meeting
  std::deque<Aboard> aboard_;             ///< of the policy at hand; references hold
  std::vector<Threat> threats_;
  Toll toll_;
};

}  // namespace convoyrisk::model
