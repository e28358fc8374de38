#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "random/stream.hpp"

namespace convoyrisk::model {

/// How much likelier than in the model attacks and deaths are made, for the importance sampling of rare totals
/// (docs/methods/tail-sampling.md). All zero: as the model has them. Tilts hold from t = 0 on.
struct Tilt {
  double engagement = 0;  ///< added to the log odds of an attack, of those not spotted
  double background = 0;  ///< logarithm of the factor on the rate of background events
  /// Logarithm of the mean of a raised severity Z, and the share of attacks that get one: a total far out comes from
  /// one or two severe attacks among many, not from many that are a little more severe. Raised, Z is gamma of a greater
  /// shape and the same rate: its density is as in the model times a power of Z, up to a constant.
  double severity = 0;
  double severe_share = 0;
  /// Exponential tilt (Esscher 1932) of what an attack does, given its mode, severity and assault: who is hit and who
  /// dies is as likely as in the model times exp(deaths * dead), up to a constant.
  double deaths = 0;

  friend bool operator==(const Tilt&, const Tilt&) = default;
};

/// What one attack of known mode, severity and assault may do to the people of one vehicle.
struct VehicleRisk {
  double first = 0;    ///< share of the first hit, or a multiple of it
  int people = 0;      ///< alive
  double hit = 0;      ///< probability that one of them dies, if the vehicle is hit
  double assault = 0;  ///< and that a survivor of the hit, or of none, dies in the assault
};

/// Makes the draws of one replication that a tilt changes, and keeps what their likelihood depends on. The likelihood
/// ratio of the replication can then be had for any tilt, not for the one in force alone: mixtures of tilts need that.
class TiltedDraws {
 public:
  /// Forgets the draws made so far; those to come are made under `tilt`.
  void start(const Tilt& tilt);

  /// Whether attackers attack who do so with this probability.
  [[nodiscard]] bool engages(double uniform, double probability);
  /// A gamma severity of this coefficient of variation > 0.
  [[nodiscard]] double severity(random::Stream& stream, double cv);
  /// Hazard from here to the next background event, from an Exp(1) variate; one beyond `ahead` >= 0 never comes.
  [[nodiscard]] double background_gap(double drawn, double ahead);

  /// Begins an attack: tilts the risks of all vehicles in place. What the caller then draws from them, the first hit,
  /// other hits by spreads()[i], and deaths, is a draw under the tilt.
  void begin_attack(std::span<VehicleRisk> vehicles, double spread);
  /// By vehicle of the attack begun last: probability of being hit where another is the first.
  [[nodiscard]] std::span<const double> spreads() const { return spreads_; }
  /// Ends it: how many were killed in all.
  void end_attack(int dead) { dead_ += dead; }
  /// How many of `people` die, each alone and with this probability.
  [[nodiscard]] int deaths(double uniform, int people, double probability);

  /// Logarithm of the density of the draws made since start() under `other`, over that in the model. 0 for no tilt.
  [[nodiscard]] double log_ratio(const Tilt& other) const;

 private:
  struct Severity {
    double shape = 0;  ///< of the gamma law
    double value = 0;
  };
  struct Attack {
    std::size_t first_vehicle = 0;
    std::size_t last_vehicle = 0;
    double spread = 0;
  };

  void note_attack(std::span<const VehicleRisk> vehicles, double spread);
  [[nodiscard]] double log_moments(double tilt) const;

  Tilt tilt_;
  std::vector<double> engagements_;  ///< probabilities
  std::int64_t engaged_ = 0;
  std::vector<VehicleRisk> vehicles_;  ///< of all attacks, before the tilt
  std::vector<Attack> attacks_;
  std::int64_t dead_ = 0;
  std::vector<double> spreads_;
  std::vector<Severity> severities_;
  std::int64_t background_events_ = 0;
  double background_hazard_ = 0;  ///< hazard run through, events or none
};

}  // namespace convoyrisk::model
