#include "api/verdict_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <optional>

#include "base/number_text.hpp"

namespace convoyrisk::api {
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

std::string names_of(const PointSummary& point, const std::vector<std::size_t>& policies) {
  std::vector<std::string> names;
  for (const std::size_t policy : policies) {
    names.push_back(point.policies[policy].name);
  }
  return quoted(names);
}

std::string title_of(Outcome outcome) {
  if (outcome == Outcome::killed_total) {
    return "Killed";
  }
  std::string name(model::outcome_infos()[static_cast<std::size_t>(outcome)].name);
  std::ranges::replace(name, '_', ' ');
  name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
  return name;
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

}  // namespace convoyrisk::api
