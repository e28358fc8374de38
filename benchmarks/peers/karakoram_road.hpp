// scenarios/karakoram.yaml as hand_karakoram.cpp has it: the case, and what does not change between replications.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace karakoram {

constexpr double never = std::numeric_limits<double>::infinity();

// --- the case; hours and km

constexpr double day = 24;
constexpr double warmup = 180 * day;
constexpr double horizon = 365 * day;
constexpr double memory = 14 * day;

struct Leg {
  double length;
  double speed;
  double cover;
  double background;  // events a convoy-km
  bool patrolled;
};
constexpr std::array<Leg, 9> legs{{{45, 90, 0.1, 1e-6, false},
                                   {59.1, 90, 0.1, 1e-6, false},
                                   {39, 80, 0.3, 1e-6, false},
                                   {79, 60, 0.5, 1e-6, false},
                                   {28, 40, 0.7, 3e-6, true},
                                   {33, 40, 0.8, 3e-6, true},
                                   {30, 40, 0.8, 3e-6, true},
                                   {125, 35, 0.7, 2e-6, true},
                                   {130, 55, 0.5, 2e-6, false}}};
enum Node { islamabad = 0, besham = 5, dasu = 7, chilas = 8, gilgit = 9 };

struct Convoy {
  int from;
  int to;
  double time_of_day;
  std::array<bool, 7> days;  // Monday first
  double speed;
  double pace_cv;
  std::vector<int> plain;                        // workers by vehicle
  std::vector<std::pair<int, double>> armoured;  // and protection
};
inline const std::array<Convoy, 6> convoys{{
    {besham, dasu, 6.5, {1, 1, 1, 1, 1, 1, 0}, 45, 0.1, {30, 30}, {{20, 0.6}, {20, 0.6}, {20, 0.6}}},
    {dasu, besham, 17.5, {1, 1, 1, 1, 1, 1, 0}, 45, 0.1, {30, 30}, {{20, 0.6}, {20, 0.6}, {20, 0.6}}},
    {islamabad, dasu, 7, {0, 1, 0, 1, 0, 0, 0}, 60, 0.15, {20, 5, 5}, {{20, 0.6}, {4, 0.7}, {3, 0.7}, {3, 0.7}}},
    {dasu, islamabad, 7, {0, 0, 1, 0, 0, 1, 0}, 60, 0.15, {20, 5, 5}, {{20, 0.6}, {4, 0.7}, {3, 0.7}, {3, 0.7}}},
    {gilgit, dasu, 8, {1, 0, 0, 1, 0, 0, 0}, 60, 0.15, {4, 4, 4}, {{4, 0.7}, {4, 0.7}, {4, 0.7}}},
    {dasu, gilgit, 8, {0, 0, 1, 0, 0, 1, 0}, 60, 0.15, {4, 4, 4}, {{4, 0.7}, {4, 0.7}, {4, 0.7}}},
}};

struct Group {
  int first_cell;
  int cells;
  std::vector<int> homes;
  double range;
  double staged;
  double habit;
  double observe;
};
inline const std::array<Group, 2> groups{
    {{0, 3, {besham, dasu}, 60, 8, 0.7, 0.5}, {3, 2, {chilas}, 100, 12, 0.4, 0.3}}};
constexpr int all_cells = 5;
constexpr double dormant_mean = 280 * day;
constexpr double engage = 0.6;
constexpr double deterrence = 0.3;
constexpr double jump = 4;
constexpr double decay = 7 * day;
constexpr double recruit_rate = 1 / (120 * day);
constexpr std::array<double, 2> factors{0.4, 2.8};
constexpr std::array<double, 2> mean_stays{900 * day, 300 * day};

struct Policy {
  const char* name;
  int escorts;
  bool armour;
  double jitter;
  bool patrols;  // and a reaction force
};
constexpr std::array<Policy, 6> policies{{{"as it is", 0, false, 0, false},
                                          {"escorts", 2, false, 0, false},
                                          {"armoured vehicles", 0, true, 0, false},
                                          {"varied hours", 0, false, 1.5, false},
                                          {"patrols and reaction force", 0, false, 0, true},
                                          {"everything", 2, true, 1.5, true}}};

// --- the road and the timetable

struct Segment {
  int leg;
  double from;
  double length;
  [[nodiscard]] double middle() const { return from + length / 2; }
};

