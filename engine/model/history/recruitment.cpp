#include "model/history/recruitment.hpp"

#include "random/distributions.hpp"

namespace convoyrisk::model {

Recruitment::Recruitment(const Moment& moment, Agenda& agenda) : moment_(moment), agenda_(agenda) {
  for (const spec::Group& group : moment.scenario().threat.groups) {
    base_.emplace_back(group.recruit ? group.recruit->rate_per_h : 0);
  }
}

void Recruitment::start() {
  recruits_.clear();
  const auto& groups = moment_.scenario().threat.groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].recruit) {
      add(GroupId(i), 1, base_[i]);
      add(GroupId(i), 2, moment_.policy().backlash_recruits[i]);
    }
  }
}

void Recruitment::add(GroupId group, std::uint64_t stream, const StepFunction& rate_per_h) {
  const Agenda::Actor actor = agenda_.add(Agenda::Kind::recruits, recruits_.size());
  recruits_.push_back({{group, stream, 0, false}, actor, &rate_per_h});
  schedule(recruits_.back());
}

void Recruitment::schedule(Recruits& recruits) {
  const std::uint64_t identity = (std::uint64_t{recruits.next.group.index()} << 2U) | recruits.next.stream;
  double next_h = never;
  if (recruits.rate_per_h->any()) {
    random::Stream draws = moment_.stream(Purpose::recruit_arrival, identity, recruits.next.number);
    next_h = recruits.rate_per_h->invert(moment_.now_h(), random::exponential(draws.uniform()));
    recruits.next.kept = draws.uniform() < moment_.policy().recruitment_kept(next_h);
  }
  agenda_.set(recruits.actor, next_h, identity);
}

Recruitment::Candidate Recruitment::step(RecruitsId id) {
  Recruits& recruits = recruits_[id.index()];
  const Candidate candidate = recruits.next;
  ++recruits.next.number;
  schedule(recruits);
  return candidate;
}

}  // namespace convoyrisk::model
