#include "app/text/comparison_table.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "api/verdict_words.hpp"
#include "app/text/number_format.hpp"

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
    policy.tails.assign(experiment::tail_outcomes.size() * experiment::tail_levels.size(),
                        {12, {11, 13}, 14.5, {13, 16}});
    point.policies.push_back(policy);
    for (std::size_t other = 1; other <= names.size(); ++other) {
      experiment::PairSummary& pair = point.pairs.emplace_back();
      pair.difference.assign(model::outcome_count, outcome(mean - size * static_cast<double>(other), mean / 10));
      pair.correlation.assign(model::outcome_count, 0.5);
      pair.variance_reduction.assign(model::outcome_count, 12.34);
      pair.tails.chances.assign(experiment::death_thresholds.size(), {-0.1, {-0.1013, -0.0987}});
      pair.tails.cvars.assign(experiment::tail_outcomes.size() * experiment::tail_levels.size(), {-3, {-5, -1}});
    }
  }
  point.choices.resize(1);
  point.choices[0].policies.resize(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    point.choices[0].policies[i].against_baseline = point.pair(i, 0).difference[0].estimate.interval;
    point.choices[0].policies[i].side = i == 0 ? experiment::Side::baseline : experiment::Side::not_told;
  }
  point.payments.resize(names.size());
  return summary;
}

experiment::Side& side(Summary& summary, std::size_t policy) {
  return summary.points[0].choices[0].policies[policy].side;
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
  CHECK(text.find("…") == std::string::npos);  // nothing is cut: names go on in the next line
  CHECK(text.find("Geschützte Fahrzeuge,") != std::string::npos);
  CHECK(lines_with(text, "Abstände") >= 6);
  CHECK(lines_with(text, "and why") >= 6);
}

TEST_CASE("Names that begin alike stay apart, and so do the heads of the widest table") {
  const std::string winter = "two escort vehicles and drones in winter";
  const std::string summer = "two escort vehicles and drones in summer";
  Summary summary = summary_of({"base", winter, summer});
  for (std::size_t i = 1; i < 3; ++i) {
    summary.points[0].payments[i] =
        experiment::Payment{{stats::Position::trade_off, true, true, true, 3265653.0,
                             stats::RatioSet{stats::RatioSet::Kind::interval, {2648844, 4256747}}},
                            {}};
  }
  summary.question.value_of_life = 1e6;
  const std::string text = comparison_table(summary);
  INFO(text);
  CHECK(width_of(text) < 80);
  CHECK(text.find("…") == std::string::npos);
  CHECK(lines_with(text, "winter") >= 6);
  CHECK(lines_with(text, "summer") >= 6);
  CHECK(text.find("  worst 5 %  worst 1 %\n") != std::string::npos);
  CHECK(text.find("pays from\n") != std::string::npos);  // in a table of its own
}

TEST_CASE("A policy that stops most work is noted, within 80 columns") {
  Summary summary = summary_of({"as it is", "stay at home"});
  set(summary, Outcome::workers_delivered, 1000);
  summary.points[0].policies[1].outcomes[static_cast<std::size_t>(Outcome::workers_delivered)] = outcome(900, 1);
  summary.points[0].choices[0].policies[1].eligible = false;
  side(summary, 1) = experiment::Side::left_out;
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
    policy.chances = {{1, 0, {0, 0.001}}, {5, 0, {0, 0.001}}, {10, 0, {0, 0.001}}};
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
  CHECK(lines_with(text, "alone") == 4);
  CHECK(text.find("against") == std::string::npos);
  CHECK(text.find("Fewer") == std::string::npos);
  CHECK(width_of(text) <= 80);
}

TEST_CASE("Words say no more than the intervals") {
  using experiment::Side;
  Summary summary = summary_of({"base", "open", "fewer", "more", "alike", "twin", "rare"});
  side(summary, 2) = Side::less;
  side(summary, 3) = Side::more;
  side(summary, 4) = Side::equal;
  side(summary, 5) = Side::same;
  summary.points[0].choices[0].policies[6].against_baseline = stats::endless;
  summary.points[0].choices[0].margin = 0.05;
  const std::string words = api::verdict_words(summary, summary.points[0], summary.points[0].choices[0]);
  CHECK(words.find("As many are killed as under \"base\", within 0.0500 a year (1 % of the baseline's), with "
                   "\"alike\".") != std::string::npos);
  CHECK(words.find("As many are killed as under \"base\", in every replication, with \"twin\".") != std::string::npos);
  CHECK(words.find("Too few events to tell \"rare\" from \"base\".") != std::string::npos);
  const std::string text = comparison_table(summary);
  CHECK(text.find("Fewer are killed than under \"base\" with \"fewer\".") != std::string::npos);
  CHECK(text.find("More are killed with \"more\".") != std::string::npos);
  CHECK(text.find("do not tell \"open\" from \"base\"") != std::string::npos);
}