/// What does not change between replications.
struct World {
  std::array<double, 10> node{};
  std::vector<Segment> segments;
  std::array<std::vector<double>, 6> scheduled;   // by convoy
  std::array<std::vector<double>, 6> remembered;  // sum over entries up to this one of exp((time - its)/memory)
  std::array<std::vector<double>, 6> flow;        // by convoy and segment; below 0 off the route
  std::array<std::vector<double>, 6> kept;        // exp(flow/memory)
  std::array<double, 6> hazard{};                 // background events of a trip at the greatest factor
  // By group, its home, and whether there are patrols: weights but for traffic.
  std::array<std::array<std::array<std::vector<std::pair<int, double>>, 2>, 2>, 2> weights;
  std::vector<double> help;  // by segment

  World() {
    for (std::size_t i = 0; i < legs.size(); ++i) {
      const int count = static_cast<int>(std::ceil(legs[i].length / 5 - 1e-9));
      for (int k = 0; k < count; ++k) {
        segments.push_back({static_cast<int>(i), node[i] + k * legs[i].length / count, legs[i].length / count});
      }
      node[i + 1] = node[i] + legs[i].length;
    }
    for (std::size_t c = 0; c < convoys.size(); ++c) {
      add_timetable(c);
      add_route(c);
    }
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (std::size_t h = 0; h < groups[g].homes.size(); ++h) {
        for (const int patrols : {0, 1}) {
          weights[g][h][static_cast<std::size_t>(patrols)] = weigh(groups[g], groups[g].homes[h], patrols == 1);
        }
      }
    }
    for (const Segment& segment : segments) {
      double nearest = never;
      for (const int base : {besham, dasu, chilas}) {
        nearest = std::min(nearest, nearer_end(segment, base));
      }
      help.push_back(0.25 + nearest / 50);
    }
  }

  [[nodiscard]] double nearer_end(const Segment& segment, int of) const {
    const double x = node[static_cast<std::size_t>(of)];
    return std::min(std::abs(segment.from - x), std::abs(segment.from + segment.length - x));
  }

  void add_timetable(std::size_t c) {
    double sum = 0;
    for (int d = -180; d < 365; ++d) {
      const int weekday = ((d % 7) + 7) % 7;
      if (convoys[c].days[static_cast<std::size_t>(weekday)]) {
        const double t = d * day + convoys[c].time_of_day;
        sum = 1 + (scheduled[c].empty() ? 0 : sum * std::exp((scheduled[c].back() - t) / memory));
        scheduled[c].push_back(t);
        remembered[c].push_back(sum);
      }
    }
  }

  void add_route(std::size_t c) {
    const double start = node[static_cast<std::size_t>(convoys[c].from)];
    const double end = node[static_cast<std::size_t>(convoys[c].to)];
    for (const Segment& segment : segments) {
      const double x = segment.middle();
      if (x < std::min(start, end) || x > std::max(start, end)) {
        flow[c].push_back(-1);
        kept[c].push_back(0);
        continue;
      }
      double hours = 0;
      for (std::size_t i = 0; i < legs.size(); ++i) {
        const double low = std::max(node[i], std::min(start, x));
        const double high = std::min(node[i + 1], std::max(start, x));
        hours += std::max(0.0, high - low) / std::min(legs[i].speed, convoys[c].speed);
      }
      flow[c].push_back(hours);
      kept[c].push_back(std::exp(hours / memory));
      hazard[c] += segment.length * legs[static_cast<std::size_t>(segment.leg)].background * factors[1];
    }
  }

  [[nodiscard]] std::vector<std::pair<int, double>> weigh(const Group& group, int home, bool patrols) const {
    std::vector<std::pair<int, double>> list;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const Leg& leg = legs[static_cast<std::size_t>(segments[i].leg)];
      const double d = nearer_end(segments[i], home);
      const double inside = node[static_cast<std::size_t>(home)] - segments[i].from;
      if (d <= group.range + 1e-9 || (inside >= 0 && inside <= segments[i].length)) {
        const double visits = patrols && leg.patrolled ? 2 : 0;
        list.emplace_back(static_cast<int>(i),
                          segments[i].length * std::exp(leg.cover - d / group.range - 0.3 * visits));
      }
    }
    return list;
  }
};

}  // namespace karakoram
