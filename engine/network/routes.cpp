#include "network/routes.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <span>
#include <utility>

#include "base/check.hpp"
#include "network/dijkstra.hpp"

namespace convoyrisk::network {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

/// The network as a convoy with a given speed finds it.
class Drive {
 public:
  Drive(const Graph& graph, double convoy_speed_kmh) : graph_(graph) {
    hours_.reserve(graph.links().size());
    for (const Link& link : graph.links()) {
      hours_.push_back(link.length_km / std::min(link.speed_kmh, convoy_speed_kmh));
      all_hours_ += hours_.back();
    }
  }

  /// Of all roads together: no way takes longer.
  [[nodiscard]] double all_hours() const { return all_hours_; }

  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] double hours(RoadId road) const { return hours_[road.index()]; }

  /// Time to leave a node by an exit, or to come in by it from its far end; infinite against a oneway road.
  [[nodiscard]] double hours_out(const Exit& exit) const { return hours(exit.road, exit.forward); }
  [[nodiscard]] double hours_in(const Exit& exit) const { return hours(exit.road, !exit.forward); }

 private:
  [[nodiscard]] double hours(RoadId road, bool forward) const {
    return forward || !graph_.link(road).oneway ? hours(road) : never;
  }

  const Graph& graph_;
  std::vector<double> hours_;  // by road
  double all_hours_ = 0;
};

/// Least time in hours from each node to the target through nodes that are not closed; infinite from closed nodes, and
/// where it is above the limit.
class TimeToGo {
 public:
  TimeToGo(const Drive& drive, NodeId target, std::span<const NodeId> closed, double limit_h = never)
      : drive_(&drive),
        limit_h_(limit_h),
        hours_(drive.graph().node_count(), never),
        closed_(drive.graph().node_count()) {
    for (const NodeId node : closed) {
      closed_[node.index()] = true;
    }
    spread_from(target, 0);
  }

  [[nodiscard]] double via(const Exit& exit) const { return drive_->hours_out(exit) + hours_[exit.to.index()]; }

  void open(NodeId node) {
    closed_[node.index()] = false;
    double least = never;
    for (const Exit& exit : drive_->graph().exits(node)) {
      least = std::min(least, via(exit));
    }
    spread_from(node, least);
  }

 private:
  void spread_from(NodeId node, double hours) {
    hours_[node.index()] = hours;
    Frontier frontier;
    frontier.emplace(hours, node);
    const auto hours_in = [this](const Exit& exit) {
      return closed_[exit.to.index()] ? never : drive_->hours_in(exit);
    };
    spread(drive_->graph(), hours_, frontier, hours_in, limit_h_);
  }

  const Drive* drive_;
  double limit_h_;
  std::vector<double> hours_;  // by node
  std::vector<bool> closed_;   // by node
};

/// All routes that begin with the first `kept` steps of `route` and do not go on with a barred road. Branches of one
/// search have no route in common (Lawler 1972).
struct Branch {
  Route route;  ///< of those within equal_time_h of the branch's fastest, the first in lexicographic order
  std::size_t kept = 0;
  std::vector<RoadId> barred;
  double fastest_h = 0;
};

bool comes_before(const Route& a, const Route& b) {
  return std::ranges::lexicographical_compare(a.steps, b.steps, {}, &Step::road, &Step::road);
}

bool contains(std::span<const RoadId> roads, RoadId road) { return std::ranges::find(roads, road) != roads.end(); }

/// Each pass takes the first of the remaining routes, from the branch that holds it, and splits what is left of that
/// branch. "Equal to equal_time_h" is not transitive; it is read as: equal to the fastest of the remaining routes.
class Search {
 public:
  Search(const Graph& graph, NodeId from, NodeId to, double convoy_speed_kmh)
      : drive_(graph, convoy_speed_kmh), from_(from), to_(to) {}

  [[nodiscard]] std::vector<Route> run(std::size_t count) {
    std::vector<Route> routes;
    if (count == 0) {
      return routes;
    }
    if (from_ == to_) {
      return {Route{}};
    }
    add_branch({}, {}, first_times_to_go());
    while (!branches_.empty()) {
      Branch branch = take_next();
      routes.push_back(branch.route);
      if (routes.size() == count) {
        break;
      }
      split(branch);
    }
    return routes;
  }

 private:
  /// As far as the fastest route needs them: it is mostly a small part of a large network. The limit begins with the
  /// time of some roads and is doubled until it holds all routes that count as equal.
  [[nodiscard]] TimeToGo first_times_to_go() const {
    constexpr double roads_at_first = 16;
    const double road_h =
        drive_.all_hours() / static_cast<double>(std::max<std::size_t>(drive_.graph().links().size(), 1));
    for (double limit_h = roads_at_first * road_h; limit_h < drive_.all_hours(); limit_h *= 2) {
      TimeToGo to_go(drive_, to_, std::span(&from_, 1), limit_h);
      if (least_time(from_, {}, to_go) + 2 * equal_time_h < limit_h) {
        return to_go;
      }
    }
    return {drive_, to_, std::span(&from_, 1)};
  }

  /// The nodes that the steps leave, and the one they end at.
  [[nodiscard]] std::vector<NodeId> nodes_of(std::span<const Step> steps) const {
    std::vector<NodeId> nodes = {from_};
    for (const Step& step : steps) {
      const Link& link = drive_.graph().link(step.road);
      nodes.push_back(step.forward ? link.to : link.from);
    }
    return nodes;
  }