TEST_CASE("Nothing that happened is no certainty") {
  Summary summary = summary_of({"as it is", "armoured"}, 0);
  for (PolicySummary& policy : summary.points[0].policies) {
    policy.outcomes.assign(model::outcome_count, {{0, 0, stats::endless}});
  }
  summary.points[0].choices[0].policies[1].against_baseline = stats::endless;
  summary.points[0].choices[0].policies[0].probability_best = 0.5;
  const std::string text = comparison_table(summary);
  INFO(text);
  CHECK(lines_with(text, "0 ± ?") == 2);
  CHECK(lines_with(text, "0 [?, ?]") == 1);
  CHECK(text.find("\"?\" is no interval: too few events.") != std::string::npos);
  CHECK(text.find("50.0 %") == std::string::npos);
  CHECK(text.find("Too few events to tell \"armoured\" from \"as it is\"") != std::string::npos);
}

TEST_CASE("A chance from a sample is never certain, and 0 has no sign") {
  CHECK(chance(1) == "> 99.9 %");
  CHECK(chance(0) == "< 0.1 %");
  CHECK(chance(0.5) == "50.0 %");
  CHECK(signed_percent(-1e-9) == "0.0 %");
  CHECK(signed_percent(-0.0123) == "-1.2 %");
  CHECK(with_half_width(5, {4, 8}) == "5.0 ± 3.0");
}

TEST_CASE("The best policy is named only where it is shown to be best") {
  Summary summary = summary_of({"base", "good", "better"});
  experiment::Choice& choice = summary.points[0].choices[0];
  choice.in_question = {1, 2};
  const auto words = [&] { return api::verdict_words(summary, summary.points[0], choice); };
  CHECK(words().find("No policy is shown to be best: \"good\"") != std::string::npos);
  choice.in_question = {2};
  choice.winner = 2;
  CHECK(words().find("Fewest are killed with \"better\"") != std::string::npos);
  CHECK(words().find("No policy is shown") == std::string::npos);
  choice.winner.reset();
  choice.in_question = {1, 2};
  choice.equal_in_question = true;
  CHECK(api::verdict_words(summary, summary.points[0], choice)
            .find("Fewest are killed with \"good\" and \"better\", which "
                  "are equal within") != std::string::npos);
}

TEST_CASE("What a policy costs for a death averted is told only of a trade-off") {
  Summary summary = summary_of({"base", "pays", "saves", "wastes", "who knows"});
  auto& payments = summary.points[0].payments;
  payments[1] = experiment::Payment{{stats::Position::trade_off, true, true, true, 1000.0,
                                     stats::RatioSet{stats::RatioSet::Kind::interval, {900, 1100}}},
                                    {}};
  payments[2] = experiment::Payment{{stats::Position::saves_both, true, true, true, {}, {}}, {}};
  payments[3] = experiment::Payment{{stats::Position::dominated, true, true, true, {}, {}}, {}};
  payments[4] = experiment::Payment{
      {stats::Position::trade_off, false, true, false, {}, stats::RatioSet{stats::RatioSet::Kind::complement, {-9, 9}}},
      {}};
  const std::string text = comparison_table(summary);
  CHECK(text.find("1,000 [900, 1,100]") != std::string::npos);
  CHECK(text.find("averts and saves") != std::string::npos);
  CHECK(text.find("dearer, kills more") != std::string::npos);
  CHECK(text.find("deaths not told") != std::string::npos);
  CHECK(width_of(text) <= 80);
}

TEST_CASE("A selection is told with its guarantee, and one that was not made as such") {
  Summary summary = summary_of({"base", "good"});
  stats::SelectionVerdict verdict;
  verdict.blocks = 30;
  verdict.survivors = {0, 1};
  verdict.skewness = {0.2, -1.5};
  verdict.guarantee = "The guarantee.";
  summary.selected = {Outcome::killed_total, 0.5, verdict};
  std::string text = comparison_table(summary);
  CHECK(text.find("Nothing is selected: after 30 blocks \"base\" and \"good\" are still in question.") !=
        std::string::npos);
  CHECK(text.find("at most 1.50. Above 1") != std::string::npos);
  summary.selected->verdict.decided = true;
  summary.selected->verdict.winner = 1;
  text = comparison_table(summary);
  CHECK(text.find("Selected: \"good\". The guarantee.") != std::string::npos);
}

}  // namespace
}  // namespace convoyrisk::app
