#include "model/world/pass_list.hpp"

#include <algorithm>

namespace convoyrisk::model {
namespace {

bool may_be_suspended(const PolicyPlan& plan, ConvoyId convoy) {
  return std::ranges::any_of(
      plan.postures, [&](const PosturePlan& posture) { return posture.spec->suspend && posture.acts_on(convoy); });
}

bool departures_follow_from_draws(const PolicyPlan& plan, const Ways& ways) {
  return ways.routes.size() == 1 && !may_be_suspended(plan, ways.convoy) &&
         std::ranges::none_of(ways.trips,
                              [&](std::uint32_t trip) { return plan.outfit(plan.trips[trip]).airlift.has_value(); });
}

bool without_jitter(const PolicyPlan& plan, const Ways& ways) {
  return std::ranges::none_of(ways.trips,
                              [&](std::uint32_t trip) { return plan.outfit(plan.trips[trip]).jitter_h > 0; });
}

bool same_departures(const Outfit& one, const Outfit& other) {
  return one.jitter_h == other.jitter_h && one.curfew == other.curfew && one.headway_h == other.headway_h &&
         one.airlift.has_value() == other.airlift.has_value();
}

bool depart_alike(const PolicyPlan& one, const Ways& ways, const PolicyPlan& other, const Ways& other_ways) {
  return std::ranges::equal(ways.trips, other_ways.trips, [&](std::uint32_t a, std::uint32_t b) {
    const ScheduledTrip& trip = one.trips[a];
    const ScheduledTrip& other_trip = other.trips[b];
    const Outfit& outfit = one.outfit(trip);
    const Outfit& other_outfit = other.outfit(other_trip);
    return trip.shared_draws == other_trip.shared_draws && trip.scheduled_h == other_trip.scheduled_h &&
           same_departures(outfit, other_outfit);
  });
}

/// Of two policies that share their trips.
bool same_lists(const PolicyPlan& one, const PolicyPlan& other) {
  return one.lists == other.lists && std::ranges::equal(one.outfits, other.outfits, same_departures) &&
         std::ranges::equal(one.ways, other.ways, [&](const Ways& ways, const Ways& other_ways) {
           return ways.routes.size() == other_ways.routes.size() &&
                  may_be_suspended(one, ways.convoy) == may_be_suspended(other, other_ways.convoy);
         });
}

}  // namespace

bool take_passes(std::vector<PolicyPlan>& policies, const std::vector<PolicyPlan>& like) {
  if (!std::ranges::equal(policies, like, same_lists)) {
    return false;
  }
  for (std::size_t policy = 0; policy < policies.size(); ++policy) {
    for (std::size_t i = 0; i < policies[policy].ways.size(); ++i) {
      policies[policy].ways[i].pass_list = like[policy].ways[i].pass_list;
    }
  }
  return true;
}

std::vector<PassList> list_passes(std::vector<PolicyPlan>& policies) {
  std::vector<PassList> lists;
  for (std::size_t policy = 0; policy < policies.size(); ++policy) {
    PolicyPlan& plan = policies[policy];
    for (std::size_t i = 0; i < plan.ways.size(); ++i) {
      Ways& ways = plan.ways[i];
      if (!departures_follow_from_draws(plan, ways)) {
        continue;
      }
      const auto same = std::ranges::find_if(lists, [&](const PassList& list) {
        return depart_alike(policies[list.policy], policies[list.policy].ways[list.ways], plan, ways);
      });
      ways.pass_list = static_cast<std::uint32_t>(same - lists.begin());
      if (same == lists.end()) {
        lists.push_back({policy, i, without_jitter(plan, ways)});
      }
    }
  }
  return lists;
}

}  // namespace convoyrisk::model
