#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/comparison_table.hpp"
#include "results/reader.hpp"

namespace convoyrisk::app {

void add_compare_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("compare", "Print the comparison of a result file again");
  command->footer("Example:\n  convoyrisk compare karakoram.h5");
  auto file = std::make_shared<std::string>();
  command->add_option("result", *file, "result file (HDF5)")->required()->type_name("FILE");
  command->callback([file] {
    const results::StoredRun run = results::read_run(*file);
    fmt::print("{}", comparison_table(summarise(run.heading, run.plan, run.results)));
  });
}

}  // namespace convoyrisk::app
