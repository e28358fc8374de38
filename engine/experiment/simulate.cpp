#include "experiment/simulate.hpp"

#include <utility>

#include "experiment/threads.hpp"
#include "model/replication.hpp"

namespace convoyrisk::experiment {
namespace {

/// What a thread keeps from block to block.
class Worker {
 public:
  Worker(const Plan& plan, const Worlds& worlds, bool keep_values)
      : plan_(plan), worlds_(worlds), keep_values_(keep_values), points_(plan.points), results_(plan.policies.size()) {}

  [[nodiscard]] Block simulate(Ticket&& ticket) {
    const Plan::Range range = plan_.range(ticket.index);
    Block block{ticket.index, 0, std::move(ticket.begun), {}};
    begin(block);
    set_draw(range.draw);
    for (std::int64_t replication = range.first + block.sums.replications; replication < range.end; ++replication) {
      for (std::size_t point = 0; point < points_.size(); ++point) {
        simulate(point, replication, block);
      }
      ++block.added;
    }
    block.sums.replications += block.added;
    return block;
  }

 private:
  struct Point {
    std::shared_ptr<const model::World> world;
    std::unique_ptr<model::Replication> replication;
  };

  void begin(Block& block) const {
    const std::size_t policies = plan_.policies.size();
    block.totals.resize(points_.size() * policies);
    if (block.sums.points.empty()) {
      block.sums.points.assign(points_.size(), {OutcomeMoments(policies), std::vector<PolicySums>(policies)});
    }
  }

  void set_draw(std::size_t draw) {
    if (points_.front().world != nullptr && draw == draw_) {
      return;
    }
    draw_ = draw;
    for (std::size_t point = 0; point < points_.size(); ++point) {
      points_[point].replication.reset();  // it refers to the world before
      points_[point].world = worlds_(point, draw);
      points_[point].replication = std::make_unique<model::Replication>(*points_[point].world);
    }
  }

  void simulate(std::size_t point, std::int64_t replication, Block& block) {
    PointSums& sums = block.sums.points[point];
    for (std::size_t i = 0; i < results_.size(); ++i) {
      points_[point].replication->run(plan_.policies[i], plan_.seed, static_cast<std::uint64_t>(replication),
                                      results_[i]);
      sums.policies[i].add(results_[i]);
      block.totals[point * results_.size() + i].add(results_[i], keep_values_);
    }
    sums.moments.add(results_, scratch_);
  }

  const Plan& plan_;
  const Worlds& worlds_;
  bool keep_values_;
  std::size_t draw_ = 0;
  std::vector<Point> points_;
  std::vector<model::ReplicationResult> results_;  ///< by policy
  std::vector<double> scratch_;
};

}  // namespace

void simulate_blocks(const Plan& plan, const Worlds& worlds, int threads, bool keep_values, const NextBlock& next,
                     const PutBlock& put) {
  run_on_threads(threads, [&] {
    Worker worker(plan, worlds, keep_values);
    while (std::optional<Ticket> ticket = next()) {
      put(worker.simulate(std::move(*ticket)));
    }
  });
}

}  // namespace convoyrisk::experiment
