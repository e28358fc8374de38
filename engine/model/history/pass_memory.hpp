#pragma once

#include <cstddef>
#include <vector>

namespace convoyrisk::model {

/// Departures on one route, and what is worked out from them as it is asked for.
struct PassLog {
  std::vector<double> departures_h;       ///< in order of time
  std::vector<std::vector<double>> sums;  ///< by memory: PassMemory's S(k), as far as it has been asked for
  std::size_t passed = 0;                 ///< how many departures had passed where and when it was last asked about

  void clear(std::size_t memory_count);
};

/// What groups remember of convoys' passes (docs/model.md, 3.3), kept by route and departure instead of by segment: a
/// segment's memory is the sum over the routes through it of S(k) * exp(-(t - flow - departure_k)/memory), k the last
/// departure whose pass lies before t and S(k) = sum over i <= k of exp(-(departure_k - departure_i)/memory).
class PassMemory {
 public:
  void reset(std::size_t route_count, const std::vector<double>& memories_h);

  /// A trip sets out on a route. Times must not decrease.
  void record(std::size_t route, double departure_h) { own_[route].departures_h.push_back(departure_h); }
  /// All departures on a route, those that lie ahead too, are in this log until the next reset.
  void use(std::size_t route, PassLog& log) { logs_[route] = &log; }

  /// Memory at t of the place that lies `flow_h` free-flow hours along the route. `memory` is an index into memories_h.
  double level(std::size_t memory, std::size_t route, double flow_h, double t_h);
  /// Bounds of level over all places from `first_h` to `last_h` along the route, first_h <= last_h.
  double upper_bound(std::size_t memory, std::size_t route, double first_h, double last_h, double t_h);
  double lower_bound(std::size_t memory, std::size_t route, double first_h, double last_h, double t_h);
  /// The time of one remembered pass, drawn in proportion to what is left of it. level() must be above 0.
  double draw_pass(std::size_t memory, std::size_t route, double flow_h, double t_h, double uniform);

 private:
  /// How many departures passed the place before t.
  [[nodiscard]] static std::size_t passed(PassLog& log, double flow_h, double t_h);
  /// The same, found in the list itself.
  [[nodiscard]] static std::size_t search(const std::vector<double>& list, double flow_h, double t_h);
  /// Sum over the first `count` departures of what is left at t of their passes of the place at `flow_h`.
  double left(std::size_t memory, PassLog& log, std::size_t count, double flow_h, double t_h);

  std::vector<double> memories_h_;
  std::vector<PassLog> own_;    ///< by route: what is recorded
  std::vector<PassLog*> logs_;  ///< by route
};

}  // namespace convoyrisk::model
