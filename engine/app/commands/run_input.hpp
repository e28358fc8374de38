#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/compiled_study.hpp"
#include "app/commands/scenario_options.hpp"
#include "experiment/run/simulate.hpp"
#include "results/run_record.hpp"
#include "scenario/study/reader.hpp"

namespace convoyrisk::app {

/// A scenario made ready to be run: what is simulated, and what a result file says of it besides numbers.
class RunInput {
 public:
  /// Makes the worlds that are known beforehand. Throws InputError where any of them cannot be simulated, and where
  /// what is drawn or swept gives no valid scenario.
  RunInput(scenario::Study study, std::vector<PolicyId> policies, std::optional<std::int64_t> replications = {});

  [[nodiscard]] const scenario::Study& study() const { return compiled_.study(); }
  [[nodiscard]] const spec::Scenario& scenario() const { return compiled_.scenario(); }
  [[nodiscard]] const experiment::Plan& plan() const { return compiled_.plan(); }
  /// What is simulated: what the file holds, and the law of the dead where only the printed JSON does.
  [[nodiscard]] const spec::Keep& keep() const { return keep_; }
  void ask_for_severity() { keep_.severity = true; }
  /// By point of the sweep and draw. Refers to this object.
  [[nodiscard]] experiment::Worlds worlds() const { return compiled_.worlds(); }

  [[nodiscard]] experiment::Heading heading() const;
  [[nodiscard]] std::vector<results::SweptParameter> swept() const;
  /// With the values of some draws, those of blocks that follow each other.
  [[nodiscard]] std::vector<results::UncertainParameter> uncertain(std::int64_t first_draw, std::size_t draws) const;

 private:
  api::CompiledStudy compiled_;
  spec::Keep keep_;
};

}  // namespace convoyrisk::app
