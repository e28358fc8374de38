#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace convoyrisk::model {

/// The scalar outcomes of one replication under one policy, in the order of the result file.
enum class Outcome : std::uint8_t {
  trips_scheduled,
  trips_cancelled,
  trips_flown,
  trips_arrived,
  trips_unfinished,
  workers_scheduled,
  workers_delivered,
  stagings,
  encounters,
  spotted,
  attacks_by_cells,
  passed,
  background_spotted,
  background_attacks,
  site_attacks,
  attacks,
  vehicles_hit,
  killed,
  injured,
  escort_killed,
  escort_injured,
  site_killed,
  site_injured,
  flown_killed,
  accident_killed,
  killed_total,
  injured_total,
  cells_eliminated,
  cells_recruited,
  interceptions_spotting,
  interceptions_patrol,
  interceptions_tip,
  interceptions_raid,
  interceptions_reaction,
  cells_active,
  delay,
  waiting,
  cost,
  killed_conditional,
  site_killed_conditional,
  escort_killed_conditional,
  killed_total_conditional,
};

inline constexpr std::size_t outcome_count = static_cast<std::size_t>(Outcome::killed_total_conditional) + 1;

struct OutcomeInfo {
  Outcome outcome;
  std::string_view name;
  std::string_view units;
  bool is_count;  ///< a whole number; else a real one
  std::string_view description;
};

/// One entry an outcome, in order.
[[nodiscard]] const std::array<OutcomeInfo, outcome_count>& outcome_infos();
[[nodiscard]] std::optional<Outcome> find_outcome(std::string_view name);
/// The conditional expectation that goes with a count of deaths (docs/model.md, 5), where there is one.
[[nodiscard]] std::optional<Outcome> conditional_of(Outcome outcome);

/// Values of all outcomes, indexed by Outcome. Counts are whole numbers, exact in a double below 2^53.
class OutcomeValues {
 public:
  OutcomeValues() = default;
  explicit OutcomeValues(const std::array<double, outcome_count>& values) : values_(values) {}
  double& operator[](Outcome outcome) { return values_[static_cast<std::size_t>(outcome)]; }
  double operator[](Outcome outcome) const { return values_[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] const std::array<double, outcome_count>& values() const { return values_; }
  void clear() { values_.fill(0); }

 private:
  std::array<double, outcome_count> values_{};
};

/// What happened on one leg in one replication. Whole numbers.
struct LegCounts {
  std::int64_t segments_passed = 0;  ///< midpoints passed by convoys; times segment length: convoy-km
  std::int64_t stagings = 0;
  std::int64_t attacks = 0;
  std::int64_t killed = 0;  ///< workers
};

struct DayCounts {
  std::int64_t attacks = 0;  ///< of all three kinds
  std::int64_t killed = 0;   ///< workers on the road
};

/// What happened to one convoy's trips in one replication: events by the clock, trips by their schedule.
struct ConvoyCounts {
  std::int64_t trips = 0;  ///< that set out
  std::int64_t attacks = 0;
  std::int64_t deadly_attacks = 0;  ///< that killed a worker
  std::int64_t killed = 0;          ///< workers, in attacks
  std::int64_t delivered = 0;       ///< workers
  double killed_conditional = 0;
};

/// Everything one replication leaves behind. Vectors keep their memory between replications.
struct ReplicationResult {
  OutcomeValues outcomes;
  std::vector<LegCounts> legs;               ///< by RoadId
  std::vector<DayCounts> days;               ///< by day from t = 0
  std::vector<ConvoyCounts> convoys;         ///< by ConvoyId
  std::vector<std::int64_t> severity;        ///< [n]: attacks that killed exactly n workers or people at a site
  std::vector<double> severity_conditional;  ///< [n]: expected number of such attacks, from the encounters
                                             ///< (docs/model.md, 5); empty where nobody asks

  void reset(std::size_t leg_count, std::size_t day_count, std::size_t severity_size, std::size_t convoy_count);
};

}  // namespace convoyrisk::model
