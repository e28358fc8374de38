#include "app/text/tail_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"
#include "base/printable.hpp"

namespace convoyrisk::app {
namespace {

using experiment::PolicyTail;
using experiment::TailResults;
using stats::WeightedEstimate;

/// Estimates with a lesser effective size are guesses, and mostly too low: they are not printed.
constexpr double least_effective = 5;

/// 1, 2, 5, then every ten up to 100, every hundred up to 1000, and so on.
std::vector<std::size_t> shown_totals(const PolicyTail& policy) {
  std::vector<std::size_t> totals{1, 2, 5};
  for (std::size_t step = 10; step < policy.killed_total.size(); step *= 10) {
    for (std::size_t total = step; total < std::min(10 * step, policy.killed_total.size()); total += step) {
      totals.push_back(total);
    }
  }
  std::erase_if(totals, [&](std::size_t total) { return total >= policy.killed_total.size(); });
  return totals;
}

std::string scientific(double value) { return fmt::format("{:.2e}", value); }

/// A chance in percent as far as that reads well.
std::string chance(double value) { return value < 1e-3 ? scientific(value) : fmt::format("{:.4f}", value); }

std::string with_mark(const WeightedEstimate& found, std::int64_t replications) {
  return fmt::format("{:>10} {:>9}{}", grouped(found.effective_size), percent(found.largest_share),
                     experiment::is_doubtful(found, replications) ? " *" : "");
}

std::string policy_table(const PolicyTail& policy, const TailHeading& heading) {
  const std::int64_t n = policy.killed_total.count();
  const stats::Estimate weight = policy.killed_total.mean_weight(heading.confidence).estimate;
  const std::string chosen = policy.choice.dead > 0 ? fmt::format("tilts chosen for {} dead", policy.choice.dead)
                                                    : "no tilt: the pilot met no death";
  std::string text = wrapped(
      fmt::format("\"{}\": {}; mean weight {}", policy.name, chosen, with_half_width(weight.mean, weight.interval)),
      page_width);
  text +=
      fmt::format("{:>14} {:>10} {:>25} {:>10} {:>9}\n", "dead at least", "chance", "interval", "effective", "largest");
  for (const std::size_t total : shown_totals(policy)) {
    const WeightedEstimate found = policy.exceedance(total, heading.confidence);
    if (found.effective_size < least_effective) {
      break;
    }
    const stats::Interval& interval = found.estimate.interval;
    text += fmt::format("{:>14} {:>10} {:>25} {}\n", total, chance(found.estimate.mean),
                        fmt::format("[{}, {}]", chance(interval.low), chance(interval.high)), with_mark(found, n));
  }
  text += fmt::format("{:>14} {:>10} {:>25}\n", "in the worst", "dead", "mean dead");
  for (const double level : experiment::risk_levels) {
    const WeightedEstimate found = policy.killed_total.conditional_value_at_risk(level, heading.confidence);
    text += fmt::format("{:>14} {:>10} {:>25} {}\n", compact(100 * (1 - level), 3) + " %",
                        fmt::format(">= {}", policy.killed_total.quantile(level)),
                        with_interval(found.estimate.mean, found.estimate.interval), with_mark(found, n));
  }
  return text + "\n";
}

nlohmann::ordered_json estimate_json(const WeightedEstimate& found) {
  return {{"mean", found.estimate.mean},
          {"se", found.estimate.standard_error},
          {"low", found.estimate.interval.low},
          {"high", found.estimate.interval.high},
          {"effective_sample_size", found.effective_size},
          {"largest_weight", found.largest_share}};
}

nlohmann::ordered_json policy_json(const PolicyTail& policy, const TailHeading& heading) {
  nlohmann::ordered_json exceedance = nlohmann::ordered_json::array();
  for (std::size_t total = 0; total < policy.killed_total.size(); ++total) {
    nlohmann::ordered_json entry{{"n", total}};
    entry.update(estimate_json(policy.exceedance(total, heading.confidence)));
    exceedance.push_back(std::move(entry));
  }
  nlohmann::ordered_json risk = nlohmann::ordered_json::array();
  for (const double level : experiment::risk_levels) {
    nlohmann::ordered_json entry{{"level", level}, {"value_at_risk", policy.killed_total.quantile(level)}};
    entry["conditional_value_at_risk"] =
        estimate_json(policy.killed_total.conditional_value_at_risk(level, heading.confidence));
    risk.push_back(std::move(entry));
  }
  return {{"chosen_for", policy.choice.dead},
          {"mean_weight", estimate_json(policy.killed_total.mean_weight(heading.confidence))},
          {"exceedance", exceedance},
          {"risk", risk}};
}

}  // namespace

std::string tail_table(const TailHeading& heading, const TailResults& results) {
  std::string text = wrapped(printable(heading.title), page_width);
  text += wrapped(fmt::format(
                      "Importance sampling of all who are killed in {} days: {} replications of each policy{}, seed "
                      "{}; {} % intervals",
                      compact(heading.horizon_h / 24, 6), grouped(results.replications),
                      heading.complete ? "" : " (interrupted)", heading.seed, compact(100 * heading.confidence)),
                  page_width) +
          "\n";
  bool doubtful = false;
  for (const PolicyTail& policy : results.policies) {
    const std::string table = policy_table(policy, heading);
    doubtful = doubtful || table.find(" *\n") != std::string::npos;
    text += table;
  }
  text += wrapped(
      "effective: as many plain draws of the event would be as certain. largest: the greatest weight's part of "
      "the estimate.",
      page_width);
  if (doubtful) {
    text += wrapped(
        "*: rests on few or uneven weights (effective below 5 % of the replications, or one weight above 10 % of "
        "the sum): its interval may be too narrow. More replications help, or --tail-at near that number.",
        page_width);
  }
  return text;
}

std::string tail_json(const TailHeading& heading, const TailResults& results) {
  nlohmann::ordered_json policies = nlohmann::ordered_json::object();
  for (const PolicyTail& policy : results.policies) {
    policies[policy.name] = policy_json(policy, heading);
  }
  const nlohmann::ordered_json whole{{"scenario", heading.scenario_file},
                                     {"seed", heading.seed},
                                     {"replications", results.replications},
                                     {"complete", heading.complete},
                                     {"confidence", heading.confidence},
                                     {"version", CONVOYRISK_VERSION},
                                     {"tail", policies}};
  return whole.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace convoyrisk::app
