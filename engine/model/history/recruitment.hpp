#pragma once

#include <cstdint>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/ids.hpp"
#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// The streams of recruits: two a group with recruitment, base and backlash (docs/model.md, 3.2 and 5).
class Recruitment {
 public:
  /// A candidate who comes now.
  struct Candidate {
    GroupId group;
    std::uint64_t stream = 0;  ///< see CellName
    std::uint64_t number = 0;
    bool kept = false;  ///< by the policy's sanctuary
  };

  Recruitment(const Moment& moment, Agenda& agenda);

  void start();
  /// The candidate whose turn it is; the next one of the stream is put on the agenda.
  Candidate step(RecruitsId id);

 private:
  struct Recruits {
    Candidate next;
    Agenda::Actor actor = 0;
    const StepFunction* rate_per_h = nullptr;
  };

  void add(GroupId group, std::uint64_t stream, const StepFunction& rate_per_h);
  void schedule(Recruits& recruits);

  const Moment& moment_;
  Agenda& agenda_;
  std::vector<StepFunction> base_;  ///< by group, the rate per hour without crackdowns
  std::vector<Recruits> recruits_;
};

}  // namespace convoyrisk::model
