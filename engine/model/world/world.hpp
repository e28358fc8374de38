#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "model/world/calendar.hpp"
#include "model/world/candidates.hpp"
#include "model/world/cargo.hpp"
#include "model/world/route_plan.hpp"
#include "model/world/sampling.hpp"
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

/// Where posture or measure holds: everywhere, or by leg and node.
class Coverage {
 public:
  Coverage() = default;
  Coverage(const spec::Zones& zones, const std::vector<Leg>& legs, std::size_t node_count);
  [[nodiscard]] bool covers(RoadId leg) const { return everywhere_ || legs_[leg.index()]; }
  /// A node lies in the zones of the roads that meet there.
  [[nodiscard]] bool covers(NodeId node) const { return everywhere_ || nodes_[node.index()]; }

 private:
  bool everywhere_ = true;
  std::vector<bool> legs_;
  std::vector<bool> nodes_;
};

struct PosturePlan {
  const spec::Posture* spec = nullptr;
  Coverage coverage;
};

/// A departure of the timetable.
struct ScheduledTrip {
  double scheduled_h = 0;
  ConvoyId convoy;
  std::int64_t entry = 0;
  std::uint32_t entry_index = 0;  ///< among World::trip_identities
};

/// A trip's identity in stream keys, the same under every policy, and its rank among actors of the same instant.
[[nodiscard]] std::uint64_t trip_identity(ConvoyId convoy, std::int64_t entry);

/// A route as a passage of one leg, for what groups remember of the leg.
struct Passage {
  std::size_t route = 0;  ///< among all routes of the policy
  const RouteLeg* leg = nullptr;
  ConvoyId convoy;
};

struct ConvoyPlan {
  int workers = 0;
  DurationSampler pace{spec::Fixed{1}};  ///< the factor on travel times
  Boarding boarding;
  std::vector<RoutePlan> routes;
  std::size_t first_route = 0;  ///< of its routes among all routes of the policy
};

/// What a policy makes of the scenario.
struct PolicyPlan {
  const spec::Policy* spec = nullptr;
  spec::Escort escort;  ///< the measure, or the defaults of escorts that postures bring
  double surveillance_detect = 0;
  double tip_rate_per_h = 0;
  double raid_rate_per_h = 0;
  double patrol_hazard_per_h = 0;
  double backlash = 0;
  double recruitment_kept = 1;
  Coverage patrolled;
  Coverage raided;
  std::vector<PosturePlan> postures;
  std::vector<ConvoyPlan> convoys;
  std::vector<ScheduledTrip> trips;                         ///< by scheduled time, then convoy
  std::vector<std::vector<std::uint32_t>> trips_of_convoy;  ///< indices into `trips`, by scheduled time
  std::int64_t scheduled_trips = 0;                         ///< of them, those scheduled at or after t = 0
  std::int64_t scheduled_workers = 0;
  std::size_t route_count = 0;
  std::vector<std::vector<Passage>> passages;   ///< by RoadId
  std::vector<std::size_t> candidates_of_home;  ///< index into World::candidates
  std::vector<int> guards;                      ///< by SiteId: the site's and the added ones
  std::vector<double> base_distance_km;         ///< by NodeId, of the nearest base; empty without a reaction force
  double fixed_cost = 0;                        ///< what does not depend on what happens

  /// Hours until help reaches the nearer end of a segment; infinite without a reaction force.
  [[nodiscard]] double help_h(const Leg& leg, std::uint32_t segment) const;
  [[nodiscard]] double help_h(NodeId node) const;
  [[nodiscard]] double spot_probability(int escorts) const;
  [[nodiscard]] double jitter_h() const { return spec->schedule.empty() ? 0 : spec->schedule.front().measure.jitter_h; }
  /// Of patrols to each segment of a leg.
  [[nodiscard]] double visits_per_day(RoadId leg) const;
};

/// A scenario compiled for simulation: immutable, shared by all threads. Keeps the scenario it was made from.
class World {
 public:
  /// Throws InputError where the scenario cannot be simulated.
  explicit World(spec::Scenario scenario);
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
  /// Identities in stream keys of the entries of all timetables, whatever the policy makes of them.
  [[nodiscard]] const std::vector<std::uint64_t>& trip_identities() const { return trip_identities_; }
  /// Convoy of each of them.
  [[nodiscard]] const std::vector<ConvoyId>& entry_convoys() const { return entry_convoys_; }
  [[nodiscard]] std::size_t day_count() const { return day_count_; }
  /// One more than the greatest number of people one attack can kill: workers of a trip or people exposed at a site.
  [[nodiscard]] std::size_t severity_size() const { return severity_size_; }

 private:
  void build_legs();
  void build_groups();
  void build_timetables();
  void build_policy(const spec::Policy& policy);
  void build_convoys(const spec::Policy& policy, PolicyPlan& plan);
  void build_candidates(PolicyPlan& plan);
  void build_severity_size();

  spec::Scenario scenario_;
  std::vector<Leg> legs_;
  std::optional<network::Graph> graph_;
  std::vector<GroupPlan> groups_;
  std::vector<NodeId> homes_;  ///< of all groups, one after the other
  std::vector<std::size_t> home_group_;
  std::vector<PolicyPlan> policies_;
  std::vector<CandidateTable> candidates_;
  std::vector<std::vector<double>> candidate_keys_;  ///< what each family of tables depends on
  std::vector<std::size_t> first_candidates_;
  std::vector<double> memories_h_;
  std::vector<std::vector<Entry>> timetables_;  ///< by convoy
  std::vector<std::uint64_t> trip_identities_;
  std::vector<ConvoyId> entry_convoys_;
  double greatest_factor_ = 1;
  std::size_t day_count_ = 0;
  std::size_t severity_size_ = 1;
};

}  // namespace convoyrisk::model
