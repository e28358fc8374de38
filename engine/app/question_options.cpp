#include "app/question_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

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
      .add_option(
          "--value-of-life", value_of_life,
          "what averting a death is worth, in the scenario's currency: at which rate of attack does a policy pay?")
      ->check(CLI::PositiveNumber)
      ->type_name("AMOUNT");
}

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
  return question;
}

}  // namespace convoyrisk::app
