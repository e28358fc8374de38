#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/commands/commands.hpp"
#include "app/commands/question_options.hpp"
#include "app/commands/side_by_side.hpp"
#include "app/text/comparison_table.hpp"
#include "app/text/say.hpp"
#include "base/error.hpp"
#include "results/reader.hpp"

namespace convoyrisk::app {
namespace {

struct CompareOptions {
  QuestionOptions question;
  std::string file;
  std::string with;
  bool across_points = false;
  std::vector<std::string> policies;
  bool brief = false;
};

results::StoredRun read(const CompareOptions& options) {
  NamedRun result{options.file, results::read_run(options.file)};
  if (!options.with.empty()) {
    return side_by_side(result, {options.with, results::read_run(options.with)}, options.policies);
  }
  return options.across_points ? points_side_by_side(result, options.policies) : std::move(result.run);
}

void execute(const CompareOptions& options) {
  const experiment::Question question = options.question.question();
  const results::StoredRun run = read(options);
  for (const model::Outcome outcome : question.of) {
    if (std::ranges::find(run.missing_outcomes, outcome) != run.missing_outcomes.end()) {
      throw InputError(fmt::format("--of {}: {} does not tell it, as an older program wrote it",
                                   model::outcome_infos()[static_cast<std::size_t>(outcome)].name, options.file));
    }
  }
  const experiment::Summary summary = summarise(run.heading, run.plan, run.results, question);
  show(options.brief ? brief_comparison(summary) : comparison_table(summary));
}

}  // namespace

void add_compare_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("compare", "Print the comparison of a result file again");
  command->footer(
      "Examples:\n"
      "  convoyrisk compare karakoram.h5\n"
      "  convoyrisk compare karakoram.h5 --of attacks --of injured --value-of-life 3e6\n"
      "  convoyrisk compare last-year.h5 --with this-year.h5 --policy 'as it is'\n"
      "  convoyrisk compare sweep.h5 --across-points --policy escorts");
  auto options = std::make_shared<CompareOptions>();
  command->add_option("result", options->file, "result file (HDF5)")->required()->type_name("FILE");
  options->question.add_to(*command);
  CLI::Option* with =
      command
          ->add_option("--with", options->with,
                       "beside the policies of another result, on the same random numbers where their seeds are equal")
          ->type_name("FILE");
  CLI::Option* across = command
                            ->add_flag("--across-points", options->across_points,
                                       "the points of a sweep with each other, not one after the other")
                            ->excludes(with);
  command->add_option("--policy", options->policies, "with one of these two: only this policy; may be given again")
      ->type_name("NAME")
      ->take_all();
  command->add_flag("--brief", options->brief, "only what the numbers say, in words");
  command->callback([options, with, across] {
    if (!options->policies.empty() && with->count() + across->count() == 0) {
      throw InputError("--policy wants --with or --across-points");
    }
    execute(*options);
  });
}

}  // namespace convoyrisk::app
