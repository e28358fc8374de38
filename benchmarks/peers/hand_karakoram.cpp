// scenarios/karakoram.yaml, its six policies, written by hand for this one case from docs/model.md: the limit of the
// engine's speed. The road is a line, cells are five clocks, a trip's jitter and pace are functions of its number, and
// who meets whom is arithmetic. It counts attacks, encounters and workers killed on the road, and nothing else. Two
// things are averaged where the model draws: how the jitter of trips shows in what groups remember of a segment, and
// halts in the times of background events; both are far below what the comparison sees.
//
//   hand_karakoram REPLICATIONS SEED [POLICIES]     the first so many of six
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include "common.hpp"
#include "karakoram_road.hpp"

namespace {

using namespace karakoram;
using peers::mixed;
using peers::Random;

enum class Stage { gone, dormant, preparing, waiting, staged, recovering };

struct Cell {
  Stage stage = Stage::gone;
  double next = never;
  std::size_t home = 0;
  double bound = 0;  // of the hazard when dormant
  std::size_t segment = 0;
  double end = 0;  // of the stay
  bool patrol_ends = false;
  bool meets = false;  // the next event is a pass of this trip
  std::size_t convoy = 0;
  std::size_t entry = 0;
};

struct Touched {
  std::size_t convoy;
  std::size_t entry;
  double halts = 0;
  double halted_at = -1;  // flow hours
  std::vector<std::pair<int, double>> vehicles;
};

struct Counts {
  double attacks = 0;
  double encounters = 0;
  double killed = 0;
};

class Replication {
 public:
  Replication(const World& world, const Policy& policy, std::uint64_t seed, std::uint64_t shared)
      : world_(world), policy_(policy), random_(seed), shared_(shared) {}

  Counts run() {
    regime_ = random_.chance(mean_stays[0] / (mean_stays[0] + mean_stays[1])) ? 0 : 1;
    regime_next_ = -warmup + random_.exponential(mean_stays[regime_]);
    now_ = -warmup;
    for (std::size_t g = 0; g < 2; ++g) {
      recruit_next_[g] = now_ + random_.exponential(1 / recruit_rate);
      for (int i = 0; i < groups[g].cells; ++i) {
        join(g, cells_[static_cast<std::size_t>(groups[g].first_cell + i)]);
      }
    }
    draw_background();
    while (step()) {
    }
    return counts_;
  }

 private:
  bool step() {
    std::size_t who = 0;
    double t = cells_[0].next;
    for (std::size_t i = 1; i < all_cells; ++i) {
      if (cells_[i].next < t) {
        t = cells_[i].next;
        who = i;
      }
    }
    const double other = std::min({regime_next_, recruit_next_[0], recruit_next_[1], background_next()});
    if (std::min(t, other) >= horizon) {
      return false;
    }
    now_ = std::min(t, other);
    if (t <= other) {
      live(cells_[who], who < 3 ? 0 : 1);
    } else if (other == regime_next_) {
      regime_ = 1 - regime_;
      regime_next_ = now_ + random_.exponential(mean_stays[regime_]);
    } else if (other == background_next()) {
      meet_background(background_[background_done_++]);
    } else {
      recruit(other == recruit_next_[0] ? 0 : 1);
    }
    return true;
  }

  void recruit(std::size_t g) {
    recruit_next_[g] = now_ + random_.exponential(1 / recruit_rate);
    for (int i = 0; i < groups[g].cells; ++i) {  // as many as there may be
      Cell& cell = cells_[static_cast<std::size_t>(groups[g].first_cell + i)];
      if (cell.stage == Stage::gone) {
        join(g, cell);
        return;
      }
    }
  }

  void join(std::size_t g, Cell& cell) {
    cell.home = static_cast<std::size_t>(random_.uniform() * static_cast<double>(groups[g].homes.size()));
    rest(cell, g);
  }

  [[nodiscard]] double excitation(std::size_t g) const {
    return excited_[g] > 0 ? excited_[g] * std::exp((excited_at_[g] - now_) / decay) : 0;
  }

  void rest(Cell& cell, std::size_t g) {
    cell.stage = Stage::dormant;
    cell.bound = (1 + excitation(g)) * factors[1];
    cell.next = now_ + random_.exponential(dormant_mean / cell.bound);
  }

  void recover(Cell& cell) {
    cell.stage = Stage::recovering;
    cell.next = now_ + random_.gamma(30 * day, 0.7);
  }

