#include "experiment/run/simulate.hpp"

#include <algorithm>
#include <atomic>
#include <utility>

#include "base/stop.hpp"
#include "experiment/run/threads.hpp"
#include "model/history/replication.hpp"

namespace convoyrisk::experiment {
namespace {

/// What a thread keeps from block to block.
class Worker {
 public:
  Worker(const Plan& plan, const Worlds& worlds, const spec::Keep& keep)
      : plan_(plan), worlds_(worlds), keep_(keep), points_(plan.points), results_(plan.policies.size()) {}

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
      points_[point].replication =
          std::make_unique<model::Replication>(*points_[point].world, model::Ask{.severity_law = keep_.severity});
    }
  }

  void simulate(std::size_t point, std::int64_t replication, Block& block) {
    PointSums& sums = block.sums.points[point];
    for (std::size_t i = 0; i < results_.size(); ++i) {
      heed_stop();
      PolicyTotals& totals = block.totals[point * results_.size() + i];
      log_.clear();
      points_[point].replication->run(plan_.policies[i], plan_.seed, static_cast<std::uint64_t>(replication),
                                      results_[i], keep_.events ? &log_ : nullptr);
      sums.policies[i].add(results_[i]);
      totals.add(results_[i], keep_.outcomes);
      if (keep_.events) {
        keep_events(log_, replication, totals.events);
      }
    }
    sums.add(results_, scratch_);
  }

  const Plan& plan_;
  const Worlds& worlds_;
  spec::Keep keep_;
  std::size_t draw_ = 0;
  std::vector<Point> points_;
  std::vector<model::ReplicationResult> results_;  ///< by policy
  std::vector<double> scratch_;
  model::EventLog log_;
};

}  // namespace

void simulate_blocks(const Plan& plan, const Worlds& worlds, int threads, const spec::Keep& keep, const NextBlock& next,
                     const PutBlock& put) {
  std::atomic<bool> failed = false;
  run_on_threads(threads, [&] {
    try {
      Worker worker(plan, worlds, keep);
      for (std::optional<Ticket> ticket; !failed && (ticket = next());) {
        put(worker.simulate(std::move(*ticket)));
      }
    } catch (const Stopped&) {
      // The block under way is dropped; those that are whole were put.
    } catch (...) {
      failed = true;
      throw;
    }
  });
}

double events_of_replication(const Plan& plan, const Worlds& worlds) {
  constexpr std::int64_t most = 16;
  const std::int64_t all = plan.total_replications();
  const std::int64_t count = std::min(most, all);
  model::ReplicationResult result;
  model::EventLog log;
  std::vector<KeptEvent> kept;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t replication = i * all / count;
    const std::int64_t draw = plan.has_draws() ? replication / plan.replications : 0;
    for (std::size_t point = 0; point < plan.points; ++point) {
      const auto world = worlds(point, static_cast<std::size_t>(draw));
      model::Replication history(*world, {.severity_law = false});
      for (const PolicyId policy : plan.policies) {
        heed_stop();
        log.clear();
        history.run(policy, plan.seed, static_cast<std::uint64_t>(replication), result, &log);
        keep_events(log, replication, kept);
      }
    }
  }
  return static_cast<double>(kept.size()) / static_cast<double>(count);
}

}  // namespace convoyrisk::experiment
