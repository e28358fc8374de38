#include "app/choice_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/number_format.hpp"
#include "app/text_table.hpp"

namespace convoyrisk::app {
namespace {

using experiment::Choice;
using experiment::PointSummary;
using experiment::Summary;
using model::Outcome;

std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += fmt::format("{}\"{}\"", i == 0 ? "" : (i + 1 < names.size() ? ", " : " and "), names[i]);
  }
  return text;
}

std::string names_of(const PointSummary& point, const std::vector<std::size_t>& policies) {
  std::vector<std::string> names;
  for (const std::size_t policy : policies) {
    names.push_back(point.policies[policy].name);
  }
  return quoted(names);
}

std::string cost_text(const std::optional<experiment::Payment>& payment) {
  using stats::Position;
  if (!payment) {
    return "-";
  }
  const stats::CostPerDeathAverted& cost = payment->cost;
  switch (cost.position) {
    case Position::trade_off:
      return cost.set->kind == stats::RatioSet::Kind::interval ? with_interval(*cost.ratio, cost.set->bounds)
                                                               : rounded(*cost.ratio) + " [no bound]";
    case Position::saves_both:
      return "averts and saves";
    case Position::saves_money:
      return "cheaper, kills more";
    case Position::dominated:
      return "dearer, averts none";
    case Position::no_difference:
      break;
  }
  return "no difference";
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

/// Policies other than the baseline whose interval lies below, above or across 0.
struct Sides {
  std::vector<std::size_t> below;
  std::vector<std::size_t> above;
  std::vector<std::size_t> across;
};

Sides sides(const Choice& choice) {
  Sides found;
  for (std::size_t i = 1; i < choice.policies.size(); ++i) {
    const stats::Interval& interval = choice.policies[i].against_baseline;
    if (choice.policies[i].eligible) {
      (interval.high < 0 ? found.below : interval.low > 0 ? found.above : found.across).push_back(i);
    }
  }
  return found;
}

std::string best_sentence(const Summary& summary, const PointSummary& point, const Choice& choice,
                          const std::string& least) {
  if (choice.winner) {
    return fmt::format("{} with \"{}\": shown against every other policy, at {} for all pairs together. ", least,
                       point.policies[*choice.winner].name, percent(summary.question.confidence, 0));
  }
  return choice.in_question.size() < 2 ? ""
                                       : fmt::format("No policy is shown to be best: {} are not told apart. ",
                                                     names_of(point, choice.in_question));
}

}  // namespace

std::string title_of(Outcome outcome) {
  if (outcome == Outcome::killed_total) {
    return "Killed";
  }
  std::string name(model::outcome_infos()[static_cast<std::size_t>(outcome)].name);
  std::ranges::replace(name, '_', ' ');
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
}

std::string choice_table(const Summary& summary, const PointSummary& point, std::size_t name_width) {
  if (point.policies.size() < 2) {
    return "";
  }
  const bool draws = summary.draws > 0;
  const bool pays = summary.question.value_of_life.has_value();
  const Choice& choice = point.choices.front();
  const std::string& currency = summary.heading.currency;
  std::vector<std::string> upper{"", "chance to", currency.empty() ? "cost per" : currency + " per", "dead in the",
                                 "dead in the"};
  std::vector<std::string> lower{
      fmt::format("By {}", title_of(choice.outcome) == "Killed" ? "killed" : title_of(choice.outcome)), "be best",
      "death averted", "worst 5 %", "worst 1 %"};
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
    std::vector<std::string> row{point.policies[i].name, standing.eligible ? percent(standing.probability_best) : "-",
                                 cost_text(point.payments[i]), worst(point.policies[i], 0),
                                 worst(point.policies[i], 1)};
    if (draws) {
      row.push_back(regret_text(standing, summary.heading.horizon_h / hours_per_year));
    }
    if (pays) {
      row.push_back(break_even_text(point.payments[i]));
    }
    table.add(row);
  }
  return table.text();
}

std::string verdict(const Summary& summary, const PointSummary& point, const Choice& choice) {
  if (point.policies.size() < 2) {
    return "";
  }
  const bool killed = choice.outcome == Outcome::killed_total;
  const std::string what = title_of(choice.outcome);
  const std::string& baseline = point.policies.front().name;
  const Sides found = sides(choice);
  std::string text;
  if (!found.below.empty()) {
    text += fmt::format("{} than under \"{}\" with {}. ", killed ? "Fewer are killed" : what + ": less", baseline,
                        names_of(point, found.below));
  }
  if (!found.above.empty()) {
    text += fmt::format("{} with {}. ", killed ? "More are killed" : what + ": more", names_of(point, found.above));
  }
  if (!found.across.empty()) {
    text += fmt::format("{}These replications do not tell {} from \"{}\". ", killed ? "" : what + ": ",
                        names_of(point, found.across), baseline);
  }
  text += best_sentence(summary, point, choice, killed ? "Fewest are killed" : what + ": least");
  return wrapped(text, page_width) + "\n";
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
                                       verdict.blocks, names_of(point, verdict.survivors), verdict.guarantee);
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
    text += wrapped("No cost per death averted: its interval wants two whole blocks of replications.", page_width);
  }
  return text.empty() ? "" : text + "\n";
}

}  // namespace convoyrisk::app
