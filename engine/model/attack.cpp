#include "model/attack.hpp"

#include <algorithm>

#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

DurationSampler assault_sampler(const spec::Mode& mode) {
  return DurationSampler(mode.assault ? mode.assault->duration : spec::Duration{spec::Fixed{0}});
}

std::size_t draw_first_hit(const std::vector<Vehicle>& vehicles, double uniform) {
  double total = 0;
  for (const Vehicle& vehicle : vehicles) {
    total += vehicle.profile;
  }
  double rest = uniform * total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < vehicles.size(); ++i) {
    if (vehicles[i].profile > 0) {
      last = i;
      if (rest < vehicles[i].profile) {
        return i;
      }
      rest -= vehicles[i].profile;
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

AttackResult attack(const ModeTable& modes, Target& target, double help_h, const AttackStreams& streams) {
  random::Stream stream = streams.stream(streams.harm);
  AttackResult result;
  result.mode = modes.draw(stream.uniform());
  const spec::Mode& mode = modes.mode(result.mode);
  if (target.is_site) {
    Vehicle& exposed = target.vehicles.front();
    exposed.unhurt = std::min(exposed.unhurt, mode.exposed);
  }
  const std::size_t first = draw_first_hit(target.vehicles, stream.uniform());

  double severity = 1;
  if (mode.severity_cv > 0) {
    random::Stream severities = streams.stream(streams.severity);
    severity = random::gamma(severities, 1, mode.severity_cv);
  }
  if (mode.assault) {
    random::Stream durations = streams.stream(streams.duration);
    const double duration = modes.assault_duration(result.mode)(durations);
    result.assault_h = std::min(duration, help_h);
    result.help_came = help_h < duration;
  }
  for (std::size_t i = 0; i < target.vehicles.size(); ++i) {
    Vehicle& vehicle = target.vehicles[i];
    stream.seek(random::Stream::words_per_block * static_cast<unsigned>(1 + 2 * i));
    const bool spread = stream.uniform() < mode.spread;  // drawn even for the first, to keep the words in their places
    const bool hit = i == first || spread;
    result.vehicles_hit += hit ? 1 : 0;
    Risks by_hit;
    if (hit) {
      by_hit = {hit_probability(severity, mode.kill, vehicle.protection),
                hit_probability(severity, mode.injure, vehicle.protection)};
    }
    Risks by_assault;
    if (mode.assault) {
      by_assault = {assault_probability(mode.assault->kill_rate_per_h, result.assault_h, vehicle.protection, target),
                    assault_probability(mode.assault->injure_rate_per_h, result.assault_h, vehicle.protection, target)};
    }
    const Toll toll = strike(vehicle, by_hit, by_assault, stream);
    (vehicle.escort ? result.escort_killed : result.workers_killed) += toll.killed;
    (vehicle.escort ? result.escort_injured : result.workers_injured) += toll.injured;
  }
  return result;
}

}  // namespace convoyrisk::model
