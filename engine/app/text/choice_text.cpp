#include "app/text/choice_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "api/verdict_words.hpp"
#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"

namespace convoyrisk::app {
namespace {

using experiment::Choice;
using experiment::PointSummary;
using experiment::Summary;
using model::Outcome;

/// Words for a policy without a cost per death averted, as far as its deaths and its cost are told from the baseline's.
std::string position_text(const stats::CostPerDeathAverted& cost) {
  using stats::Position;
  if (!cost.deaths_told || cost.position == Position::trade_off) {
    return "deaths not told";
  }
  if (cost.position == Position::no_difference) {
    return "no difference";
  }
  const bool averts = cost.position == Position::saves_both;
  if (!cost.cost_told) {
    return averts ? "averts, cost not told" : "kills more";
  }
  return averts                                   ? "averts and saves"
         : cost.position == Position::saves_money ? "cheaper, kills more"
                                                  : "dearer, kills more";
}

std::string cost_text(const std::optional<experiment::Payment>& payment) {
  if (!payment) {
    return "-";
  }
  const stats::CostPerDeathAverted& cost = payment->cost;
  return cost.ratio ? with_interval(*cost.ratio, cost.set->bounds) : position_text(cost);
}

/// A chance that rests on differences without an interval is not shown.
std::string best_text(const Choice& choice, std::size_t policy) {
  const auto unknown = [&](std::size_t i) {
    return choice.policies[i].side == experiment::Side::not_told &&
           !std::isfinite(choice.policies[i].against_baseline.low);
  };
  if (!choice.policies[policy].eligible) {
    return "-";
  }
  for (std::size_t i = 1; i < choice.policies.size(); ++i) {
    if (unknown(i) && (policy == 0 || policy == i)) {
      return "?";
    }
  }
  return chance(choice.policies[policy].probability_best);
}

std::string break_even_text(const std::optional<experiment::Payment>& payment) {
  return payment && payment->break_even ? rounded(payment->break_even->factor) + " x" : "-";
}

std::string worst(const experiment::PolicySummary& policy, std::size_t level) {
  const std::size_t killed = *experiment::tail_index(Outcome::killed_total);
  return rounded(policy.tails[killed * experiment::tail_levels.size() + level].cvar);
}

std::string regret_text(const experiment::Standing& standing, double years) {
  if (!standing.over_draws) {
    return "-";
  }
  const experiment::ChoiceOverDraws& draws = *standing.over_draws;
  if (draws.regret_interval.low > 0 || draws.regret_interval.high == 0) {
    return rounded(draws.mean_regret / years);
  }
  return std::isfinite(draws.regret_interval.high) ? "< " + rounded(draws.regret_interval.high / years) : "?";
}

}  // namespace

std::string choice_table(const Summary& summary, const PointSummary& point, std::size_t name_width) {
  if (point.policies.size() < 2) {
    return "";
  }
  const bool draws = summary.draws > 0;
  const bool pays = summary.question.value_of_life.has_value();
  const Choice& choice = point.choices.front();
  const std::string& currency = summary.heading.currency;
  const std::string title = fmt::format(
      "By {} in these {} days. The chance to be best is the certainty of this simulation, for the scenario "
      "as it is written.",
      choice.outcome == Outcome::killed_total ? "killed" : api::title_of(choice.outcome),
      compact(summary.heading.horizon_h / 24, 6));
  std::vector<std::string> upper{"", "chance to", currency.empty() ? "cost per" : currency + " per", "worst 5 %",
                                 "worst 1 %"};
  std::vector<std::string> lower{"", "be best", "death averted", "mean dead", "mean dead"};
  if (draws) {
    upper.emplace_back("regret");
    lower.emplace_back("a year");
  }
  if (pays) {
    upper.emplace_back("pays from");
    lower.emplace_back("attacks");
  }
  TextTable table(name_width, upper);
  table.add(lower);
  for (std::size_t i = 0; i < point.policies.size(); ++i) {
    const experiment::Standing& standing = choice.policies[i];
    std::vector<std::string> row{point.policies[i].name, best_text(choice, i), cost_text(point.payments[i]),
                                 worst(point.policies[i], 0), worst(point.policies[i], 1)};
    if (draws) {
      row.push_back(regret_text(standing, summary.heading.horizon_h / hours_per_year));
    }
    if (pays) {
      row.push_back(break_even_text(point.payments[i]));
    }
    table.add(row);
  }
  return wrapped(title, page_width) + table.text();
}

std::string verdict(const Summary& summary, const PointSummary& point, const Choice& choice) {
  const std::string words = api::verdict_words(summary, point, choice);
  return words.empty() ? "" : wrapped(words, page_width) + "\n";
}

std::string selection_text(const Summary& summary) {
  if (!summary.selected) {
    return "";
  }
  const stats::SelectionVerdict& verdict = summary.selected->verdict;
  const PointSummary& point = summary.points.front();
  std::string text = verdict.decided
                         ? fmt::format("Selected: \"{}\". {}", point.policies[*verdict.winner].name, verdict.guarantee)
                         : fmt::format("Nothing is selected: after {} blocks {} are still in question. {}",
                                       verdict.blocks, api::names_of(point, verdict.survivors), verdict.guarantee);
  const auto skewed = std::ranges::max(verdict.skewness, {}, [](double skewness) { return std::abs(skewness); });
  text += fmt::format(" The indifference is per {} days, the horizon.", compact(summary.heading.horizon_h / 24, 6));
  text += fmt::format(" Skewness of block means: at most {:.2f}.", std::abs(skewed));
  if (std::abs(skewed) > 1) {
    text += " Above 1 they are not near enough to normal for the guarantee.";
  }
  return wrapped(text, page_width) + "\n";
}

std::string work_notes(const PointSummary& point) {
  const auto delivered = [](const experiment::PolicySummary& policy) {
    return policy.outcomes[static_cast<std::size_t>(Outcome::workers_delivered)].estimate.mean;
  };
  std::string text;
  for (std::size_t i = 0; i < point.policies.size(); ++i) {
    if (!point.choices.front().policies[i].eligible) {
      text += wrapped(
          fmt::format("Not compared: \"{}\" delivers only {} of the baseline's workers.", point.policies[i].name,
                      percent(delivered(point.policies[i]) / delivered(point.policies.front()))),
          page_width);
    }
  }
  if (point.policies.size() > 1 &&
      std::ranges::none_of(point.payments, [](const auto& paid) { return paid.has_value(); })) {
    text += wrapped(
        "No cost per death averted: that wants two replications, and a file that tells how costs go with deaths (one "
        "of "
        "an older program does not).",
        page_width);
  }
  return text.empty() ? "" : text + "\n";
}

}  // namespace convoyrisk::app
