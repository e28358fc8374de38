#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/commands.hpp"
#include "app/comparison_table.hpp"
#include "app/question_options.hpp"
#include "app/say.hpp"
#include "base/error.hpp"
#include "results/reader.hpp"

namespace convoyrisk::app {

void add_compare_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("compare", "Print the comparison of a result file again");
  command->footer(
      "Examples:\n"
      "  convoyrisk compare karakoram.h5\n"
      "  convoyrisk compare karakoram.h5 --of attacks --of injured --value-of-life 3e6");
  auto file = std::make_shared<std::string>();
  command->add_option("result", *file, "result file (HDF5)")->required()->type_name("FILE");
  auto options = std::make_shared<QuestionOptions>();
  options->add_to(*command);
  command->callback([file, options] {
    const experiment::Question question = options->question();
    const results::StoredRun run = results::read_run(*file);
    for (const model::Outcome outcome : question.of) {
      if (std::ranges::find(run.missing_outcomes, outcome) != run.missing_outcomes.end()) {
        throw InputError(fmt::format("--of {}: {} does not tell it, as an older program wrote it",
                                     model::outcome_infos()[static_cast<std::size_t>(outcome)].name, *file));
      }
    }
    show(comparison_table(summarise(run.heading, run.plan, run.results, question)));
  });
}

}  // namespace convoyrisk::app
