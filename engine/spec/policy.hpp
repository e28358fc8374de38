#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"

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
  friend bool operator==(const Escort&, const Escort&) = default;
};

struct VehicleReplacement {
  VehicleTypeId old_type;
  VehicleTypeId new_type;
  friend bool operator==(const VehicleReplacement&, const VehicleReplacement&) = default;
};

struct Routing {
  int alternatives = 1;
  std::optional<double> detour;  ///< none: no bound
  friend bool operator==(const Routing&, const Routing&) = default;
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

struct Crackdown {
  double raid_rate_per_h = 0;
  double backlash = 0;
  Zones zones;
  friend bool operator==(const Crackdown&, const Crackdown&) = default;
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
  friend bool operator==(const Posture&, const Posture&) = default;
};

/// The measures in force. What a policy does not name is off.
struct Policy {
  std::string name;
  std::optional<Escort> escort;
  std::vector<VehicleReplacement> vehicles;
  std::optional<double> jitter_h;
  std::optional<Routing> routing;
  std::optional<int> consolidate;
  std::optional<Airlift> airlift;
  double extra_cost_per_day = 0;
  std::vector<Guards> guards;
  std::optional<Patrols> patrols;
  std::optional<double> surveillance_detect;
  std::optional<double> tip_rate_per_h;
  std::optional<Crackdown> crackdown;
  std::optional<double> sanctuary_recruitment;
  std::optional<ReactionForce> reaction_force;
  std::vector<Posture> postures;
  friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace convoyrisk::spec
