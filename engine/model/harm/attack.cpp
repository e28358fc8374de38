#include "model/harm/attack.hpp"

#include <algorithm>

#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

DurationSampler assault_sampler(const spec::Mode& mode) {
  return DurationSampler(mode.assault ? mode.assault->duration : spec::Duration{spec::Fixed{0}});
}

/// In proportion to share(i).
template <class Share>
std::size_t draw_first_hit(std::size_t vehicles, double uniform, const Share& share) {
  double total = 0;
  for (std::size_t i = 0; i < vehicles; ++i) {
    total += share(i);
  }
  double rest = uniform * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < vehicles; ++i) {
    if (share(i) > 0) {
      last = i;
      if (rest < share(i)) {
        return i;
      }
      rest -= share(i);
    }
  }
  return last;
}

struct Risks {
  double kill = 0;
  double injure = 0;
};

struct Toll {
  int killed = 0;
  int injured = 0;  ///< of those unhurt before and not killed in this attack
};

/// One vehicle's people under the hit, then under the assault. Who was injured before can be killed, not injured again;
/// who is injured by the hit and killed in the assault counts as killed alone.
Toll strike(Vehicle& vehicle, const Risks& hit, const Risks& assault, random::Stream& stream) {
  const auto count = [&](int people, double probability) {
    return random::binomial(stream.uniform(), people, probability);
  };
  const int unhurt_killed = count(vehicle.unhurt, hit.kill);
  const int injured_killed = count(vehicle.injured, hit.kill);
  const int newly_injured = count(vehicle.unhurt - unhurt_killed, hit.injure);
  int unhurt = vehicle.unhurt - unhurt_killed - newly_injured;
  int injured = vehicle.injured - injured_killed;

  const int then_killed = count(unhurt, assault.kill);
  const int then_injured = count(unhurt - then_killed, assault.injure);
  const int newly_injured_killed = count(newly_injured, assault.kill);
  const int earlier_injured_killed = count(injured, assault.kill);
  unhurt -= then_killed + then_injured;
  injured -= earlier_injured_killed;

  const Toll toll{unhurt_killed + injured_killed + then_killed + newly_injured_killed + earlier_injured_killed,
                  newly_injured - newly_injured_killed + then_injured};
  vehicle.unhurt = unhurt;
  vehicle.injured = injured + toll.injured;
  return toll;
}

/// What an attack does to a target once its mode, severity and assault are known.
class Blow {
 public:
  Blow(const spec::Mode& mode, const Target& target, double severity, double assault_h, TiltedDraws* tilt)
      : mode_(mode), target_(target), weights_(target), severity_(severity), assault_h_(assault_h), tilt_(tilt) {
    if (tilt_ != nullptr) {
      for (const Vehicle& vehicle : target_.vehicles) {
        tilted_.push_back({weights_.of(vehicle), vehicle.alive(), hit(vehicle).kill, assault(vehicle).kill});
      }
      tilt_->begin_attack(tilted_, mode_.spread);
    }
  }

  [[nodiscard]] std::size_t first_hit(double uniform) const {
    return draw_first_hit(target_.vehicles.size(), uniform, [this](std::size_t i) {
      return tilt_ == nullptr ? weights_.of(target_.vehicles[i]) : tilted_[i].first;
    });
  }
  [[nodiscard]] double spread(std::size_t vehicle) const {
    return tilt_ == nullptr ? mode_.spread : tilt_->spreads()[vehicle];
  }
  [[nodiscard]] Risks by_hit(std::size_t vehicle) const {
    Risks risks = hit(target_.vehicles[vehicle]);
    if (tilt_ != nullptr) {
      risks.kill = tilted_[vehicle].hit;
    }
    return risks;
  }
  [[nodiscard]] Risks by_assault(std::size_t vehicle) const {
    Risks risks = assault(target_.vehicles[vehicle]);
    if (tilt_ != nullptr) {
      risks.kill = tilted_[vehicle].assault;
    }
    return risks;
  }

 private:
  [[nodiscard]] Risks hit(const Vehicle& vehicle) const {
    return {hit_probability(severity_, mode_.kill, vehicle.protection),
            hit_probability(severity_, mode_.injure, vehicle.protection)};
  }
  [[nodiscard]] Risks assault(const Vehicle& vehicle) const {
    if (!mode_.assault) {
      return {};
    }
    return {assault_probability(mode_.assault->kill_rate_per_h, assault_h_, vehicle.protection, target_),
            assault_probability(mode_.assault->injure_rate_per_h, assault_h_, vehicle.protection, target_)};
  }

  const spec::Mode& mode_;
  const Target& target_;
  FirstHitWeights weights_;
  double severity_;
  double assault_h_;
  TiltedDraws* tilt_;
  std::vector<VehicleRisk> tilted_;  ///< by vehicle; empty without a tilt
};

}  // namespace

ModeTable::ModeTable(const std::vector<spec::Mode>& modes) : modes_(&modes), any_assault_(model::any_assault(modes)) {
  double total = 0;
  for (const spec::Mode& mode : modes) {
    total += mode.weight;
    cumulative_.push_back(total);
    durations_.push_back(assault_sampler(mode));
  }
}

std::size_t ModeTable::draw(double uniform) const {
  const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end() - 1, uniform * cumulative_.back());
  return static_cast<std::size_t>(found - cumulative_.begin());
}

AttackResult attack(const ModeTable& modes, Target& target, double help_h, const AttackStreams& streams,
                    TiltedDraws* tilt) {
  random::Stream stream = streams.stream(streams.harm);
  AttackResult result;
  result.mode = modes.draw(stream.uniform());
  const spec::Mode& mode = modes.mode(result.mode);
  if (target.is_site) {
    Vehicle& exposed = target.vehicles.front();
    exposed.unhurt = std::min(exposed.unhurt, mode.exposed);
  }
  const double hitting = stream.uniform();

  double severity = 1;
  if (mode.severity_cv > 0) {
    random::Stream severities = streams.stream(streams.severity);
    severity =
        tilt == nullptr ? random::gamma(severities, 1, mode.severity_cv) : tilt->severity(severities, mode.severity_cv);
  }
  if (mode.assault) {
    random::Stream durations = streams.stream(streams.duration);
    const double duration = modes.assault_duration(result.mode)(durations);
    result.assault_h = std::min(duration, help_h);
    result.help_came = help_h < duration;
  }
  const Blow blow(mode, target, severity, result.assault_h, tilt);
  const std::size_t first = blow.first_hit(hitting);
  for (std::size_t i = 0; i < target.vehicles.size(); ++i) {
    Vehicle& vehicle = target.vehicles[i];
    stream.seek(random::Stream::words_per_block * static_cast<unsigned>(1 + 2 * i));
    const bool spread =
        stream.uniform() < blow.spread(i);  // drawn even for the first, to keep the words in their places
    const bool hit = i == first || spread;
    result.vehicles_hit += hit ? 1 : 0;
    const Toll toll = strike(vehicle, hit ? blow.by_hit(i) : Risks{}, blow.by_assault(i), stream);
    (vehicle.escort ? result.escort_killed : result.workers_killed) += toll.killed;
    (vehicle.escort ? result.escort_injured : result.workers_injured) += toll.injured;
  }
  if (tilt != nullptr) {
    tilt->end_attack(result.workers_killed + result.escort_killed);
  }
  return result;
}

}  // namespace convoyrisk::model
