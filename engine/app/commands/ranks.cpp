#include "app/commands/ranks.hpp"

#include <utility>

namespace convoyrisk::app {

struct Ranks::Job {};

Ranks::Ranks() = default;
Ranks::~Ranks() = default;

bool Ranks::shares_runs() { return false; }

bool Ranks::first() const { return true; }

int Ranks::execute(const std::function<int()>& command) { return command(); }

experiment::Results Ranks::simulate(const RunInput& input, const results::Identity& /*identity*/, int threads,
                                    experiment::Begun begun, std::int64_t end_block,
                                    const experiment::Observer& observer, const std::atomic<bool>& stop) {
  return run_experiment(input.plan(), input.worlds(), threads, input.keep(), std::move(begun), end_block, observer,
                        &stop);
}

std::vector<std::int64_t> Ranks::blocks() const { return {}; }

void Ranks::help(const RunInput& /*input*/, const results::Identity& /*identity*/, int /*threads*/) {}

}  // namespace convoyrisk::app
