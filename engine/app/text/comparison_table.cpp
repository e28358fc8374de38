#include "app/text/comparison_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "api/verdict_words.hpp"
#include "app/text/choice_text.hpp"
#include "app/text/number_format.hpp"
#include "app/text/points_table.hpp"
#include "app/text/text_table.hpp"
#include "base/printable.hpp"
#include "experiment/summary/worst.hpp"

namespace convoyrisk::app {
namespace {

using experiment::PointSummary;
using experiment::PolicySummary;
using experiment::Summary;
using model::Outcome;

constexpr std::size_t least_name_width = 20;  // holds the heads of the first column
constexpr std::size_t greatest_name_width = 27;

const experiment::OutcomeSummary& of(const std::vector<experiment::OutcomeSummary>& list, Outcome outcome) {
  return list[static_cast<std::size_t>(outcome)];
}

double mean(const PolicySummary& policy, Outcome outcome) { return of(policy.outcomes, outcome).estimate.mean; }

std::size_t name_width(const PointSummary& point) {
  std::size_t width = least_name_width;
  for (const PolicySummary& policy : point.policies) {
    width = std::max(width, text_width(policy.name));
  }
  return std::min(width, greatest_name_width);
}

/// The injured that an older result tells are the workers on the road alone.
Outcome injured_of(const PointSummary& point) {
  return std::isnan(mean(point.policies.front(), Outcome::injured_total)) ? Outcome::injured : Outcome::injured_total;
}

/// Over draws intervals reach farther up than down.
std::string per_year(const PolicySummary& policy, Outcome outcome, double years, bool draws) {
  const stats::Estimate& estimate = of(policy.outcomes, outcome).estimate;
  return draws ? with_interval(estimate.mean, estimate.interval, 1 / years)
               : with_half_width(estimate.mean, estimate.interval, 1 / years);
}

std::string deaths_table(const PointSummary& point, double years, bool draws) {
  constexpr std::size_t beside_intervals = 26;
  TextTable table(draws ? std::min(name_width(point), beside_intervals) : name_width(point),
                  {"Per year", "killed, all",
                   injured_of(point) == Outcome::injured ? "workers injured" : "injured, all", "attacks"});
  for (const PolicySummary& policy : point.policies) {
    const auto text = [&](Outcome outcome) { return per_year(policy, outcome, years, draws); };
    table.add({policy.name, text(Outcome::killed_total), text(injured_of(point)), text(Outcome::attacks)});
  }
  return table.text();
}

bool is_told(const stats::Interval& interval) { return std::isfinite(interval.low) && std::isfinite(interval.high); }

/// Relative to a baseline that is told from 0.
std::string relative(double difference, const stats::Estimate& baseline) {
  return is_told(baseline.interval) && baseline.interval.low > 0 ? signed_percent(difference / baseline.mean) : "-";
}

/// Intervals here hold for all pairs of policies together.
std::string difference_table(const Summary& summary, const PointSummary& point, const experiment::Choice& choice) {
  if (point.policies.size() < 2) {
    return "";
  }
  const double years = summary.heading.horizon_h / hours_per_year;
  const stats::Estimate& baseline = of(point.policies.front().outcomes, choice.outcome).estimate;
  std::string text = wrapped(
      fmt::format("{} per year, against \"{}\" on the same random numbers; {} for all pairs of policies together",
                  api::title_of(choice.outcome), point.policies.front().name, percent(summary.question.confidence, 0)),
      page_width);
  TextTable table(name_width(point), {"", "difference", "relative", "variance ratio"});
  for (std::size_t i = 1; i < point.policies.size(); ++i) {
    const experiment::PairSummary& pair = point.pair(i, 0);
    const double difference = of(pair.difference, choice.outcome).estimate.mean;
    const double reduction = pair.variance_reduction[static_cast<std::size_t>(choice.outcome)];
    table.add({point.policies[i].name, with_interval(difference, choice.policies[i].against_baseline, 1 / years, true),
               relative(difference, baseline), reduction > 0 ? rounded(reduction) : "-"});
  }
  return text + table.text();
}

std::string range_text(double mean, const stats::DrawRange& range, double years, bool sign) {
  return with_interval(mean, range.bounds, 1 / years, sign) + (range.mostly_luck ? " ~" : "");
}

/// How far what is not known may move the expectations, which the intervals of their mean over draws do not say.
std::string range_table(const Summary& summary, const PointSummary& point) {
  if (summary.draws == 0) {
    return "";
  }
  const double years = summary.heading.horizon_h / hours_per_year;
  constexpr auto killed = static_cast<std::size_t>(Outcome::killed_total);
  const double confidence = summary.question.confidence;
  const stats::RangeContent content = stats::range_content(summary.draws, confidence);
  std::string text = wrapped(fmt::format("What is not known: killed per year for {} of possible values (at least {})",
                                         percent(content.expected, 0), percent(content.least, 0)),
                             page_width);
  const bool compared = point.policies.size() > 1;
  std::vector<std::string> head{"", "killed"};
  if (compared) {
    head.emplace_back("against the baseline");
  }
  TextTable table(name_width(point), head);
  bool luck = false;
  for (std::size_t i = 0; i < point.policies.size(); ++i) {
    const stats::DrawRange& own = point.ranges[i][killed];
    const stats::DrawRange& against = point.difference_ranges[i][killed];
    std::vector<std::string> row{point.policies[i].name,
                                 range_text(mean(point.policies[i], Outcome::killed_total), own, years, false)};
    if (compared) {
      const double difference = of(point.pair(i, 0).difference, Outcome::killed_total).estimate.mean;
      row.push_back(i == 0 ? "" : range_text(difference, against, years, true));
    }
    table.add(row);
    luck = luck || own.mostly_luck || (i > 0 && against.mostly_luck);
  }
  text += table.text();
  if (luck) {
    text.pop_back();
    text += wrapped("~: too wide, for most of it is luck within draws. More --inner narrows it.", page_width) + "\n";
  }
  return text;
}

std::string chance_table(const PointSummary& point, double horizon_h) {
  constexpr std::array shown{1, 10};
  std::vector<std::string> head{fmt::format("In these {} days", compact(horizon_h / 24, 6))};
  for (const int dead : shown) {
    head.push_back(fmt::format("chance of {} or more dead", dead));
  }
  TextTable table(name_width(point), head);
  for (const PolicySummary& policy : point.policies) {
    std::vector<std::string> row{policy.name};
    for (const int dead : shown) {
      const auto chance = std::ranges::find(policy.chances, dead, &experiment::DeathChance::dead);
      row.push_back(with_interval(chance->probability, chance->interval, 100) + " %");
    }
    table.add(row);
  }
  return table.text();
}

/// What an interval of the worst replications wants.
std::string worst_wanted(const Summary& summary) {
  using experiment::Worst;
  return fmt::format("[?, ?]: {} replications, {} with dead, in {} {} or more have an interval of the worst {}.",
                     grouped(std::round(static_cast<double>(Worst::least_values) / (1 - experiment::tail_levels[0]))),
                     Worst::least_values, Worst::least_blocks,
                     summary.draws > 0 ? std::string("draws") : fmt::format("blocks of {}", experiment::block_size),
                     percent(1 - experiment::tail_levels[0], 0));
}

/// What the policies do to the bad outcomes. Intervals hold for all pairs of policies together.
std::string tail_difference_table(const Summary& summary, const PointSummary& point) {
  if (point.policies.size() < 2) {
    return "";
  }
  constexpr std::size_t shown = 2;  // of death_thresholds
  const std::size_t worst = *experiment::tail_index(Outcome::killed_total) * experiment::tail_levels.size();
  std::string text = wrapped(fmt::format("Bad outcomes of these {} days, against \"{}\"; {} for all pairs together",
                                         compact(summary.heading.horizon_h / 24, 6), point.policies.front().name,
                                         percent(summary.question.confidence, 0)),
                             page_width);
  TextTable table(name_width(point), {"", fmt::format("chance of {} or more dead", experiment::death_thresholds[shown]),
                                      "dead in the worst " + percent(1 - experiment::tail_levels[0], 0)});
  bool endless = false;
  for (std::size_t i = 1; i < point.policies.size(); ++i) {
    const experiment::TailDifferences& tails = point.pair(i, 0).tails;
    const experiment::TailDifference& chance = tails.chances[shown];
    const experiment::TailDifference& cvar = tails.cvars[worst];
    table.add({point.policies[i].name, with_interval(chance.difference, chance.interval, 100, true) + " %",
               with_interval(cvar.difference, cvar.interval, 1, true)});
    endless = endless || !std::isfinite(cvar.interval.low);
  }
  text += table.text();
  if (endless) {
    text.pop_back();
    text += wrapped(worst_wanted(summary), page_width) + "\n";
  }
  return text;
}

std::string work_table(const PointSummary& point, const std::string& currency_name, double years) {
  const std::string currency = currency_name.empty() ? "" : currency_name + " ";
  const bool waits = std::ranges::any_of(
      point.policies, [](const PolicySummary& policy) { return mean(policy, Outcome::waiting) > 0; });
  const auto row = [waits](std::vector<std::string> cells, std::string waiting) {
    if (waits) {
      cells.insert(cells.end() - 1, std::move(waiting));
    }
    return cells;
  };
  TextTable table(name_width(point), row({"", "workers", "deaths per", "halts on road", currency + "cost"}, "waiting"));
  table.add(row({"", "delivered", "100,000 delivered", "person-h/year", "a year"}, "person-h/year"));
  for (const PolicySummary& policy : point.policies) {
    const double scheduled = mean(policy, Outcome::workers_scheduled);
    const double delivered = mean(policy, Outcome::workers_delivered);
    table.add(row({policy.name, scheduled > 0 ? percent(delivered / scheduled, 2) : "-",
                   delivered > 0 && is_told(of(policy.outcomes, Outcome::killed_total).estimate.interval)
                       ? rounded(1e5 * mean(policy, Outcome::killed_total) / delivered)
                       : "-",
                   rounded(mean(policy, Outcome::delay) / years), rounded(mean(policy, Outcome::cost) / years)},
                  rounded(mean(policy, Outcome::waiting) / years)));
  }
  return table.text();
}

std::string size_of(const Summary& summary) {
  const std::string days = compact(summary.heading.horizon_h / 24, 6);
  if (summary.draws > 0) {
    const std::int64_t inner = summary.replications / summary.draws;
    return fmt::format("{} draws of uncertain parameters, {} replications of {} days in each", grouped(summary.draws),
                       grouped(inner), days);
  }
  return fmt::format("{} replications of {} days", grouped(summary.replications), days);
}

/// What a question mark in place of an interval says.
std::string few_events_note(const Summary& summary, const PointSummary& point) {
  bool missing = false;
  for (const Outcome outcome : {Outcome::killed_total, injured_of(point), Outcome::attacks}) {
    for (const PolicySummary& policy : point.policies) {
      missing = missing || !is_told(of(policy.outcomes, outcome).estimate.interval);
    }
  }
  for (const experiment::Choice& choice : point.choices) {
    for (std::size_t i = 1; i < choice.policies.size(); ++i) {
      missing = missing || !is_told(choice.policies[i].against_baseline);
    }
  }
  if (!missing) {
    return "";
  }
  return wrapped(
             fmt::format("\"?\" is no interval: too few events. Of {0}, at least {1}, or half of all, want one (for a "
                         "difference: must differ).",
                         summary.draws > 0 ? "the draws" : "the replications", stats::least_events),
             page_width) +
         "\n";
}

/// What the numbers say, before the numbers.
std::string verdict_text(const Summary& summary, const PointSummary& point) {
  std::string text;
  for (const experiment::Choice& choice : point.choices) {
    text += verdict(summary, point, choice);
  }
  return text + work_notes(point);
}

std::string point_tables(const Summary& summary, const PointSummary& point) {
  const double years = summary.heading.horizon_h / hours_per_year;
  std::string text = verdict_text(summary, point) + deaths_table(point, years, summary.draws > 0);
  for (const experiment::Choice& choice : point.choices) {
    text += difference_table(summary, point, choice);
  }
  text += range_table(summary, point) + chance_table(point, summary.heading.horizon_h) +
          tail_difference_table(summary, point) + work_table(point, summary.heading.currency, years);
  return text + choice_table(summary, point, name_width(point)) + few_events_note(summary, point);
}

std::string head_of(const Summary& summary) {
  std::string text = wrapped(printable(summary.heading.title), page_width);
  text += wrapped(fmt::format("{}, seed {}; {} intervals; years of 365.25 days", size_of(summary), summary.seed,
                              percent(summary.question.confidence, 0)),
                  page_width);
  return text +
         (summary.heading.complete ? "\n" : "The run was interrupted: these are the replications that were done.\n\n");
}

std::string head_of_point(const Summary& summary, std::size_t point) {
  const std::string& name = summary.heading.points[point];
  return name.empty() ? "" : wrapped("=== " + name, page_width) + "\n";
}

}  // namespace

std::string brief_comparison(const Summary& summary) {
  std::string text = head_of(summary);
  for (std::size_t i = 0; i < summary.points.size(); ++i) {
    text += head_of_point(summary, i) + verdict_text(summary, summary.points[i]);
  }
  return text + selection_text(summary);
}

std::string comparison_table(const Summary& summary) {
  std::string text = head_of(summary);
  for (std::size_t i = 0; i < summary.points.size(); ++i) {
    text += head_of_point(summary, i) + point_tables(summary, summary.points[i]);
  }
  text += points_table(summary) + selection_text(summary);
  if ((summary.draws > 0 ? summary.draws : summary.replications) < 2) {
    text += fmt::format("A ? stands for an interval that it takes 2 {} to have.\n",
                        summary.draws > 0 ? "draws" : "replications");
  }
  text +=
      "Killed, all: workers on the road, in flight and in accidents, escort crews and\n"
      "people at sites. ";
  text += injured_of(summary.points.front()) == Outcome::injured
              ? "Workers injured: on the road; crews and people at sites are\nnot among them.\n"
              : "Injured, all: workers on the road, escort crews and people at\nsites.\n";
  text += summary.draws > 0
              ? "Intervals but those of the draws are of means over all draws: how far the run\n"
                "has come, not what is not known. \"At least\" holds as surely as an interval.\n"
              : "The intervals hold for the scenario as written: they do not cover how well its\nrates are known.\n";
  if (summary.draws > 0 && summary.points.front().policies.size() > 1) {
    text +=
        "Regret: how much worse than the policy that is best in the same draw. \"<\": not\n"
        "told from none.\n";
  }
  text +=
      "A convoy is one target however many vehicles it has, and the first hit falls on\n"
      "one vehicle by `profile`, so more vehicles dilute it: vary these two before you\n"
      "trust a ranking that rests on them.\n";
  return text;
}

}  // namespace convoyrisk::app
