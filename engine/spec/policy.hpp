#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "spec/convoy.hpp"
#include "spec/scope.hpp"

namespace convoyrisk::spec {

/// Zones a measure covers; none: everywhere.
using Zones = std::optional<std::vector<ZoneId>>;

struct Escort {
  int vehicles = 0;
  int crew = 4;  ///< a vehicle
  double protection = 0;
  double profile = 1;
  double spot = 0;
  double suppress = 0;
  Zones zones{};  ///< where it rides along
  friend bool operator==(const Escort&, const Escort&) = default;
};

struct VehicleReplacement {
  VehicleTypeId old_type;
  VehicleTypeId new_type;
  friend bool operator==(const VehicleReplacement&, const VehicleReplacement&) = default;
};

struct Schedule {
  double jitter_h = 0;
  std::optional<HoursOfDay> curfew;
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

struct Routing {
  int alternatives = 1;
  std::optional<double> detour;  ///< none: no bound
  friend bool operator==(const Routing&, const Routing&) = default;
};

/// So many trips of the timetable leave as one.
struct Consolidate {
  int trips = 1;
  friend bool operator==(const Consolidate&, const Consolidate&) = default;
};

/// A trip leaves in so many parts, each so long after the one before.
struct Split {
  int parts = 1;
  double headway_h = 0;
  friend bool operator==(const Split&, const Split&) = default;
};

struct Airlift {
  double share = 0;
  double fatality = 0;
  friend bool operator==(const Airlift&, const Airlift&) = default;
};

struct Guards {
  SiteId site;
  int added = 0;
  friend bool operator==(const Guards&, const Guards&) = default;
};

struct Patrols {
  double interval_h = 0;
  double detect = 0;
  Zones zones;
  friend bool operator==(const Patrols&, const Patrols&) = default;
};

struct Surveillance {
  double detect = 0;
  Zones zones;
  friend bool operator==(const Surveillance&, const Surveillance&) = default;
};

struct Intelligence {
  double tip_rate_per_h = 0;
  friend bool operator==(const Intelligence&, const Intelligence&) = default;
};

struct Crackdown {
  double raid_rate_per_h = 0;
  double backlash = 0;
  Zones zones;
  friend bool operator==(const Crackdown&, const Crackdown&) = default;
};

struct Sanctuary {
  double recruitment = 1;
  friend bool operator==(const Sanctuary&, const Sanctuary&) = default;
};

struct ReactionForce {
  std::vector<NodeId> bases;
  double ready_h = 0;
  double speed_kmh = 0;
  friend bool operator==(const ReactionForce&, const ReactionForce&) = default;
};

enum class PostureTrigger { attack, spotted, interception };

struct Posture {
  PostureTrigger after = PostureTrigger::attack;
  double for_h = 0;
  bool suspend = false;
  int escort = 0;
  Zones zones;
  std::optional<std::vector<ConvoyId>> convoys{};  ///< whose departures it acts on; none: all
  Window window{};                                 ///< when events start or prolong it
  bool joined = false;
  friend bool operator==(const Posture&, const Posture&) = default;
};

/// What a policy changes in a convoy, each as a whole.
struct ConvoyChange {
  ConvoyId convoy;
  std::optional<Timetable> depart;
  std::optional<int> workers;
  std::optional<std::vector<VehicleCount>> vehicles;
  std::optional<double> speed_kmh;
  std::optional<double> pace_cv;
  friend bool operator==(const ConvoyChange&, const ConvoyChange&) = default;
};

/// The measures of a policy, each with those of the policies that it joins after its own. What is empty is off.
struct Policy {
  std::string name;
  std::vector<PolicyId> with;  ///< those whose measures it joins
  std::vector<ConvoyChange> convoys;

  std::vector<OnTrips<Escort>> escort;
  std::vector<OnTrips<std::vector<VehicleReplacement>>> vehicles;
  std::vector<OnTrips<Schedule>> schedule;
  std::vector<OnTrips<Routing>> routing;
  std::vector<OnTrips<Consolidate>> consolidate;
  std::vector<OnTrips<Split>> split;
  std::vector<OnTrips<Airlift>> airlift;

  std::vector<InForce<std::vector<Guards>>> guards;
  std::vector<InForce<Patrols>> patrols;
  std::vector<InForce<Surveillance>> surveillance;
  std::vector<InForce<Intelligence>> intelligence;
  std::vector<InForce<Crackdown>> crackdown;
  std::vector<InForce<Sanctuary>> sanctuary;
  std::vector<InForce<ReactionForce>> reaction_force;
  std::vector<Posture> postures;
  double own_cost_per_day = 0;
  double extra_cost_per_day = 0;  ///< its own and those of the policies that it joins
  std::string description{};
  friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace convoyrisk::spec
