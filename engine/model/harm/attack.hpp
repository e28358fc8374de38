#pragma once

#include <cstdint>
#include <vector>

#include "model/harm/harm.hpp"
#include "model/harm/target.hpp"
#include "model/harm/tilt.hpp"
#include "model/world/purpose.hpp"
#include "model/world/sampling.hpp"
#include "random/stream.hpp"
#include "spec/threat.hpp"

namespace convoyrisk::model {

/// The modes of a group or of the background, compiled.
class ModeTable {
 public:
  explicit ModeTable(const std::vector<spec::Mode>& modes);

  [[nodiscard]] const std::vector<spec::Mode>& modes() const { return *modes_; }
  [[nodiscard]] std::size_t draw(double uniform) const;
  [[nodiscard]] const spec::Mode& mode(std::size_t i) const { return (*modes_)[i]; }
  [[nodiscard]] const DurationSampler& assault_duration(std::size_t i) const { return durations_[i]; }
  [[nodiscard]] bool any_assault() const { return any_assault_; }

 private:
  const std::vector<spec::Mode>* modes_;
  std::vector<double> cumulative_;
  std::vector<DurationSampler> durations_;  ///< by mode; a fixed 0 where there is no assault
  bool any_assault_;
};

/// Where an attack's draws come from: purposes differ between attacks by cells and by background, nothing else does.
struct AttackStreams {
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
  std::uint64_t entity = 0;
  std::uint64_t ordinal = 0;
  Purpose harm = Purpose::attack;
  Purpose severity = Purpose::attack_severity;
  Purpose duration = Purpose::attack_duration;

  [[nodiscard]] random::Stream stream(Purpose purpose) const {
    return {seed, key(purpose), replication, entity, ordinal};
  }
};

struct AttackResult {
  std::size_t mode = 0;
  int vehicles_hit = 0;
  int workers_killed = 0;  ///< or people of a site
  int workers_injured = 0;
  int escort_killed = 0;
  int escort_injured = 0;
  double assault_h = 0;    ///< A
  bool help_came = false;  ///< R < D in an assault
};

/// One attack on a target (docs/model.md, 3.5, steps 1 to 4): changes who is unhurt, injured and dead aboard. With a
/// `tilt`, severity and deaths are drawn by it.
AttackResult attack(const ModeTable& modes, Target& target, double help_h, const AttackStreams& streams,
                    TiltedDraws* tilt = nullptr);

}  // namespace convoyrisk::model
