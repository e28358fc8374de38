#include "app/text/choice_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"

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

/// Policies other than the baseline that stand on one side of it. Without an interval: not told for want of events.
std::vector<std::size_t> on_side(const Choice& choice, experiment::Side side, std::optional<bool> has_interval = {}) {
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i < choice.policies.size(); ++i) {
    const experiment::Standing& standing = choice.policies[i];
    if (standing.side == side && has_interval.value_or(std::isfinite(standing.against_baseline.low)) ==
                                     std::isfinite(standing.against_baseline.low)) {
      found.push_back(i);
    }
  }
  return found;
}

std::string margin_text(const Summary& summary, const Choice& choice) {
  const double years = summary.heading.horizon_h / hours_per_year;
  return fmt::format("{} a year{}", rounded(choice.margin / years),
                     summary.question.equivalent_is_share
                         ? fmt::format(" ({} of the baseline's)", percent(summary.question.equivalent, 0))
                         : "");
}

std::string best_sentence(const Summary& summary, const PointSummary& point, const Choice& choice,
                          const std::string& least) {
  if (choice.winner) {
    return fmt::format("{} with \"{}\": shown against every other policy, at {} for all pairs together. ", least,
                       point.policies[*choice.winner].name, percent(summary.question.confidence, 0));
  }
  if (choice.in_question.size() < 2) {
    return "";
  }
  const std::string names = names_of(point, choice.in_question);
  return choice.equal_in_question
             ? fmt::format("{} with {}, which are equal within {}. ", least, names, margin_text(summary, choice))
             : fmt::format("No policy is shown to be best: {} are not told apart. ", names);
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
  const std::string title = fmt::format(
      "By {} in these {} days. The chance to be best is the certainty of this simulation, for the scenario "
      "as it is written.",
      choice.outcome == Outcome::killed_total ? "killed" : title_of(choice.outcome),
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
  const std::string words = verdict_words(summary, point, choice);
  return words.empty() ? "" : wrapped(words, page_width) + "\n";
}

std::string verdict_words(const Summary& summary, const PointSummary& point, const Choice& choice) {
  using experiment::Side;
  const bool killed = choice.outcome == Outcome::killed_total;
  const std::string what = title_of(choice.outcome);
  const std::string prefix = killed ? "" : what + ": ";
  const std::string& baseline = point.policies.front().name;
  std::string text;
  const auto say = [&](const std::vector<std::size_t>& policies, const auto& sentence) {
    if (!policies.empty()) {
      text += sentence(names_of(point, policies));
    }
  };
  say(on_side(choice, Side::less), [&](const std::string& names) {
    return fmt::format("{} than under \"{}\" with {}. ", killed ? "Fewer are killed" : what + ": less", baseline,
                       names);
  });
  say(on_side(choice, Side::more), [&](const std::string& names) {
    return fmt::format("{} with {}. ", killed ? "More are killed" : what + ": more", names);
  });
  say(on_side(choice, Side::equal), [&](const std::string& names) {
    return fmt::format("{} \"{}\", within {}, with {}. ", killed ? "As many are killed as under" : what + ": as under",
                       baseline, margin_text(summary, choice), names);
  });
  say(on_side(choice, Side::same), [&](const std::string& names) {
    return fmt::format("{} \"{}\", in every replication, with {}. ",
                       killed ? "As many are killed as under" : what + ": as under", baseline, names);
  });
  say(on_side(choice, Side::not_told, true), [&](const std::string& names) {
    return fmt::format("{}These replications do not tell {} from \"{}\". ", prefix, names, baseline);
  });
  say(on_side(choice, Side::not_told, false), [&](const std::string& names) {
    return fmt::format("{}Too few events to tell {} from \"{}\". ", prefix, names, baseline);
  });
  text += best_sentence(summary, point, choice, killed ? "Fewest are killed" : what + ": least");
  while (text.ends_with(' ')) {
    text.pop_back();
  }
  return text;
}

std::vector<std::string> verdicts(const Summary& summary) {
  std::vector<std::string> list;
  for (const PointSummary& point : summary.points) {
    list.push_back(verdict_words(summary, point, point.choices.front()));
  }
  return list;
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
    text += wrapped(
        "No cost per death averted: that wants two replications, and a file that tells how costs go with deaths (one "
        "of "
        "an older program does not).",
        page_width);
  }
  return text.empty() ? "" : text + "\n";
}

}  // namespace convoyrisk::app
