#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiment/run/simulate.hpp"
#include "scenario/study/study.hpp"

namespace convoyrisk::api {

/// A study made ready to be run: what is simulated, and the worlds of it. Immutable: any number of threads may ask it
/// at once, and any number of runs.
class CompiledStudy {
 public:
  /// Scenarios are kept from their check to their simulation while they hold no more single values together: about
  /// 60 MB.
  static constexpr std::size_t most_values = 1'000'000;

  /// Makes the worlds that are known beforehand. `replications` take the place of the study's own. Throws InputError
  /// where any world cannot be simulated, and where what is drawn or swept gives no valid scenario.
  CompiledStudy(scenario::Study study, std::vector<PolicyId> policies, std::optional<std::int64_t> replications = {},
                std::size_t values_kept = most_values);

  [[nodiscard]] const scenario::Study& study() const { return study_; }
  [[nodiscard]] const spec::Scenario& scenario() const { return study_.base(); }
  [[nodiscard]] const experiment::Plan& plan() const { return plan_; }
  /// By point of the sweep and draw. Refers to this object.
  [[nodiscard]] experiment::Worlds worlds() const;
  /// The points of the sweep in words; one empty text without.
  [[nodiscard]] std::vector<std::string> point_names() const;

 private:
  /// As study_ would read it anew.
  [[nodiscard]] spec::Scenario scenario_of(std::size_t point, std::size_t draw) const;
  [[nodiscard]] std::shared_ptr<const model::World> drawn_world(std::size_t point, std::size_t draw) const;

  scenario::Study study_;
  experiment::Plan plan_;
  std::vector<spec::Scenario> read_;  ///< the first, draw after draw of a point and point after point
  std::vector<std::shared_ptr<const model::World>> worlds_;  ///< by point, as the scenario has it
};

/// The policies of these names, or all, as ids into the scenario. `told_as` stands before a name in a message. Throws
/// InputError with the nearest right name.
[[nodiscard]] std::vector<PolicyId> policies_named(const spec::Scenario& scenario,
                                                   const std::vector<std::string>& names, const std::string& told_as);

}  // namespace convoyrisk::api
