#include "model/world/kinship.hpp"

#include <algorithm>
#include <utility>

namespace convoyrisk::model {
namespace {

/// What steers histories between meetings, all else left out.
spec::Policy steering(spec::Policy policy) {
  policy.name.clear();
  policy.with.clear();
  policy.description.clear();
  policy.own_cost_per_day = 0;
  policy.extra_cost_per_day = 0;
  policy.escort.clear();
  policy.vehicles.clear();
  policy.surveillance.clear();
  policy.reaction_force.clear();
  for (spec::ConvoyChange& change : policy.convoys) {
    change.vehicles.reset();
  }
  return policy;
}

bool same_outfits(const World& world, const Outfit& a, const Outfit& b) {
  const auto may_have = [](const spec::VehicleType& type) { return type.accident_per_km > 0; };
  return a.workers == b.workers && a.escort_runs == b.escort_runs &&
         (a.boarding.types == b.boarding.types || std::ranges::none_of(world.scenario().vehicle_types, may_have));
}

/// Of policies that are steered alike.
bool same_trips(const World& world, const PolicyPlan& a, const PolicyPlan& b) {
  return std::ranges::equal(a.trips, b.trips) &&
         std::ranges::equal(a.outfits, b.outfits, [&world](const Outfit& one, const Outfit& other) {
           return same_outfits(world, one, other);
         });
}

}  // namespace

std::vector<std::uint32_t> first_kin(const World& world) {
  std::vector<std::uint32_t> kin;
  std::vector<std::pair<spec::Policy, std::uint32_t>> firsts;
  for (std::size_t i = 0; i < world.policy_count(); ++i) {
    const PolicyPlan& plan = world.policy(PolicyId(i));
    const spec::Policy own = steering(*plan.spec);
    const auto found = std::ranges::find_if(firsts, [&](const auto& first) {
      return first.first == own && same_trips(world, plan, world.policy(PolicyId(first.second)));
    });
    kin.push_back(found == firsts.end() ? static_cast<std::uint32_t>(i) : found->second);
    if (found == firsts.end()) {
      firsts.emplace_back(own, kin.back());
    }
  }
  return kin;
}

}  // namespace convoyrisk::model
