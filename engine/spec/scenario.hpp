#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spec/convoy.hpp"
#include "spec/network.hpp"
#include "spec/policy.hpp"
#include "spec/search.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::spec {

/// Local calendar time of t = 0.
struct Start {
  int year = 1970;
  int month = 1;  ///< 1..12
  int day = 1;    ///< 1..31
  int second_of_day = 0;
  int weekday = 0;  ///< Monday 0
  friend bool operator==(const Start&, const Start&) = default;
};

struct Costs {
  std::string currency;
  double escort_vehicle_hour = 0;
  std::vector<double> vehicle_hour;  ///< by vehicle type
  double patrol_visit = 0;
  double surveillance_day = 0;
  double intelligence_day = 0;
  double crackdown_day = 0;
  double reaction_base_day = 0;
  double guard_day = 0;
  double flown_worker = 0;
  double worker_delay_hour = 0;
  double cancelled_trip = 0;
  friend bool operator==(const Costs&, const Costs&) = default;
};

/// Wanted half-width of an interval of confidence.
struct Precision {
  std::string of = "killed_total";
  double half_width = 0;
  bool relative = false;  ///< half_width is a share of the baseline's mean
  double confidence = 0.95;
  std::int64_t at_most = 1'000'000;
  std::optional<PolicyId> policy;   ///< none: every policy
  std::optional<PolicyId> against;  ///< then of the paired difference
  friend bool operator==(const Precision&, const Precision&) = default;
};

struct Keep {
  bool outcomes = true;
  bool legs = true;
  bool days = true;
  bool severity = true;
  bool events = false;
  friend bool operator==(const Keep&, const Keep&) = default;
};

struct Run {
  std::int64_t replications = 10000;
  std::uint64_t seed = 1;
  std::vector<Precision> precision;
  Keep keep;
  friend bool operator==(const Run&, const Run&) = default;
};

/// Everything a run needs, checked: a value that leaves the reader keeps every limit of docs/scenario.md.
struct Scenario {
  std::string title;
  Start start;
  double horizon_h = 0;
  double warmup_h = 0;
  Network network;
  std::vector<VehicleType> vehicle_types;
  std::vector<Roster> rosters;
  std::vector<Convoy> convoys;
  std::vector<Site> sites;
  Threat threat;
  std::vector<Policy> policies;  ///< the first is the baseline
  Costs costs;
  Run run;
  std::string description{};
  std::optional<Search> search;
  friend bool operator==(const Scenario&, const Scenario&) = default;
};

}  // namespace convoyrisk::spec
