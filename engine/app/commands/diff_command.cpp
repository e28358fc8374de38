#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "app/commands/commands.hpp"
#include "app/commands/question_options.hpp"
#include "app/commands/side_by_side.hpp"
#include "app/text/number_format.hpp"
#include "app/text/say.hpp"
#include "app/text/text_table.hpp"
#include "base/error.hpp"
#include "results/file_kind.hpp"
#include "results/reader.hpp"
#include "scenario/study/reader.hpp"
#include "scenario/text/changed_values.hpp"

namespace convoyrisk::app {
namespace {

using model::Outcome;

struct DiffOptions {
  std::string before;
  std::string after;
};

bool is_result(const std::string& file) { return results::kind_of(file) == results::FileKind::hdf5; }

/// Every value in force, of a scenario file or of the scenario that a result was made from.
std::string resolved(const std::string& file) {
  if (is_result(file)) {
    return results::read_scenario(file).resolved;
  }
  scenario::Changes changes;
  changes.outcomes = outcome_names();
  return read_study(file, changes).resolved_yaml();
}

std::string scenarios_text(const DiffOptions& options) {
  const std::vector<scenario::ChangedValue> values =
      scenario::changed_values(resolved(options.before), resolved(options.after));
  if (values.empty()) {
    return "The scenarios are the same.\n";
  }
  std::string text = fmt::format("{} {} in the scenarios, every default written out:\n", grouped(values.size()),
                                 values.size() == 1 ? "value differs" : "values differ");
  for (const scenario::ChangedValue& value : values) {
    text += wrapped(value.path, page_width, 2);
    text += wrapped(fmt::format("{} -> {}", value.before, value.after), page_width, 6);
  }
  return text;
}

std::string figures_of(const experiment::Summary& summary, const std::vector<std::string>& names, Outcome outcome) {
  const experiment::PointSummary& point = summary.points.front();
  const auto place = static_cast<std::size_t>(outcome);
  const double a_year = hours_per_year / summary.heading.horizon_h;
  std::string title(model::outcome_infos()[place].name);
  std::ranges::replace(title, '_', ' ');
  constexpr std::size_t name_width = 22;
  TextTable table(name_width, {title + " a year", "before", "after", "difference"});
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t after = names.size() + i;
    const auto mean = [&](std::size_t policy) {
      const stats::Estimate& estimate = point.policies[policy].outcomes[place].estimate;
      return with_half_width(estimate.mean, estimate.interval, a_year);
    };
    const stats::Estimate& difference = point.pair(after, i).difference[place].estimate;
    const bool none = difference.mean == 0 && difference.standard_error == 0;
    table.add({names[i], mean(i), mean(after),
               none ? "none" : with_interval(difference.mean, difference.interval, a_year, true)});
  }
  return table.text();
}

/// Of policies that both have. Two results that cannot be paired are told by `convoyrisk compare` one by one.
std::string figures_text(const DiffOptions& options) {
  const NamedRun before{options.before, results::read_run(options.before)};
  const NamedRun after{options.after, results::read_run(options.after)};
  std::vector<std::string> names;
  for (const std::string& name : before.run.results.policy_names) {
    if (std::ranges::find(after.run.results.policy_names, name) != after.run.results.policy_names.end()) {
      names.push_back(name);
    }
  }
  if (names.empty()) {
    return "\nNo policy has the same name in both: there are no figures to compare.\n";
  }
  std::optional<results::StoredRun> run;
  try {
    run = side_by_side(before, after, names);
  } catch (const InputError& error) {
    return "\n" + wrapped(fmt::format("No figures: {}.", error.what()), page_width);
  }
  const experiment::Summary summary = summarise(run->heading, run->plan, run->results);
  std::string text = "\nPolicies of both, on the same random numbers; each interval holds at 95 %\n\n";
  for (const Outcome outcome :
       {Outcome::killed_total, Outcome::injured_total, Outcome::attacks, Outcome::workers_delivered, Outcome::cost}) {
    if (std::ranges::find(run->missing_outcomes, outcome) == run->missing_outcomes.end()) {
      text += figures_of(summary, names, outcome);
    }
  }
  return text;
}

}  // namespace

void add_diff_command(CLI::App& program) {
  CLI::App* command =
      program.add_subcommand("diff", "Say in what two scenarios differ, and two results in their figures too");
  auto options = std::make_shared<DiffOptions>();
  command->add_option("before", options->before, "scenario or result file")->required()->type_name("FILE");
  command->add_option("after", options->after, "the other")->required()->type_name("FILE");
  command->footer(
      "Examples:\n"
      "  convoyrisk diff last-year.yaml this-year.yaml\n"
      "  convoyrisk diff last-year.h5 this-year.h5");
  command->callback([options] {
    std::string text = scenarios_text(*options);
    if (is_result(options->before) && is_result(options->after)) {
      text += figures_text(*options);
    }
    show(text);
  });
}

}  // namespace convoyrisk::app
