#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "stats/intervals.hpp"

namespace convoyrisk::stats {

/// Estimates of two means from the same units, and the covariance of these estimates.
struct PairedMeans {
  double numerator = 0;
  double denominator = 0;
  double variance_numerator = 0;    ///< of the mean, not of one unit
  double variance_denominator = 0;  ///< of the mean
  double covariance = 0;            ///< of the means
  std::int64_t degrees = 0;         ///< of freedom of the variances: units less 1
};

/// From values of equal, independent units, such as means of whole blocks: at least two, as many of each.
[[nodiscard]] PairedMeans paired_means(std::span<const double> numerators, std::span<const double> denominators);

/// The ratios that Fieller's test does not reject.
struct RatioSet {
  enum class Kind {
    interval,    ///< between the bounds; one of them may be infinite
    complement,  ///< not strictly between the bounds: the denominator may be 0
    everything,  ///< no ratio is rejected: the bounds are infinite
  };
  Kind kind = Kind::everything;
  Interval bounds;

  [[nodiscard]] bool holds(double ratio) const;
};

/// Set of ratios theta = numerator/denominator with (n - theta d)^2 <= t^2 (V_n - 2 theta C + theta^2 V_d), t the
/// two-sided quantile of Student's law (Fieller 1954). It holds the true ratio with this confidence if both means are
/// jointly normal. Bounded just where the denominator's own interval leaves out 0.
[[nodiscard]] RatioSet fieller(const PairedMeans& means, double confidence);

/// A policy against the baseline by deaths averted and by extra cost, as estimated.
enum class Position {
  no_difference,  ///< in deaths: nothing to pay for, whatever it costs
  trade_off,      ///< averts deaths and costs more: the only one with a cost per death averted
  saves_both,     ///< averts deaths and costs no more
  saves_money,    ///< costs less and kills more
  dominated,      ///< kills more and costs no less
};

/// "trade_off", ...: as the result file has it.
[[nodiscard]] std::string_view name_of(Position position);
/// "bounded", "outside" (not between the bounds), "unbounded".
[[nodiscard]] std::string_view name_of(RatioSet::Kind kind);

struct CostPerDeathAverted {
  Position position = Position::no_difference;
  // Of each alone, with this confidence: its interval leaves out 0, or it is the same in all units.
  bool deaths_told = false;
  bool cost_told = false;
  /// Both signs are beyond chance: the intervals of deaths averted and of extra cost leave out 0, together with this
  /// confidence (Bonferroni).
  bool supported = false;
  /// Currency per death averted; of a trade-off whose set is bounded, for else deaths averted may be 0.
  std::optional<double> ratio;
  std::optional<RatioSet> set;  ///< of a trade-off only
};

/// Extra cost (policy minus baseline, currency) is the numerator, deaths averted (baseline minus policy) the
/// denominator, both over the same window.
[[nodiscard]] CostPerDeathAverted cost_per_death_averted(const PairedMeans& means, double confidence);

/// A factor on the baseline's rate of attack, at which a policy just pays.
struct BreakEven {
  double factor = 0;
  RatioSet set;
};

/// Factor f with value_of_life f (deaths averted) = extra cost, for deaths averted in proportion to the rate and a cost
/// that does not depend on it: the cost per death averted over the value of a life. Below 1 the policy pays at the
/// baseline's rate. None but of a trade-off. value_of_life > 0, in the currency of the cost.
[[nodiscard]] std::optional<BreakEven> break_even(const CostPerDeathAverted& cost, double value_of_life);

}  // namespace convoyrisk::stats