  [[nodiscard]] double hours_of(std::span<const Step> steps) const {
    double hours = 0;
    for (const Step& step : steps) {
      hours += drive_.hours(step.road);
    }
    return hours;
  }

  /// Adds the branch unless it is empty. `to_go` has the nodes of `kept` closed.
  void add_branch(std::span<const Step> kept, std::vector<RoadId> barred, const TimeToGo& to_go) {
    const double left_h = least_time(nodes_of(kept).back(), barred, to_go);
    if (left_h < never) {
      Route route = complete(kept, barred, to_go, left_h + equal_time_h);
      branches_.push_back({std::move(route), kept.size(), std::move(barred), hours_of(kept) + left_h});
    }
  }

  /// Least time to the target from a node by a road that is not barred.
  [[nodiscard]] double least_time(NodeId node, std::span<const RoadId> barred, const TimeToGo& to_go) const {
    double least = never;
    for (const Exit& exit : drive_.graph().exits(node)) {
      if (!contains(barred, exit.road)) {
        least = std::min(least, to_go.via(exit));
      }
    }
    return least;
  }

  /// The first route in lexicographic order that begins with `kept`, avoids the barred roads at its end and takes at
  /// most `limit_h` from there: at each node the first road by which the rest can still be done in time. `to_go` has
  /// the nodes of `kept` closed.
  [[nodiscard]] Route complete(std::span<const Step> kept, std::span<const RoadId> barred, TimeToGo to_go,
                               double limit_h) const {
    Route route{{kept.begin(), kept.end()}, 0};
    NodeId node = nodes_of(kept).back();
    while (node != to_) {
      const auto exits = drive_.graph().exits(node);
      if (may_turn_back(exits)) {  // the times to go must then leave out the nodes of the way so far
        to_go = TimeToGo(drive_, to_, nodes_of(route.steps));
      }
      limit_h = std::max(limit_h, least_time(node, barred, to_go));  // lest rounding leave no way on
      const auto next = std::ranges::find_if(
          exits, [&](const Exit& exit) { return to_go.via(exit) <= limit_h && !contains(barred, exit.road); });
      CONVOYRISK_ASSERT(next != exits.end());
      limit_h -= drive_.hours(next->road);
      route.steps.push_back({next->road, next->forward});
      node = next->to;
    }
    route.hours = hours_of(route.steps);
    return route;
  }

  /// Whether a round trip from here may be so short that it fits the limit: only roads that take no more than
  /// equal_time_h (twice that, to be safe from rounding) can make it up.
  [[nodiscard]] bool may_turn_back(std::span<const Exit> exits) const {
    return std::ranges::any_of(exits, [&](const Exit& exit) { return drive_.hours(exit.road) <= 2 * equal_time_h; });
  }

  /// The first, in lexicographic order, of the remaining routes that are within equal_time_h of their fastest.
  [[nodiscard]] Branch take_next() {
    const double limit_h = std::ranges::min(branches_, {}, &Branch::fastest_h).fastest_h + equal_time_h;
    Route first;
    auto best = branches_.end();
    for (auto branch = branches_.begin(); branch != branches_.end(); ++branch) {
      if (branch->fastest_h > limit_h) {
        continue;
      }
      Route route = first_within(*branch, limit_h);
      if (best == branches_.end() || comes_before(route, first)) {
        first = std::move(route);
        best = branch;
      }
    }
    std::iter_swap(best, std::prev(branches_.end()));
    Branch taken = std::move(branches_.back());
    branches_.pop_back();
    taken.route = std::move(first);
    return taken;
  }

  /// The branch's first route within a limit that is no later than the one its own route was found with.
  [[nodiscard]] Route first_within(const Branch& branch, double limit_h) const {
    if (branch.route.hours <= limit_h) {
      return branch.route;
    }
    const auto kept = std::span(branch.route.steps).first(branch.kept);
    return complete(kept, branch.barred, TimeToGo(drive_, to_, nodes_of(kept)), limit_h - hours_of(kept));
  }

  /// Puts what is left of a branch without its route into new branches, one for each node where a route can leave it.
  /// From the last such node to the first, so that the times to go change only by opening one node more.
  void split(const Branch& branch) {
    const std::span<const Step> steps = branch.route.steps;
    const std::vector<NodeId> nodes = nodes_of(steps);
    TimeToGo to_go(drive_, to_, std::span(nodes).first(steps.size()));
    for (std::size_t kept = steps.size(); kept-- > branch.kept;) {
      std::vector<RoadId> barred = kept == branch.kept ? branch.barred : std::vector<RoadId>{};
      barred.push_back(steps[kept].road);
      add_branch(steps.first(kept), std::move(barred), to_go);
      to_go.open(nodes[kept]);
    }
  }

  Drive drive_;
  NodeId from_;
  NodeId to_;
  std::vector<Branch> branches_;
};

}  // namespace

std::vector<Route> fastest_routes(const Graph& graph, NodeId from, NodeId to, double convoy_speed_kmh,
                                  std::size_t count) {
  return Search(graph, from, to, convoy_speed_kmh).run(count);
}

}  // namespace convoyrisk::network