  void eliminate(Cell& cell) {
    cell.stage = Stage::gone;
    cell.next = never;
  }

  void intercept(Cell& cell) { random_.chance(0.5) ? eliminate(cell) : recover(cell); }

  void live(Cell& cell, std::size_t g) {
    switch (cell.stage) {
      case Stage::dormant:
        if (random_.chance((1 + excitation(g)) * factors[regime_] / cell.bound)) {
          cell.stage = Stage::preparing;
          cell.next = now_ + random_.gamma(14 * day, 0.7);
        } else {
          rest(cell, g);
        }
        break;
      case Stage::preparing:
        choose(cell, groups[g], g);
        break;
      case Stage::waiting:
        stage(cell, groups[g]);
        break;
      case Stage::staged:
        if (cell.meets) {
          meet(cell, g);
        } else if (cell.patrol_ends) {
          intercept(cell);
        } else {
          recover(cell);
        }
        break;
      case Stage::recovering:
        rest(cell, g);
        break;
      case Stage::gone:
        break;
    }
  }

  // What is remembered of a convoy's passes: of entries before now, and of the last of them alone.
  struct Remembered {
    double all = 0;
    double last = 0;
    double since_last = 0;
  };

  void remember() {
    for (std::size_t c = 0; c < 6; ++c) {
      const std::vector<double>& times = world_.scheduled[c];
      const auto after = std::lower_bound(times.begin(), times.end(), now_);
      remembered_[c] = {};
      if (after != times.begin()) {
        const auto i = static_cast<std::size_t>(after - times.begin()) - 1;
        remembered_[c].since_last = now_ - times[i];
        remembered_[c].last = std::exp(-remembered_[c].since_last / memory);
        remembered_[c].all = world_.remembered[c][i] * remembered_[c].last;
      }
    }
  }

  [[nodiscard]] double passes(std::size_t c, std::size_t segment) const {
    const double flow = world_.flow[c][segment];
    if (flow < 0) {
      return 0;
    }
    const Remembered& of = remembered_[c];
    return (of.all - (of.since_last <= flow ? of.last : 0)) * world_.kept[c][segment];
  }

  void choose(Cell& cell, const Group& group, std::size_t g) {
    remember();
    const auto& list = world_.weights[g][cell.home][policy_.patrols ? 1 : 0];
    weights_.clear();
    double sum = 0;
    for (const auto& [segment, weight] : list) {
      double seen = 0;
      for (std::size_t c = 0; c < 6; ++c) {
        seen += passes(c, static_cast<std::size_t>(segment));
      }
      sum += weight * (1 + group.observe * seen);
      weights_.push_back(sum);
    }
    const auto found = std::lower_bound(weights_.begin(), weights_.end() - 1, random_.uniform() * sum);
    cell.segment = static_cast<std::size_t>(list[static_cast<std::size_t>(found - weights_.begin())].first);
    cell.stage = Stage::waiting;
    cell.next = random_.chance(group.habit) ? habitual_time(cell.segment) : now_ + 24 * random_.uniform();
  }

  /// A time of day like those of passes, an hour before.
  double habitual_time(std::size_t segment) {
    double time_of_day = 24 * random_.uniform();
    std::array<double, 6> seen{};
    double sum = 0;
    for (std::size_t c = 0; c < 6; ++c) {
      sum += seen[c] = passes(c, segment);
    }
    if (sum > 0 && random_.chance(0.9)) {
      double left = random_.uniform() * sum;
      std::size_t c = 0;
      while (c < 5 && left > seen[c]) {
        left -= seen[c++];
      }
      const double pass =
          convoys[c].time_of_day + world_.flow[c][segment] + policy_.jitter * (2 * random_.uniform() - 1);
      time_of_day = std::floor(pass - 24 * std::floor(pass / 24)) + random_.uniform();
    }
    double next = day * std::floor(now_ / day) + time_of_day;
    next += next <= now_ ? day : 0;
    return std::max(now_, next - 1);
  }

  void stage(Cell& cell, const Group& group) {
    cell.stage = Stage::staged;
    cell.end = now_ + random_.exponential(group.staged);
    cell.patrol_ends = false;
    if (policy_.patrols && legs[static_cast<std::size_t>(world_.segments[cell.segment].leg)].patrolled) {
      const double patrol = now_ + random_.exponential(12 / 0.4);
      cell.patrol_ends = patrol < cell.end;
      cell.end = std::min(cell.end, patrol);
    }
    look_out(cell, false);
  }

  struct Departure {
    double at;
    double pace;
  };

