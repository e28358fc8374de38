#include "model/history/postures.hpp"

#include <algorithm>

#include "calendar/scope.hpp"

namespace convoyrisk::model {

void Postures::start(const PolicyPlan& policy) {
  plans_ = &policy.postures;
  count_ = policy.postures.size();
  holdings_.resize(std::max(holdings_.size(), count_));
  for (auto& holdings : holdings_) {
    holdings.clear();
  }
  ever_held_ = false;
  changes_ = 0;
}

void Postures::trigger(spec::PostureTrigger kind, Where where, double now_h, std::uint64_t rank) {
  for (std::size_t i = 0; i < count_; ++i) {
    const PosturePlan& posture = (*plans_)[i];
    if (posture.spec->after == kind && calendar::in_force(posture.window, now_h) &&
        std::visit([&](auto place) { return posture.coverage.covers(place); }, where)) {
      auto& holdings = holdings_[i];
      const double until_h = now_h + posture.spec->for_h;
      if (!holdings.empty() && now_h < holdings.back().until_h) {
        holdings.back().until_h = until_h;
      } else {
        holdings.push_back({now_h, rank, until_h});
      }
      ever_held_ = true;
      ++changes_;
    }
  }
}

bool Postures::held(std::size_t posture, double time_h, std::uint64_t rank) const {
  const auto& holdings = holdings_[posture];
  const auto later = std::ranges::partition_point(holdings, [&](const Holding& holding) {
    return holding.from_h < time_h || (holding.from_h == time_h && holding.rank < rank);
  });
  return later != holdings.begin() && time_h < std::prev(later)->until_h;
}

bool Postures::suspended(ConvoyId convoy, double time_h, std::uint64_t rank) const {
  for (std::size_t i = 0; i < count_; ++i) {
    const PosturePlan& posture = (*plans_)[i];
    if (posture.spec->suspend && posture.acts_on(convoy) && held(i, time_h, rank)) {
      return true;
    }
  }
  return false;
}

int Postures::escorts(ConvoyId convoy, double time_h, std::uint64_t rank) const {
  int escorts = 0;
  for (std::size_t i = 0; i < count_; ++i) {
    const PosturePlan& posture = (*plans_)[i];
    if (posture.spec->escort > 0 && posture.acts_on(convoy) && held(i, time_h, rank)) {
      escorts += posture.spec->escort;
    }
  }
  return escorts;
}

}  // namespace convoyrisk::model
