#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "spec/duration.hpp"

namespace convoyrisk::spec {

struct Assault {
  Duration duration;
  double kill_rate_per_h = 0;
  double injure_rate_per_h = 0;
  friend bool operator==(const Assault&, const Assault&) = default;
};

/// What an attack does, as probabilities and rates of harm (docs/model.md, 3.5).
struct Mode {
  std::string name;
  double weight = 1;
  double kill = 0;
  double injure = 0;
  double spread = 0;
  double severity_cv = 0;
  double expended = 0;
  double halt_h = 0;
  int exposed = 20;
  std::optional<Assault> assault;
  std::string description{};
  friend bool operator==(const Mode&, const Mode&) = default;
};

struct Excitation {
  double jump = 0;
  double decay_h = 0;
  friend bool operator==(const Excitation&, const Excitation&) = default;
};

/// Factor on the dormancy hazard for t in [from_h, to_h), hours after t = 0.
struct TempoWindow {
  double from_h = 0;
  double to_h = 0;
  double factor = 1;
  friend bool operator==(const TempoWindow&, const TempoWindow&) = default;
};

struct Recruit {
  double rate_per_h = 0;
  int max_cells = 0;
  friend bool operator==(const Recruit&, const Recruit&) = default;
};

/// Coefficients of the choice of a target, each of any sign.
struct TargetCoefficients {
  double traffic = 0;
  double cover = 0;
  double distance = 0;
  double security = 0;
  friend bool operator==(const TargetCoefficients&, const TargetCoefficients&) = default;
};

/// Attacks that an attack brings.
struct FollowUp {
  double mean = 0;  ///< number of them an attack, < 1
  Duration delay;
  double distance_km = 0;  ///< scale of their road distance from the attack
  friend bool operator==(const FollowUp&, const FollowUp&) = default;
};

struct Group {
  std::string name;
  int cells = 0;
  std::vector<NodeId> home;
  double range_km = 0;
  double dormant_mean_h = 0;
  Duration preparing;
  Duration staged;
  Duration recovering;
  double engage = 0;
  double deterrence = 0;
  double capture = 0.5;
  double habit = 0;
  double lead_h = 1;
  double observe = 0;
  double memory_h = 14 * 24;
  TargetCoefficients target;
  double site_share = 0;
  std::optional<Excitation> excitation;
  std::vector<TempoWindow> tempo;
  std::optional<Recruit> recruit;
  std::optional<FollowUp> follow_up{};
  std::vector<Mode> modes;
  std::string description{};
  friend bool operator==(const Group&, const Group&) = default;
};

struct Background {
  std::vector<double> rate_per_km;  ///< by zone: events per convoy-km at regime factor 1
  double deterrence = 0;
  std::vector<Mode> modes;
  friend bool operator==(const Background&, const Background&) = default;
};

struct Regime {
  std::string name;
  double factor = 1;
  double mean_stay_h = 0;
  friend bool operator==(const Regime&, const Regime&) = default;
};

struct Threat {
  double spotted_halt_h = 1;
  std::vector<Group> groups;
  std::optional<Background> background;
  std::vector<Regime> regimes;  ///< empty: factor 1 throughout
  std::optional<RegimeId> regime_at_start;
  friend bool operator==(const Threat&, const Threat&) = default;
};

}  // namespace convoyrisk::spec
