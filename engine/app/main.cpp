#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

#include "app/commands.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"

namespace {

using namespace convoyrisk;

/// A first word that is no command gets the nearest right name, which CLI11 would not give.
void check_command_name(const CLI::App& program, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') {
    return;
  }
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  const std::string given = argv[1];
  if (std::find(names.begin(), names.end(), given) == names.end()) {
    throw InputError(
        fmt::format("unknown command '{}'{}; see convoyrisk --help", given, did_you_mean_or_known(given, names)));
  }
}

int run(int argc, char** argv) {
  CLI::App program(
      "convoyrisk compares policies that protect worker convoys: it simulates a scenario many times under each policy "
      "and\n"
      "reports how many people each saves, how surely, at what cost and delay. For defence alone.");
  program.name("convoyrisk");
  program.set_version_flag("--version", std::string("convoyrisk ") + CONVOYRISK_VERSION);
  program.require_subcommand(1);
  program.footer(
      "Examples:\n"
      "  convoyrisk check scenarios/karakoram.yaml\n"
      "  convoyrisk run scenarios/karakoram.yaml -o karakoram.h5\n"
      "  convoyrisk compare karakoram.h5\n"
      "  convoyrisk trace scenarios/karakoram.yaml --policy 'as it is' --replication 3 -o year.jsonl\n"
      "Help for one command: convoyrisk run --help. Exit codes: 0 done, 1 the system failed, 2 wrong input, 130 "
      "interrupted.");
  int exit_code = app::success;
  app::add_run_command(program, exit_code);
  app::add_check_command(program);
  app::add_compare_command(program);
  app::add_merge_command(program);
  app::add_trace_command(program);
  app::add_schema_command(program);
  app::add_import_command(program);
  app::add_report_command(program);
  try {
    check_command_name(program, argc, argv);
    program.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? app::success : app::wrong_input;
  }
}

/// A full disk behind stdout shows only here.
int flushed(int exit_code) {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw std::system_error(errno, std::generic_category());
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  // Writing past a file size limit is then an error like a full disk, with a message, and not the end of the program.
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
  try {
    return flushed(run(argc, argv));
  } catch (const InputError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return app::wrong_input;
  } catch (const std::system_error& error) {  // fmt's, of a large text, or of flushed()
    fmt::print(stderr, "cannot write to the standard output: {}\n", error.code().message());
    return app::system_failure;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "out of memory\n");
    return app::system_failure;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return app::system_failure;
  }
}
