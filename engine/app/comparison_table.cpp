#include "app/comparison_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/number_format.hpp"

namespace convoyrisk::app {
namespace {

using experiment::PointSummary;
using experiment::PolicySummary;
using experiment::Summary;
using model::Outcome;

constexpr double hours_per_year = 365.25 * 24;
constexpr std::size_t page_width = 79;
constexpr std::size_t least_name_width = 20;  // holds the heads of the first column
constexpr std::size_t greatest_name_width = 27;
constexpr double least_delivered = 0.95;

const experiment::OutcomeSummary& of(const std::vector<experiment::OutcomeSummary>& list, Outcome outcome) {
  return list[static_cast<std::size_t>(outcome)];
}

double mean(const PolicySummary& policy, Outcome outcome) { return of(policy.outcomes, outcome).estimate.mean; }

/// Rows of cells under a head: the first column to the left, the others to the right over the rest of the page.
class Table {
 public:
  Table(std::size_t name_width, std::vector<std::string> head) : name_width_(name_width), rows_{std::move(head)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  [[nodiscard]] std::string text() const {
    std::vector<std::size_t> widths(rows_.front().size(), 0);
    std::size_t sum = name_width_;
    for (std::size_t column = 1; column < widths.size(); ++column) {
      for (const auto& row : rows_) {
        widths[column] = std::max(widths[column], text_width(row[column]));
      }
      sum += widths[column];
    }
    const std::size_t free = page_width > sum ? page_width - sum : 0;
    const std::size_t gap = std::clamp<std::size_t>(free / std::max<std::size_t>(widths.size() - 1, 1), 1, 4);
    std::string text;
    for (const auto& row : rows_) {
      std::string line = left(row[0], name_width_);
      for (std::size_t column = 1; column < row.size(); ++column) {
        line += std::string(gap, ' ') + right(row[column], widths[column]);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    return text + "\n";
  }

 private:
  std::size_t name_width_;
  std::vector<std::vector<std::string>> rows_;
};

std::size_t name_width(const PointSummary& point) {
  std::size_t width = least_name_width;
  for (const PolicySummary& policy : point.policies) {
    width = std::max(width, text_width(policy.name));
  }
  return std::min(width, greatest_name_width);
}

std::string per_year(const PolicySummary& policy, Outcome outcome, double years) {
  const stats::Estimate& estimate = of(policy.outcomes, outcome).estimate;
  return with_half_width(estimate.mean, estimate.interval, 1 / years);
}

std::string deaths_table(const PointSummary& point, double years) {
  Table table(name_width(point), {"Per year", "killed", "injured", "attacks"});
  for (const PolicySummary& policy : point.policies) {
    table.add({policy.name, per_year(policy, Outcome::killed_total, years), per_year(policy, Outcome::injured, years),
               per_year(policy, Outcome::attacks, years)});
  }
  return table.text();
}

std::string difference_table(const PointSummary& point, double years) {
  if (point.policies.size() < 2) {
    return "";
  }
  const double baseline = mean(point.policies.front(), Outcome::killed_total);
  std::string text =
      wrapped(fmt::format("Killed per year, against \"{}\" on the same random numbers", point.policies.front().name),
              page_width);
  Table table(name_width(point), {"", "difference", "relative", "variance ratio"});
  for (std::size_t i = 1; i < point.policies.size(); ++i) {
    const experiment::PairSummary& pair = point.pair(i, 0);
    const auto& difference = of(pair.difference, Outcome::killed_total);
    const double reduction = pair.variance_reduction[static_cast<std::size_t>(Outcome::killed_total)];
    table.add({point.policies[i].name,
               with_interval(difference.estimate.mean, difference.estimate.interval, 1 / years, true),
               baseline > 0 ? fmt::format("{:+.1f} %", 100 * difference.estimate.mean / baseline) : "-",
               reduction > 0 ? rounded(reduction) : "-"});
  }
  return text + table.text();
}

std::string chance_table(const PointSummary& point, double horizon_h) {
  std::vector<std::string> head{fmt::format("In these {} days", compact(horizon_h / 24, 6))};
  for (const experiment::DeathChance& chance : point.policies.front().chances) {
    head.push_back(fmt::format("chance of {} or more dead", chance.dead));
  }
  Table table(name_width(point), head);
  for (const PolicySummary& policy : point.policies) {
    std::vector<std::string> row{policy.name};
    for (const experiment::DeathChance& chance : policy.chances) {
      row.push_back(with_interval(chance.probability, chance.interval, 100) + " %");
    }
    table.add(row);
  }
  return table.text();
}

std::string work_table(const PointSummary& point, const std::string& currency_name, double years) {
  const std::string currency = currency_name.empty() ? "" : currency_name + " ";
  Table table(name_width(point), {"", "workers", "deaths per", "delay", currency + "cost"});
  table.add({"", "delivered", "100,000 delivered", "person-h/year", "a year"});
  for (const PolicySummary& policy : point.policies) {
    const double scheduled = mean(policy, Outcome::workers_scheduled);
    const double delivered = mean(policy, Outcome::workers_delivered);
    table.add({policy.name, scheduled > 0 ? percent(delivered / scheduled, 2) : "-",
               delivered > 0 ? rounded(1e5 * mean(policy, Outcome::killed_total) / delivered) : "-",
               rounded(mean(policy, Outcome::delay) / years), rounded(mean(policy, Outcome::cost) / years)});
  }
  return table.text();
}

/// A policy that saves lives by leaving workers at home is not compared with those that carry them.
bool short_of_work(const PointSummary& point, const PolicySummary& policy) {
  return mean(policy, Outcome::workers_delivered) <
         least_delivered * mean(point.policies.front(), Outcome::workers_delivered);
}

std::string quoted(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += fmt::format("{}\"{}\"", i == 0 ? "" : (i + 1 < names.size() ? ", " : " and "), names[i]);
  }
  return text;
}

/// Which differences from the baseline the replications support, in words.
std::string verdict(const PointSummary& point) {
  std::vector<std::string> fewer;
  std::vector<std::string> more;
  std::vector<std::string> open;
  for (std::size_t i = 1; i < point.policies.size(); ++i) {
    const PolicySummary& policy = point.policies[i];
    if (short_of_work(point, policy)) {
      continue;
    }
    const stats::Interval& interval = of(point.pair(i, 0).difference, Outcome::killed_total).estimate.interval;
    (interval.high < 0 ? fewer : interval.low > 0 ? more : open).push_back(policy.name);
  }
  const std::string& baseline = point.policies.front().name;
  std::string text;
  if (!fewer.empty()) {
    text += fmt::format("Fewer are killed than under \"{}\" with {}. ", baseline, quoted(fewer));
  }
  if (!more.empty()) {
    text += fmt::format("More are killed with {}. ", quoted(more));
  }
  if (!open.empty()) {
    text += fmt::format("These replications do not tell {} from \"{}\". ", quoted(open), baseline);
  }
  return text.empty() ? "" : wrapped(text, page_width) + "\n";
}

std::string work_notes(const PointSummary& point) {
  std::string text;
  const double baseline = mean(point.policies.front(), Outcome::workers_delivered);
  for (const PolicySummary& policy : point.policies) {
    if (short_of_work(point, policy)) {
      text += wrapped(fmt::format("Not compared: \"{}\" delivers only {} of the baseline's workers.", policy.name,
                                  percent(mean(policy, Outcome::workers_delivered) / baseline)),
                      page_width);
    }
  }
  return text.empty() ? "" : text + "\n";
}

std::string size_of(const Summary& summary) {
  const std::string days = compact(summary.heading.horizon_h / 24, 6);
  return summary.draws > 0
             ? fmt::format("{} draws of uncertain parameters, {} replications of {} days in each",
                           grouped(static_cast<double>(summary.draws)),
                           grouped(static_cast<double>(summary.replications / summary.draws)), days)
             : fmt::format("{} replications of {} days", grouped(static_cast<double>(summary.replications)), days);
}

std::string point_tables(const Summary& summary, const PointSummary& point) {
  const double years = summary.heading.horizon_h / hours_per_year;
  return deaths_table(point, years) + difference_table(point, years) + chance_table(point, summary.heading.horizon_h) +
         work_table(point, summary.heading.currency, years) + verdict(point) + work_notes(point);
}

}  // namespace

std::string comparison_table(const Summary& summary) {
  std::string text = wrapped(summary.heading.title, page_width);
  text += wrapped(fmt::format("{}, seed {}; {} intervals; years of 365.25 days", size_of(summary), summary.seed,
                              percent(summary.confidence, 0)),
                  page_width);
  text += summary.heading.complete ? "\n" : "The run was interrupted: these are the replications that were done.\n\n";
  for (std::size_t i = 0; i < summary.points.size(); ++i) {
    if (!summary.heading.points[i].empty()) {
      text += wrapped("=== " + summary.heading.points[i], page_width) + "\n";
    }
    text += point_tables(summary, summary.points[i]);
  }
  text += "Killed: workers, escort crews, people at sites and in flight. Injured: workers.\n";
  text += summary.draws > 0
              ? "The intervals hold chance and what the scenario's `uncertainty` says is not known.\n"
              : "The intervals hold for the scenario as written: they do not cover how well its\nrates are known.\n";
  text +=
      "A convoy is one target however many vehicles it has, and the first hit falls on\n"
      "one vehicle by `profile`, so more vehicles dilute it: vary these two before you\n"
      "trust a ranking that rests on them.\n";
  return text;
}

}  // namespace convoyrisk::app
