#pragma once

#include <cstdint>
#include <string>

#include "results/writer.hpp"

namespace convoyrisk::tests {

/// A run that was never simulated: two policies, two days, three legs, and numbers that a reader can compute again.
/// Replication r under policy p has the value (7 r + 3 outcome + 5 p) mod 11 for a count, and that over 8 for the
/// others; on leg l it passed r mod 3 + l segments, and r mod 2 workers were killed there under policy 0.
struct Sample {
  explicit Sample(std::int64_t replications = 600);

  /// Makes the summary again, after a change.
  void summarise();

  /// From now on the record has events: of every second replication two under policy 0 and one under policy 1.
  void keep_events();

  [[nodiscard]] results::RunRecord record() const {
    return {scenario, "title: Täler\n", "title: Täler\nseed: 42\n", plan, results, summary, {}, {}};
  }

  spec::Scenario scenario;
  experiment::Plan plan;
  experiment::Results results;
  experiment::Heading heading;
  experiment::Summary summary;
};

}  // namespace convoyrisk::tests
