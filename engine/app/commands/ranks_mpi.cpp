// Takes the place of ranks.cpp in the program convoyrisk-mpi.
#include <csignal>
#include <exception>
#include <utility>

#include "app/commands/commands.hpp"
#include "app/commands/ranks.hpp"
#include "experiment/run/mpi_run.hpp"

namespace convoyrisk::app {

struct Ranks::Job : experiment::MpiJob {};

/// mpirun kills the job one second after SIGINT or SIGTERM, but hands SIGUSR1 on to every rank: there it ends the run
/// like Ctrl-C. Other ranks than the first stop when that tells them to.
Ranks::Ranks() : job_(std::make_unique<Job>()) {
  if (first()) {
    static_cast<void>(std::signal(SIGUSR1, [](int) { static_cast<void>(std::raise(SIGINT)); }));
  } else {
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) {
      static_cast<void>(std::signal(signal, SIG_IGN));
    }
  }
}

Ranks::~Ranks() = default;

bool Ranks::shares_runs() { return true; }

bool Ranks::first() const { return job_->rank() == 0; }

int Ranks::execute(const std::function<int()>& command) {
  if (first()) {
    return command();
  }
  std::exception_ptr failure;
  try {
    static_cast<void>(command());
  } catch (...) {
    failure = std::current_exception();
  }
  job_->leave(failure);
  return success;
}

experiment::Results Ranks::simulate(const RunInput& input, const results::Identity& identity, int threads,
                                    experiment::Begun begun, std::int64_t end_block,
                                    const experiment::Observer& observer, const std::atomic<bool>& stop) {
  const auto objection = [&identity](const std::string& introduction) {
    return difference(identity, results::identity_from_json(introduction));
  };
  return job_->run(input.plan(), input.worlds(), threads, input.keep(), std::move(begun), end_block, observer, &stop,
                   objection);
}

std::vector<std::int64_t> Ranks::blocks() const { return job_->blocks(); }

void Ranks::help(const RunInput& input, const results::Identity& identity, int threads) {
  job_->help(input.plan(), input.worlds(), threads, input.keep(), to_json(identity));
}

}  // namespace convoyrisk::app
