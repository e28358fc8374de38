#include "experiment/run/speed.hpp"

#include <chrono>
#include <ctime>
#include <utility>

#include "experiment/run/experiment.hpp"

namespace convoyrisk::experiment {
namespace {

double wall_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Of all threads of the process.
double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Mark {
  double wall = 0;
  double processor = 0;
  std::int64_t replications = 0;
};

}  // namespace

Speed measure_speed(const Plan& plan, const Worlds& worlds, const spec::Keep& keep, int threads, double seconds) {
  Mark begin;
  Mark end;
  std::int64_t blocks = 0;
  std::int64_t replications = 0;
  Observer observer;
  observer.block = [&](const Block& block) {
    ++blocks;
    replications += block.added;
    end = {wall_seconds(), processor_seconds(), replications};
    if (blocks <= threads) {
      begin = end;
    }
  };
  observer.enough = [&](const BlockSums&) {
    return blocks >= std::int64_t{2} * threads && end.wall - begin.wall >= seconds;
  };
  Results results = run_experiment(plan, worlds, threads, keep, no_results(plan, worlds), plan.block_count(), observer);
  const double wall = end.wall - begin.wall;
  const double processor = end.processor - begin.processor;
  const auto done = static_cast<double>(end.replications - begin.replications);
  return {threads, done / wall, processor / done, processor / (wall * threads), std::move(results)};
}

}  // namespace convoyrisk::experiment
