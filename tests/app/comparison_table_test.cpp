#include "app/comparison_table.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "app/number_format.hpp"

namespace convoyrisk::app {
namespace {

using experiment::OutcomeSummary;
using experiment::PolicySummary;
using experiment::Summary;
using model::Outcome;

constexpr double year_h = 365.25 * 24;

OutcomeSummary outcome(double mean, double half_width) {
  OutcomeSummary summary;
  summary.estimate = {mean, half_width / 2, {mean - half_width, mean + half_width}};
  return summary;
}

/// A summary over a year in which every mean of a policy is `size` times its number, give or take a tenth.
Summary summary_of(const std::vector<std::string>& names, double size = 5) {
  Summary summary;
  summary.heading = {"Test", "USD", year_h, {""}, true};
  summary.replications = 1000;
  summary.seed = 77;
  experiment::PointSummary& point = summary.points.emplace_back();
  double number = 0;
  for (const std::string& name : names) {
    number += 1;
    const double mean = size * number;
    PolicySummary policy;
    policy.name = name;
    policy.outcomes.assign(model::outcome_count, outcome(mean, mean / 10));
    for (const int dead : experiment::death_thresholds) {
      policy.chances.push_back({dead, 0.5, {0.4987, 0.5013}});
    }
    point.policies.push_back(policy);
    for (std::size_t other = 1; other <= names.size(); ++other) {
      experiment::PairSummary& pair = point.pairs.emplace_back();
      pair.difference.assign(model::outcome_count, outcome(mean - size * static_cast<double>(other), mean / 10));
      pair.correlation.assign(model::outcome_count, 0.5);
      pair.variance_reduction.assign(model::outcome_count, 12.34);
    }
  }
  return summary;
}

OutcomeSummary& difference(Summary& summary, std::size_t policy, Outcome which) {
  experiment::PointSummary& point = summary.points[0];
  return point.pairs[policy * point.policies.size()].difference[static_cast<std::size_t>(which)];
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

/// Widest line in characters.
std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (const std::string& line : lines_of(text)) {
    width = std::max(width, text_width(line));
  }
  return width;
}

std::size_t lines_with(const std::string& text, const std::string& part) {
  const auto lines = lines_of(text);
  return static_cast<std::size_t>(
      std::ranges::count_if(lines, [&](const std::string& line) { return line.find(part) != std::string::npos; }));
}

void set(Summary& summary, Outcome which, double mean) {
  for (PolicySummary& policy : summary.points[0].policies) {
    policy.outcomes[static_cast<std::size_t>(which)] = outcome(mean, mean / 10);
  }
}

TEST_CASE("The table names every policy, the seed and the replications") {
  const std::string text = comparison_table(summary_of({"as it is", "escorts", "patrols"}));
  CHECK(text.starts_with("Test\n1,000 replications of 365.25 days, seed 77; 95 % intervals"));
  CHECK(lines_with(text, "escorts ") >= 4);
  CHECK(text.find("against \"as it is\"") != std::string::npos);
  CHECK(text.ends_with("\n"));
  CHECK(width_of(text) <= 80);
}

TEST_CASE("Lines keep to 80 columns for long names, also in letters of several bytes") {
  const std::string latin = "a policy whose name says at length all that it does and why";
  const std::string umlauts = "Geschützte Fahrzeuge, Übergänge und Straßen überwacht; größere Abstände";
  const std::string text = comparison_table(summary_of({"base", latin, umlauts}));
  CHECK(width_of(text) <= 80);
  CHECK(lines_with(text, "…") >= 8);
  CHECK(text.find("Geschützte Fahrzeuge, Über") != std::string::npos);
}

TEST_CASE("A policy that stops most work is noted, within 80 columns") {
  Summary summary = summary_of({"as it is", "stay at home"});
  set(summary, Outcome::workers_delivered, 1000);
  summary.points[0].policies[1].outcomes[static_cast<std::size_t>(Outcome::workers_delivered)] = outcome(900, 1);
  const std::string text = comparison_table(summary);
  CHECK(text.find("Not compared: \"stay at home\" delivers only 90.0 % of the baseline's workers.") !=
        std::string::npos);
  CHECK(text.find("killed with") == std::string::npos);
  CHECK(text.find("do not tell") == std::string::npos);
  CHECK(width_of(text) <= 80);
}

TEST_CASE("Numbers of any usual size fit, and every column stands apart") {
  for (const double size : {1e-9, 1e-3, 1.0, 1e3, 1e5}) {
    Summary summary = summary_of({"as it is", "armoured vehicles"}, size);
    set(summary, Outcome::cost, 1e9);
    const std::string text = comparison_table(summary);
    INFO(text);
    CHECK(width_of(text) <= 80);
    CHECK(text.find("nan") == std::string::npos);
    CHECK(text.find("inf") == std::string::npos);
    CHECK(text.find("e-") == std::string::npos);
  }
}

TEST_CASE("Without a single attack, and without work, nothing is divided by zero") {
  Summary summary = summary_of({"as it is", "escorts"}, 0);
  for (experiment::PairSummary& pair : summary.points[0].pairs) {
    pair.variance_reduction.assign(model::outcome_count, 0);
  }
  for (PolicySummary& policy : summary.points[0].policies) {
    policy.chances = {{1, 0, {0, 0.001}}, {10, 0, {0, 0.001}}};
  }
  const std::string text = comparison_table(summary);
  INFO(text);
  CHECK(width_of(text) <= 80);
  CHECK(text.find("nan") == std::string::npos);
  CHECK(text.find("inf") == std::string::npos);
  CHECK(lines_with(text, " - ") >= 1);
}

TEST_CASE("One policy is shown without a comparison") {
  const std::string text = comparison_table(summary_of({"alone"}));
  CHECK(lines_with(text, "alone") == 3);
  CHECK(text.find("against") == std::string::npos);
  CHECK(text.find("Fewer") == std::string::npos);
  CHECK(width_of(text) <= 80);
}

TEST_CASE("Words say no more than the intervals") {
  Summary summary = summary_of({"base", "open", "fewer", "more"});
  difference(summary, 1, Outcome::killed_total) = outcome(-0.5, 1);
  difference(summary, 2, Outcome::killed_total) = outcome(-2, 1);
  difference(summary, 3, Outcome::killed_total) = outcome(2, 1);
  const std::string text = comparison_table(summary);
  CHECK(text.find("Fewer are killed than under \"base\" with \"fewer\".") != std::string::npos);
  CHECK(text.find("More are killed with \"more\".") != std::string::npos);
  CHECK(text.find("do not tell \"open\" from \"base\"") != std::string::npos);
}

}  // namespace
}  // namespace convoyrisk::app
