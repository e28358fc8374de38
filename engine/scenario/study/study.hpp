#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "scenario/text/changed.hpp"
#include "scenario/text/document.hpp"
#include "scenario/text/problems.hpp"
#include "scenario/variation/sweep.hpp"
#include "scenario/variation/uncertainty.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::scenario {

/// A parameter of a sweep.
struct SweptParameter {
  std::string path;
  std::vector<std::string> values;  ///< by point, each YAML on one line
};

/// A quantity that is not known and drawn.
struct UncertainParameter {
  std::string path;
  std::vector<std::string> also;     ///< further paths that hold the same value
  bool is_number = true;             ///< false: a choice of something else
  std::string unit;                  ///< of the numbers: "1", "h", "km", "km/h", "1/h" or "1/km"; "" without
  std::vector<std::string> choices;  ///< of a choice, each YAML on one line
  bool in_table = false;             ///< drawn together with the others of the table
};

/// A scenario and what a run varies in it: the points of a sweep, the draws of uncertain parameters. Immutable: any
/// number of threads may ask it at once.
class Study {
 public:
  /// What reading gives.
  struct Parts {
    spec::Scenario base;
    Node tree;         ///< what `base` was read from: the network inlined, without `sweep` and `uncertainty`
    Problems sources;  ///< holds no problem, but names the sources of the nodes
    Sweep sweep;
    Uncertainty uncertainty;
    std::vector<std::string> warnings;
    std::string source_text;
    std::string network_file;  ///< where the network was read from; empty where the scenario holds it
  };
  explicit Study(Parts parts);

  /// The scenario as the file has it, with its overrides: no sweep, no draw.
  [[nodiscard]] const spec::Scenario& base() const { return parts_.base; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return parts_.warnings; }
  /// Warnings of what is drawn under some of these policies, and fixed under others.
  [[nodiscard]] std::vector<std::string> warnings_of_draws(const std::vector<PolicyId>& policies) const;
  /// Throws InputErrors where `run.precision` names a policy that is not among these.
  void check_precision_of(const std::vector<PolicyId>& policies) const;
  [[nodiscard]] const std::string& source_text() const { return parts_.source_text; }

  /// At least 1, which is the number without a sweep.
  [[nodiscard]] std::size_t point_count() const { return parts_.sweep.point_count(); }
  [[nodiscard]] const std::vector<SweptParameter>& swept() const { return swept_; }

  /// 0 without uncertain parameters.
  [[nodiscard]] std::size_t draw_count() const { return static_cast<std::size_t>(parts_.uncertainty.draws); }
  /// Replications of each draw and policy.
  [[nodiscard]] std::int64_t inner() const { return parts_.uncertainty.inner; }
  [[nodiscard]] const std::vector<UncertainParameter>& uncertain() const { return uncertain_; }
  /// Rows of the table of parameters that are drawn together; 0 without.
  [[nodiscard]] std::size_t table_rows() const { return parts_.uncertainty.table.weights.size(); }
  /// The value of a parameter in a draw, in the parameter's unit; its index where it is no number. It depends on
  /// run.seed, the draw and the path of the parameter, and on the other parameters only where they are correlated.
  [[nodiscard]] double drawn(std::size_t draw, std::size_t parameter) const;
  /// The same of all parameters.
  [[nodiscard]] std::vector<double> drawn(std::size_t draw) const;
  /// The value that the parameter does not exceed with this probability, strictly between 0 and 1; likewise.
  [[nodiscard]] double quantile(std::size_t parameter, double probability) const;

  /// The scenario of a point and a draw: the values in their places, read and checked. Without uncertain parameters
  /// the draw is not looked at. Throws InputErrors.
  [[nodiscard]] spec::Scenario scenario(std::size_t point, std::size_t draw) const;
  /// Takes the scenario of a point and a draw.
  using Take = std::function<void(std::size_t point, std::size_t draw, spec::Scenario&& scenario)>;
  /// Makes and checks the scenario of every point and draw, for before the first replication; hands them on, draw after
  /// draw of a point and point after point. Throws InputErrors, with one error for each path that is wrong in any of
  /// them.
  void check_all(const Take& take = {}) const;
  /// Single values that the scenario holds in the file and its network, by which its memory goes.
  [[nodiscard]] std::size_t value_count() const;

  /// The study as YAML, every default written out, the network and the table inlined, but without how much is
  /// simulated: `run.replications` and `uncertainty.draws`, which stays where a table is: which row a draw takes hangs
  /// on how many there are. Reading it with the draws gives an equal study. Where values vary, a default that follows
  /// from another value (a roster, the length of a road) is not written where the file does not hold it.
  [[nodiscard]] std::string resolved_yaml() const;

  /// The scenario as written, without sweep and uncertainty, as JSON for other programs: every default written out, the
  /// network inlined, `network.file` the file it was read from, every value a text.
  [[nodiscard]] std::string json() const;

 private:
  /// What stands in a point and a draw where the scenario varies.
  [[nodiscard]] NewValues new_values(std::size_t point, std::size_t draw) const;
  /// The scenario of a point and a draw; what is wrong is added to `problems`.
  [[nodiscard]] spec::Scenario make(std::size_t point, std::size_t draw, Problems& problems) const;
  [[nodiscard]] Problems::Problem explained(const Problems::Problem& problem, std::size_t point,
                                            std::size_t draw) const;

  Parts parts_;
  std::vector<SweptParameter> swept_;
  std::vector<UncertainParameter> uncertain_;
};

}  // namespace convoyrisk::scenario
