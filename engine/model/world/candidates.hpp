#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ids.hpp"
#include "model/world/route_plan.hpp"
#include "network/graph.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::model {

/// Neighbouring segments of one leg, all candidates of one home.
struct CandidateRun {
  RoadId leg;
  std::uint32_t first = 0;  ///< segment, from the road's `from`
  std::uint32_t count = 0;
  std::uint32_t offset = 0;  ///< of its first segment among all candidates
};

/// The candidates of the cells with one home under one policy, with the part of their weights that does not change in
/// time: length * exp(cover * cover_s - distance * d/range - security * v_s) (docs/model.md, 3.3).
class CandidateTable {
 public:
  [[nodiscard]] const std::vector<CandidateRun>& runs() const { return runs_; }
  [[nodiscard]] bool has_segments() const { return segment_weight() > 0; }
  [[nodiscard]] bool has_sites() const { return !site_cumulative_.empty() && site_cumulative_.back() > 0; }
  [[nodiscard]] double segment_weight() const { return segment_weight_; }

  /// The segment at which the cumulative weight passes `weight`, 0 <= weight < segment_weight().
  [[nodiscard]] Place segment_at(double weight) const;
  /// The same within one run, 0 <= weight < weight(run).
  [[nodiscard]] Place segment_at(const CandidateRun& run, double weight) const;
  /// Sum over a run.
  [[nodiscard]] double weight(const CandidateRun& run) const {
    return before_[run.offset + run.count] - before_[run.offset];
  }
  /// Weight of the i-th segment of a run.
  [[nodiscard]] double weight(const CandidateRun& run, std::uint32_t i) const {
    return before_[run.offset + i + 1] - before_[run.offset + i];
  }
  /// The site drawn by a uniform in (0, 1).
  [[nodiscard]] SiteId site_at(double uniform) const;

 private:
  friend CandidateTable find_candidates(const spec::Scenario&, const std::vector<Leg>&, const network::Graph&,
                                        const spec::Group&, NodeId, const std::vector<double>&,
                                        const std::vector<int>&);
  void add_leg(const spec::Group& group, const Leg& leg, RoadId id, const std::vector<double>& distance_km,
               double patrol_visits_per_day);

  std::vector<CandidateRun> runs_;
  std::vector<double> before_{0};  ///< sum of the weights of the candidate segments before each, and of all
  double segment_weight_ = 0;      ///< of all
  std::vector<SiteId> sites_;
  std::vector<double> site_cumulative_;
};

/// Distance in km by road from the place whose node distances are given to the nearer end of a segment.
[[nodiscard]] double nearer_end_km(const std::vector<double>& node_distance_km, const Leg& leg, std::uint32_t segment);

/// The candidates of a home: `visits_per_day` by leg, `guards` by site, the site's own and the policy's. Throws
/// InputError where the coefficients make a weight that is not finite.
[[nodiscard]] CandidateTable find_candidates(const spec::Scenario& scenario, const std::vector<Leg>& legs,
                                             const network::Graph& graph, const spec::Group& group, NodeId home,
                                             const std::vector<double>& visits_per_day, const std::vector<int>& guards);

}  // namespace convoyrisk::model
