#include "model/world/candidates.hpp"

#include <algorithm>
#include <cmath>

#include "base/count_before.hpp"
#include "base/error.hpp"
#include "network/distances.hpp"

namespace convoyrisk::model {
namespace {

constexpr double range_slack_km = 1e-9;

double relative(double distance_km, double range_km) { return range_km > 0 ? distance_km / range_km : 0; }

double finite(double weight, const spec::Group& group) {
  if (!std::isfinite(weight)) {
    throw InputError("threat.groups." + group.name + ".target: these coefficients make a weight that is not finite");
  }
  return weight;
}

}  // namespace

double nearer_end_km(const std::vector<double>& node_distance_km, const Leg& leg, std::uint32_t segment) {
  const double along_first = leg.length_km * segment / leg.segments;
  const double along_second = leg.length_km * (segment + 1) / leg.segments;
  const double from = node_distance_km[leg.from.index()];
  const double to = node_distance_km[leg.to.index()];
  return std::min(from + along_first, to + (leg.length_km - along_second));
}

Place CandidateTable::segment_at(double weight) const {
  const std::size_t run = count_before(runs_.size() - 1, place_at(weight / segment_weight(), runs_.size() - 1),
                                       [&](std::size_t i) { return before_[runs_[i + 1].offset] <= weight; });
  return segment_at(runs_[run], weight - before_[runs_[run].offset]);
}

Place CandidateTable::segment_at(const CandidateRun& run, double weight) const {
  const double* const before = &before_[run.offset];
  const std::size_t place = count_before(run.count - 1, place_at(weight / this->weight(run), run.count - 1),
                                         [&](std::size_t i) { return before[i + 1] <= before[0] + weight; });
  return {run.leg, run.first + static_cast<std::uint32_t>(place)};
}

SiteId CandidateTable::site_at(double uniform) const {
  const auto found =
      std::upper_bound(site_cumulative_.begin(), site_cumulative_.end() - 1, uniform * site_cumulative_.back());
  return sites_[static_cast<std::size_t>(found - site_cumulative_.begin())];
}

void CandidateTable::add_leg(const spec::Group& group, const Leg& leg, RoadId id,
                             const std::vector<double>& distance_km, double patrol_visits_per_day) {
  const double of_leg = group.target.cover * leg.cover - group.target.security * patrol_visits_per_day;
  bool in_run = false;
  for (std::uint32_t segment = 0; segment < leg.segments; ++segment) {
    const double distance = nearer_end_km(distance_km, leg, segment);
    if (!(distance <= group.range_km + range_slack_km)) {
      in_run = false;
      continue;
    }
    const double exponent = of_leg - group.target.distance * relative(distance, group.range_km);
    const double weight = finite(leg.segment_km() * std::exp(exponent), group);
    if (!in_run) {
      runs_.push_back({id, segment, 0, static_cast<std::uint32_t>(before_.size() - 1)});
      in_run = true;
    }
    segment_weight_ = finite(segment_weight_ + weight, group);
    before_.push_back(segment_weight_);
    ++runs_.back().count;
  }
}

CandidateTable find_candidates(const spec::Scenario& scenario, const std::vector<Leg>& legs,
                               const network::Graph& graph, const spec::Group& group, NodeId home,
                               const std::vector<double>& visits_per_day, const std::vector<int>& guards) {
  CandidateTable table;
  const std::vector<double> distance_km = network::distances_km(graph, home, group.range_km + range_slack_km);
  for (std::size_t i = 0; i < legs.size(); ++i) {
    table.add_leg(group, legs[i], RoadId(i), distance_km, visits_per_day[i]);
  }
  double total = 0;
  for (std::size_t i = 0; i < scenario.sites.size(); ++i) {
    const spec::Site& site = scenario.sites[i];
    const double distance = distance_km[site.node.index()];
    if (distance <= group.range_km + range_slack_km) {
      const double exponent =
          -group.target.distance * relative(distance, group.range_km) - group.target.security * guards[i];
      total = finite(total + site.attraction * std::exp(exponent), group);
      table.sites_.emplace_back(i);
      table.site_cumulative_.push_back(total);
    }
  }
  return table;
}

}  // namespace convoyrisk::model