  /// The same whenever asked, and under every policy but for the jitter.
  [[nodiscard]] Departure departure(std::size_t c, std::size_t entry) const {
    Random of(shared_ ^ mixed((c << 32U) + entry + 1));
    const double variance = std::log1p(convoys[c].pace_cv * convoys[c].pace_cv);
    const double pace = std::exp(std::sqrt(variance) * of.normal() - variance / 2);
    return {std::max(-warmup, world_.scheduled[c][entry] + policy_.jitter * (2 * of.uniform() - 1)), pace};
  }

  [[nodiscard]] double pass_time(std::size_t c, std::size_t entry, std::size_t segment) const {
    const double flow = world_.flow[c][segment];
    const Departure from = departure(c, entry);
    double halts = 0;
    for (const Touched& trip : touched_) {
      if (trip.convoy == c && trip.entry == entry) {
        if (trip.halted_at >= flow) {
          return -never;
        }
        halts = trip.halts;
      }
    }
    return from.at + from.pace * flow + halts;
  }

  /// The next pass within the stay, after now or, where `later` is false, at it.
  void look_out(Cell& cell, bool later) {
    constexpr double slowest = 2.2;  // times free flow: five standard deviations
    constexpr double longest_halts = 12;
    cell.next = cell.end;
    cell.meets = false;
    for (std::size_t c = 0; c < 6; ++c) {
      const double flow = world_.flow[c][cell.segment];
      if (flow < 0) {
        continue;
      }
      const std::vector<double>& times = world_.scheduled[c];
      const double first = now_ - policy_.jitter - slowest * flow - (touched_.empty() ? 0 : longest_halts);
      for (auto i = static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), first) - times.begin());
           i < times.size() && times[i] - policy_.jitter + flow / slowest < cell.next; ++i) {
        const double t = pass_time(c, i, cell.segment);
        if (t < cell.next && (later ? t > now_ : t >= now_)) {
          cell.next = t;
          cell.meets = true;
          cell.convoy = c;
          cell.entry = i;
        }
      }
    }
  }

  Touched& touch(std::size_t c, std::size_t entry) {
    for (Touched& trip : touched_) {
      if (trip.convoy == c && trip.entry == entry) {
        return trip;
      }
    }
    Touched& trip = touched_.emplace_back(Touched{c, entry, 0, -1, {}});
    if (policy_.armour) {
      trip.vehicles = convoys[c].armoured;
    } else {
      for (const int aboard : convoys[c].plain) {
        trip.vehicles.emplace_back(aboard, 0);
      }
    }
    return trip;
  }

  [[nodiscard]] bool counting() const { return now_ >= 0; }
  [[nodiscard]] double spotted() const { return policy_.escorts > 0 ? 1 - 0.95 * 0.95 : 0; }

  void meet(Cell& cell, std::size_t g) {
    if (const double t = pass_time(cell.convoy, cell.entry, cell.segment); t > now_ || t < -warmup) {  // halted since
      look_out(cell, false);
      return;
    }
    counts_.encounters += counting() ? 1 : 0;
    const double flow = world_.flow[cell.convoy][cell.segment];
    if (random_.chance(spotted())) {
      Touched& trip = touch(cell.convoy, cell.entry);
      trip.halts += 1;
      trip.halted_at = flow;
      intercept(cell);
    } else if (random_.chance(engage * std::exp(-deterrence * policy_.escorts))) {
      attack(cell, g, touch(cell.convoy, cell.entry), flow);
    } else {
      look_out(cell, true);
    }
  }

  void attack(Cell& cell, std::size_t g, Touched& trip, double flow) {
    const bool bomb = random_.chance(0.5);
    const double severity = bomb ? random_.gamma(1, 1.5) : random_.exponential(1);
    const double duration = bomb ? 0 : random_.exponential(1.0 / 3);
    const double help = policy_.patrols ? world_.help[cell.segment] : never;
    const double assault = std::min(duration, help);
    harm(trip, severity * (bomb ? 0.11 : 0.02), bomb ? 0.05 : 0.3, assault);
    trip.halts += bomb ? 4 : 2 + assault;
    trip.halted_at = flow;
    if (help < duration) {
      intercept(cell);
    } else if (random_.chance(bomb ? 0.3 : 0.2)) {
      eliminate(cell);
    } else {
      recover(cell);
    }
    excited_[g] = excitation(g) + jump;
    excited_at_[g] = now_;
    for (int i = 0; i < groups[g].cells; ++i) {
      Cell& other = cells_[static_cast<std::size_t>(groups[g].first_cell + i)];
      if (other.stage == Stage::dormant) {
        rest(other, g);
      }
    }
  }

  void harm(Touched& trip, double kill, double spread, double assault) {
    const int all = static_cast<int>(trip.vehicles.size()) + policy_.escorts;
    const int first = static_cast<int>(random_.uniform() * all);
    int killed = 0;
    for (std::size_t i = 0; i < trip.vehicles.size(); ++i) {
      auto& [alive, protection] = trip.vehicles[i];
      int dead = 0;
      if (static_cast<int>(i) == first || random_.chance(spread)) {
        dead = random_.binomial(alive, std::min(1.0, kill * (1 - protection)));
      }
      if (assault > 0) {
        dead += random_.binomial(alive - dead,
                                 -std::expm1(-0.1 * assault * (1 - protection) / (1 + 0.5 * policy_.escorts)));
      }
      alive -= dead;
      killed += dead;
    }
    if (counting()) {
      ++counts_.attacks;
      counts_.killed += killed;
    }
  }

  // --- background ---

  struct Event {
    double at;
    std::size_t convoy;
    std::size_t entry;
  };

  [[nodiscard]] double background_next() const {
    return background_done_ < background_.size() ? background_[background_done_].at : never;
  }

  void draw_background() {
    for (std::size_t c = 0; c < 6; ++c) {
      const double trips = static_cast<double>(world_.scheduled[c].size());
      for (double sum = random_.exponential(1); sum < trips * world_.hazard[c]; sum += random_.exponential(1)) {
        const auto entry = static_cast<std::size_t>(random_.uniform() * trips);
        double left = random_.uniform() * world_.hazard[c];
        for (std::size_t i = 0; i < world_.segments.size(); ++i) {
          const Segment& segment = world_.segments[i];
          const double here =
              world_.flow[c][i] < 0
                  ? 0
                  : segment.length * legs[static_cast<std::size_t>(segment.leg)].background * factors[1];
          if (left < here) {
            const double t = pass_time(c, entry, i);
            if (t >= 0) {
              background_.push_back({t, c, entry});
            }
            break;
          }
          left -= here;
        }
      }
    }
    std::sort(background_.begin(), background_.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  }

  void meet_background(const Event& event) {
    if (random_.chance(factors[regime_] / factors[1]) && !random_.chance(spotted()) &&
        random_.chance(std::exp(-0.1 * policy_.escorts))) {
      harm(touch(event.convoy, event.entry), 0.02, 0, 0);
    }
  }

  const World& world_;
  const Policy& policy_;
  Random random_;
  std::uint64_t shared_;
  double now_ = 0;
  Counts counts_;
  std::array<Cell, all_cells> cells_{};
  std::array<double, 2> excited_{};
  std::array<double, 2> excited_at_{};
  std::size_t regime_ = 0;
  double regime_next_ = 0;
  std::array<double, 2> recruit_next_{};
  std::vector<Event> background_;
  std::size_t background_done_ = 0;
  std::vector<Touched> touched_;
  std::array<Remembered, 6> remembered_{};
  std::vector<double> weights_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "Usage: hand_karakoram REPLICATIONS SEED [POLICIES]\n";
    return 2;
  }
  const int replications = std::stoi(argv[1]);
  const std::uint64_t seed = mixed(std::stoull(argv[2]));
  const std::size_t count = argc > 3 ? std::stoul(argv[3]) : policies.size();
  const World world;
  std::vector<peers::Means<3>> means(count, peers::Means<3>({"attacks", "encounters", "killed"}));
  const peers::Timer timer;
  for (int i = 0; i < replications; ++i) {
    const std::uint64_t shared = mixed(seed + static_cast<std::uint64_t>(i));
    for (std::size_t policy = 0; policy < count; ++policy) {
      const Counts counts = Replication(world, policies[policy], mixed(shared + policy + 1), shared).run();
      means[policy].add({counts.attacks, counts.encounters, counts.killed});
    }
  }
  const double seconds = timer.seconds();
  std::cout.precision(12);
  std::cout << "{\"replications\": " << replications << ", \"seconds\": " << seconds << ", \"policies\": {";
  for (std::size_t policy = 0; policy < count; ++policy) {
    std::cout << (policy > 0 ? ", " : "") << "\"" << policies[policy].name << "\": {";
    means[policy].print(std::cout);
    std::cout << "}";
  }
  std::cout << "}}\n";
}
