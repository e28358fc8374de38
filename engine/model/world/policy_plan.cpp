#include "model/world/policy_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "calendar/scope.hpp"
#include "model/world/candidates.hpp"

namespace convoyrisk::model {
namespace {

/// The last of these times, in order, at or before t; the first one is before all.
std::size_t piece_at(const std::vector<double>& starts_h, double t_h) {
  if (starts_h.size() == 1) {
    return 0;
  }
  const auto after = std::upper_bound(starts_h.begin() + 1, starts_h.end(), t_h);
  return static_cast<std::size_t>(after - starts_h.begin()) - 1;
}

template <class Place>
double unspotted_at(const std::vector<SurveillancePlan>& entries, Place place, double t_h) {
  double unspotted = 1;
  for (const SurveillancePlan& entry : entries) {
    if (calendar::in_force(entry.window, t_h) && entry.coverage.covers(place)) {
      unspotted *= 1 - entry.detect;
    }
  }
  return unspotted;
}

/// The soonest of the forces in force, whose way is `distance_km(base_distance_km)`.
template <class Distance>
double soonest_h(const std::vector<ReactionPlan>& forces, double t_h, const Distance& distance_km) {
  double soonest = std::numeric_limits<double>::infinity();
  for (const ReactionPlan& force : forces) {
    if (calendar::in_force(force.window, t_h)) {
      soonest = std::min(soonest, force.ready_h + distance_km(force.base_distance_km) / force.speed_kmh);
    }
  }
  return soonest;
}

}  // namespace

Coverage::Coverage(const spec::Zones& zones, const std::vector<Leg>& legs, std::size_t node_count)
    : everywhere_(!zones) {
  if (!zones) {
    return;
  }
  legs_.resize(legs.size());
  nodes_.resize(node_count);
  for (std::size_t i = 0; i < legs.size(); ++i) {
    if (std::ranges::find(*zones, legs[i].zone) != zones->end()) {
      legs_[i] = true;
      nodes_[legs[i].from.index()] = true;
      nodes_[legs[i].to.index()] = true;
    }
  }
}

double per_hour(std::span<const double> scheduled_h) {
  const double span_h = scheduled_h.empty() ? 0 : scheduled_h.back() - scheduled_h.front();
  return span_h > 0 ? static_cast<double>(scheduled_h.size() - 1) / span_h : 0;
}

double after_waiting(const Outfit& outfit, const spec::Scenario& scenario, double ready_h) {
  if (!outfit.curfew) {
    return ready_h;
  }
  const double end_h = calendar::after_curfew(*outfit.curfew, scenario.start, ready_h);
  return std::abs(end_h - scenario.horizon_h) < calendar::equal_instants_h ? scenario.horizon_h : end_h;
}

std::size_t PolicyPlan::candidates(std::size_t home, double t_h) const {
  return first_candidates[piece_at(candidate_starts_h, t_h)] + home;
}

const TargetBounds& PolicyPlan::bounds(std::size_t home, double t_h) const {
  return target_bounds[piece_at(bound_starts_h, t_h)][home];
}

double PolicyPlan::recruitment_kept(double t_h) const {
  double kept = 1;
  for (const TimedValue& entry : sanctuary) {
    kept *= calendar::in_force(entry.window, t_h) ? entry.value : 1;
  }
  return kept;
}

double PolicyPlan::help_h(const Leg& leg, std::uint32_t segment, double t_h) const {
  return soonest_h(reaction_forces, t_h, [&](const std::vector<double>& base_distance_km) {
    return nearer_end_km(base_distance_km, leg, segment);
  });
}

double PolicyPlan::help_h(NodeId node, double t_h) const {
  return soonest_h(reaction_forces, t_h,
                   [&](const std::vector<double>& base_distance_km) { return base_distance_km[node.index()]; });
}

double greatest_spot_probability(const PolicyPlan& plan) {
  int more_escorts = 0;
  for (const PosturePlan& posture : plan.postures) {
    more_escorts += posture.spec->escort;
  }
  double unspotted = 1;
  for (const Outfit& outfit : plan.outfits) {
    unspotted = std::min(unspotted, std::pow(1 - outfit.escort.spot, outfit.escort.vehicles + more_escorts));
  }
  for (const SurveillancePlan& entry : plan.surveillance) {
    unspotted *= 1 - entry.detect;
  }
  constexpr double rounding = 1e-12;  // products are rounded in another order
  return 1 - unspotted * (1 - rounding);
}

double PolicyPlan::unspotted(RoadId leg, double t_h) const { return unspotted_at(surveillance, leg, t_h); }
double PolicyPlan::unspotted(NodeId node, double t_h) const { return unspotted_at(surveillance, node, t_h); }

}  // namespace convoyrisk::model
