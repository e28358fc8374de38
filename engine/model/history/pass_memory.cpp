#include "model/history/pass_memory.hpp"

#include <algorithm>
#include <cmath>

#include "base/count_before.hpp"

namespace convoyrisk::model {

void PassLog::clear(std::size_t memory_count) {
  departures_h.clear();
  passed = 0;
  sums.resize(memory_count);
  for (auto& of_memory : sums) {
    of_memory.clear();
  }
}

void PassMemory::reset(std::size_t route_count, const std::vector<double>& memories_h) {
  memories_h_ = memories_h;
  own_.resize(std::max(own_.size(), route_count));  // what a history needs no more, another one may
  logs_.resize(route_count);
  for (std::size_t route = 0; route < route_count; ++route) {
    own_[route].clear(memories_h.size());
    logs_[route] = &own_[route];
  }
}

std::size_t PassMemory::passed(PassLog& log, double flow_h, double t_h) {
  // Who chooses asks about many places at one time: few trips are between them.
  const auto& list = log.departures_h;
  const std::size_t last = log.passed;
  if ((last == 0 || list[last - 1] + flow_h < t_h) && (last == list.size() || !(list[last] + flow_h < t_h))) {
    return last;
  }
  log.passed = search(list, flow_h, t_h);
  return log.passed;
}

std::size_t PassMemory::search(const std::vector<double>& list, double flow_h, double t_h) {
  if (list.empty()) {
    return 0;
  }
  // Timetables are nearly even: the place is near where it would be if they were quite.
  const double span_h = list.back() - list.front();
  const double share = span_h > 0 ? (t_h - flow_h - list.front()) / span_h : 0;
  return count_before(list.size(), place_at(share, list.size() - 1) + 1,
                      [&](std::size_t i) { return list[i] + flow_h < t_h; });
}

double PassMemory::left(std::size_t memory, PassLog& log, std::size_t count, double flow_h, double t_h) {
  if (count == 0) {
    return 0;
  }
  const double memory_h = memories_h_[memory];
  std::vector<double>& sums = log.sums[memory];
  if (sums.empty()) {
    sums.reserve(log.departures_h.size());
  }
  while (sums.size() < count) {
    const std::size_t k = sums.size();
    sums.push_back(k == 0 ? 1 : 1 + sums[k - 1] * std::exp((log.departures_h[k - 1] - log.departures_h[k]) / memory_h));
  }
  return sums[count - 1] * std::exp((log.departures_h[count - 1] + flow_h - t_h) / memory_h);
}

double PassMemory::level(std::size_t memory, std::size_t route, double flow_h, double t_h) {
  PassLog& log = *logs_[route];
  return left(memory, log, passed(log, flow_h, t_h), flow_h, t_h);
}

double PassMemory::upper_bound(std::size_t memory, std::size_t route, double first_h, double last_h, double t_h) {
  PassLog& log = *logs_[route];
  const std::size_t past_all = passed(log, last_h, t_h);
  const std::size_t under_way = passed(log, first_h, t_h) - past_all;  // each counts at most 1 anywhere
  return left(memory, log, past_all, last_h, t_h) + static_cast<double>(under_way);
}

double PassMemory::lower_bound(std::size_t memory, std::size_t route, double first_h, double last_h, double t_h) {
  PassLog& log = *logs_[route];
  return left(memory, log, passed(log, last_h, t_h), first_h, t_h);
}

double PassMemory::draw_pass(std::size_t memory, std::size_t route, double flow_h, double t_h, double uniform) {
  PassLog& log = *logs_[route];
  std::size_t k = passed(log, flow_h, t_h);
  left(memory, log, k, flow_h, t_h);
  const std::vector<double>& sums = log.sums[memory];
  // Backwards: of the passes up to k, k itself is drawn with probability 1/S(k).
  while (k > 1 && uniform * sums[k - 1] >= 1) {
    uniform = (uniform * sums[k - 1] - 1) / (sums[k - 1] - 1);
    --k;
  }
  return log.departures_h[k - 1] + flow_h;
}

}  // namespace convoyrisk::model
