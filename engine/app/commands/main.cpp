#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <new>
#include <string_view>
#include <system_error>

#include "api/convoyrisk.h"
#include "app/commands/commands.hpp"
#include "app/commands/help_format.hpp"
#include "app/commands/ranks.hpp"
#include "app/text/say.hpp"
#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "base/stop.hpp"
#include "results/build_info.hpp"

namespace {

using namespace convoyrisk;

/// A first word that is no command gets the nearest right name, which CLI11 would not give.
void check_command_name(const CLI::App& program, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') {
    return;
  }
  const std::string given = argv[1];
  std::vector<std::string> names;
  for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_name() == given) {
      return;
    }
    if (!command->get_group().empty()) {
      names.push_back(command->get_name());
    }
  }
  throw InputError(
      fmt::format("unknown command '{}'{}; see convoyrisk --help", given, did_you_mean_or_known(given, names)));
}

/// What is wrong with a command line, in one sentence, with the option that an unknown one is near to.
std::string what_is_wrong(const CLI::App& program, const CLI::ParseError& error) {
  const CLI::App* command = &program;
  for (const CLI::App* named : program.get_subcommands()) {
    for (command = named; !command->get_subcommands().empty();) {
      command = command->get_subcommands().front();
    }
  }
  std::vector<std::string> known;
  for (const CLI::Option* option : command->get_options()) {
    for (const std::string& name : option->get_lnames()) {
      known.push_back("--" + name);
    }
  }
  std::string what = error.what();
  for (const std::string& word : program.remaining(true)) {
    const std::string given = word.substr(0, word.find('='));
    if (given.starts_with("--")) {
      what = fmt::format("unknown option {}{}", given, did_you_mean(given, known));
      break;
    }
  }
  std::string path;
  for (const CLI::App* app = command; app != nullptr; app = app->get_parent()) {
    path.insert(0, app->get_name() + " ");
  }
  return fmt::format("{}; see {}--help", what, path);
}

std::string version_text() {
  return fmt::format("convoyrisk {}\ncommit {}\nbuilt with {}, {}, libconvoyrisk interface {}",
                     results::build_version(), results::build_revision(), results::build_compiler(),
                     app::Ranks::shares_runs() ? "MPI" : "without MPI", CONVOYRISK_ABI);
}

int run(int argc, char** argv) {
  CLI::App program(
      "convoyrisk compares policies that protect worker convoys: it simulates a scenario many times under each policy "
      "and\n"
      "reports how many people each saves, how surely, at what cost and delay. For defence alone.");
  program.name("convoyrisk");
  program.formatter(app::help_format());
  program.set_version_flag("--version", version_text(),
                           "Print the version, the commit it was built from and what it was built with, and exit");
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
  app::add_optimise_command(program, exit_code);
  app::add_new_command(program);
  app::add_check_command(program);
  app::add_compare_command(program);
  app::add_diff_command(program);
  app::add_merge_command(program);
  app::add_trace_command(program);
  app::add_bench_command(program);
  app::add_schema_command(program);
  app::add_import_command(program);
  app::add_report_command(program);
  app::add_options_command(program);
  try {
    check_command_name(program, argc, argv);
    program.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) {
      return program.exit(error);
    }
    throw InputError(what_is_wrong(program, error));
  }
}

/// A full disk behind stdout shows only here.
int flushed(int exit_code) {
  if (const int failure = app::flush_stdout(); failure != 0) {
    throw SystemError(fmt::format("cannot write to the standard output: {}", reason_of(failure)));
  }
  return exit_code;
}

/// Whoever closed one of the three would else have the next file that is opened in its place, and messages in that.
void open_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) == -1 && errno == EBADF) {
      static_cast<void>(::open("/dev/null", O_RDWR));  // takes the lowest number that is free: this one
    }
  }
}

/// Nothing more is tried, as libraries need some even to be left.
[[noreturn]] void end_without_memory() {
  constexpr std::string_view text = "out of memory\n";
  static_cast<void>(std::fflush(stdout));
  static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
  std::_Exit(app::system_failure);
}

/// Some libraries ask for memory where nothing may be thrown.
[[noreturn]] void end_of_an_exception() {
  try {
    if (const std::exception_ptr thrown = std::current_exception()) {
      std::rethrow_exception(thrown);
    }
  } catch (const std::bad_alloc&) {
    end_without_memory();
  } catch (...) {
    std::abort();
  }
  std::abort();
}

}  // namespace

int main(int argc, char** argv) {
  std::set_terminate(end_of_an_exception);
  open_standard_descriptors();
  // Writing past a file size limit is then an error like a full disk, with a message, and not the end of the program.
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));
  try {
    return flushed(run(argc, argv));
  } catch (const InputError& error) {
    app::say(fmt::format("{}\n", error.what()));
    return app::wrong_input;
  } catch (const Stopped&) {
    app::say("interrupted\n");
    return app::interrupted;
  } catch (const std::filesystem::filesystem_error& error) {
    app::say(fmt::format("{}: {}\n", error.path1().string(), error.code().message()));
    return app::system_failure;
  } catch (const std::system_error& error) {
    app::say(fmt::format("the system refused something: {}\n", error.code().message()));
    return app::system_failure;
  } catch (const std::bad_alloc&) {
    end_without_memory();
  } catch (const std::exception& error) {
    app::say(fmt::format("{}\n", error.what()));
    return app::system_failure;
  }
}
