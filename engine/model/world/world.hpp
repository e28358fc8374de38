#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "model/world/candidates.hpp"
#include "model/world/pass_list.hpp"
#include "model/world/policy_plan.hpp"
#include "model/world/route_plan.hpp"
#include "model/world/sampling.hpp"
#include "model/world/trip_identities.hpp"
#include "model/world/trip_lists.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::model {

inline constexpr std::size_t no_memory = std::numeric_limits<std::size_t>::max();

/// A group, compiled.
struct GroupPlan {
  const spec::Group* spec = nullptr;
  DurationSampler preparing;
  DurationSampler staged;
  DurationSampler recovering;
  std::size_t first_home = 0;      ///< of its homes among those of all groups
  std::size_t memory = no_memory;  ///< index into World::memories_h, where the group's choice depends on passes
  std::optional<DurationSampler> follow_up_delay{};
  bool foreseeable =
      false;  ///< nothing but hazards can touch its cells from dormant to staged, nor change their choice
};

/// A scenario compiled for simulation: immutable, shared by all threads. Keeps the scenario it was made from.
class World {
 public:
  /// Shares with `like` what is the same in both, which takes time and memory. Throws InputError where the scenario
  /// cannot be simulated.
  explicit World(spec::Scenario scenario, const World* like = nullptr);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] const spec::Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const std::vector<Leg>& legs() const { return legs_; }
  [[nodiscard]] const network::Graph& graph() const { return *graph_; }
  [[nodiscard]] const Leg& leg(RoadId road) const { return legs_[road.index()]; }
  [[nodiscard]] const std::vector<GroupPlan>& groups() const { return groups_; }
  [[nodiscard]] const GroupPlan& group(GroupId group) const { return groups_[group.index()]; }
  [[nodiscard]] const PolicyPlan& policy(PolicyId policy) const { return policies_[policy.index()]; }
  [[nodiscard]] std::size_t policy_count() const { return policies_.size(); }
  [[nodiscard]] const CandidateTable& candidates(std::size_t table) const { return candidates_[table]; }
  /// The distinct memories of groups whose choice depends on passes.
  [[nodiscard]] const std::vector<double>& memories_h() const { return memories_h_; }
  /// Greatest factor of the regimes: the bound under which the background process is thinned.
  [[nodiscard]] double greatest_factor() const { return greatest_factor_; }
  /// Of no background event at the greatest factor, the least over all routes.
  [[nodiscard]] double least_none_probability() const { return least_none_probability_; }
  /// The distinct lists of departures that groups remember.
  [[nodiscard]] const std::vector<PassList>& pass_lists() const { return pass_lists_; }
  /// The trips that some policy has.
  [[nodiscard]] const TripIdentities& trip_identities() const { return schedules_->identities; }
  /// A convoy's factor on travel times, where no policy changes it.
  [[nodiscard]] const PaceLaw& pace(ConvoyId convoy) const { return paces_[convoy.index()]; }
  /// Whether hours on the road have a price.
  [[nodiscard]] bool hours_cost() const;
  [[nodiscard]] std::size_t day_count() const { return day_count_; }
  /// One more than the greatest number of people one attack can kill: workers of a trip or people exposed at a site.
  [[nodiscard]] std::size_t severity_size() const { return severity_size_; }

 private:
  void build_legs(const World* with_same_roads);
  void build_groups();
  void build_timetables(Schedules& made) const;
  void build_policy(const spec::Policy& policy, Schedules* being_made, bool routes_known);
  void build_hazards(const spec::Policy& policy, PolicyPlan& plan) const;
  void build_recruitment(const spec::Policy& policy, PolicyPlan& plan) const;
  void build_guard(const spec::Policy& policy, PolicyPlan& plan) const;
  void build_candidates(PolicyPlan& plan);
  void build_target_bounds(PolicyPlan& plan) const;
  [[nodiscard]] std::vector<TargetBounds> bounds_from(const PolicyPlan& plan, double start_h) const;
  std::size_t candidate_family(const std::vector<double>& visits_per_day, const std::vector<int>& guards);
  void build_severity_size();

  spec::Scenario scenario_;
  std::vector<Leg> legs_;
  std::shared_ptr<const network::Graph> graph_;
  std::vector<GroupPlan> groups_;
  std::vector<NodeId> homes_;  ///< of all groups, one after the other
  std::vector<std::size_t> home_group_;
  std::vector<PolicyPlan> policies_;
  std::vector<CandidateTable> candidates_;
  std::vector<std::vector<double>> candidate_keys_;  ///< what each family of tables depends on
  std::vector<std::size_t> first_candidates_;
  std::vector<double> memories_h_;
  std::shared_ptr<const Schedules> schedules_;
  std::vector<PaceLaw> paces_;  ///< by convoy
  std::vector<PassList> pass_lists_;
  double greatest_factor_ = 1;
  double least_none_probability_ = 1;
  std::size_t day_count_ = 0;
  std::size_t severity_size_ = 1;
};

}  // namespace convoyrisk::model
