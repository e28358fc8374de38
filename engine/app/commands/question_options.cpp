#include "app/commands/question_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <string_view>
#include <system_error>

#include "base/error.hpp"
#include "base/nearest.hpp"

namespace convoyrisk::app {

std::vector<std::string> outcome_names() {
  std::vector<std::string> names;
  for (const model::OutcomeInfo& info : model::outcome_infos()) {
    names.emplace_back(info.name);
  }
  return names;
}

model::Outcome outcome_named(const std::string& name, const std::string& option) {
  if (const std::optional<model::Outcome> outcome = model::find_outcome(name)) {
    return *outcome;
  }
  const std::vector<std::string> names = outcome_names();
  const std::string nearest = did_you_mean(name, names);
  throw InputError(fmt::format("{} {}: there is no such outcome{}", option, name,
                               nearest.empty() ? fmt::format("; there are {}", fmt::join(names, ", ")) : nearest));
}

void QuestionOptions::add_to(CLI::App& command) {
  command
      .add_option("--of", of, "compare by this outcome, less being better (default: killed_total); may be given again")
      ->type_name("OUTCOME")
      ->take_all();
  command.add_option("--confidence", confidence, "confidence of intervals and choices (default: 0.95)")
      ->check(CLI::Range(0.5, 0.9999))
      ->type_name("SHARE");
  command
      .add_option("--min-delivered", least_delivered,
                  "choose only among policies that deliver this share of the baseline's workers (default: 0.95)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE");
  command
      .add_option("--equivalent", equivalent,
                  "a difference too small to matter, per horizon or in % of the baseline (default: 1 %)")
      ->type_name("AMOUNT");
  command
      .add_option(
          "--value-of-life", value_of_life,
          "what averting a death is worth, in the scenario's currency: at which rate of attack does a policy pay?")
      ->check(CLI::PositiveNumber)
      ->type_name("AMOUNT");
}

namespace {

/// A number, or a number and a percent sign.
void set_margin(experiment::Question& question, const std::string& text) {
  const std::size_t digits = text.find_last_not_of("% \t") + 1;
  const std::string_view number(text.data(), digits);
  double value = 0;
  const auto [end, error] = std::from_chars(number.begin(), number.end(), value);
  if (error != std::errc() || end != number.end() || !(value >= 0) || !std::isfinite(value)) {
    throw InputError(fmt::format(
        "--equivalent {}: a difference too small to matter, as '0.2' per horizon or '1 %' of the baseline", text));
  }
  question.equivalent_is_share = text.find('%') != std::string::npos;
  question.equivalent = question.equivalent_is_share ? value / 100 : value;
}

}  // namespace

experiment::Question QuestionOptions::question() const {
  experiment::Question question;
  if (!of.empty()) {
    question.of.clear();
  }
  for (const std::string& name : of) {
    question.of.push_back(outcome_named(name, "--of"));
  }
  question.confidence = confidence;
  question.least_delivered = least_delivered;
  question.value_of_life = value_of_life;
  set_margin(question, equivalent);
  return question;
}

}  // namespace convoyrisk::app
