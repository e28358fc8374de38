#include "model/history/postures.hpp"

#include <limits>

namespace convoyrisk::model {

void Postures::start(const PolicyPlan& policy) {
  plans_ = &policy.postures;
  until_h_.assign(policy.postures.size(), -std::numeric_limits<double>::infinity());
}

void Postures::trigger(spec::PostureTrigger kind, Where where, double now_h) {
  for (std::size_t i = 0; i < until_h_.size(); ++i) {
    const PosturePlan& posture = (*plans_)[i];
    if (posture.spec->after == kind && in_force(posture.window, now_h) &&
        std::visit([&](auto place) { return posture.coverage.covers(place); }, where)) {
      until_h_[i] = now_h + posture.spec->for_h;
    }
  }
}

bool Postures::suspended(ConvoyId convoy, double now_h) const {
  for (std::size_t i = 0; i < until_h_.size(); ++i) {
    if ((*plans_)[i].spec->suspend && now_h < until_h_[i] && (*plans_)[i].acts_on(convoy)) {
      return true;
    }
  }
  return false;
}

int Postures::escorts(ConvoyId convoy, double now_h) const {
  int escorts = 0;
  for (std::size_t i = 0; i < until_h_.size(); ++i) {
    if (now_h < until_h_[i] && (*plans_)[i].acts_on(convoy)) {
      escorts += (*plans_)[i].spec->escort;
    }
  }
  return escorts;
}

}  // namespace convoyrisk::model
