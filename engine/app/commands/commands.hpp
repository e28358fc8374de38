#pragma once

// Named alone: CLI11 takes long to compile.
namespace CLI {
class App;
}

namespace convoyrisk::app {

/// How the program ended.
enum ExitCode : int { success = 0, system_failure = 1, wrong_input = 2, interrupted = 130 };

/// Each adds one command to the program. What a command does runs when the command line has been read; it throws
/// InputError or SystemError, and sets `exit_code` where it ends otherwise than well.
void add_run_command(CLI::App& program, int& exit_code);
void add_optimise_command(CLI::App& program, int& exit_code);
void add_new_command(CLI::App& program);
void add_check_command(CLI::App& program);
void add_compare_command(CLI::App& program);
void add_diff_command(CLI::App& program);
void add_merge_command(CLI::App& program);
void add_trace_command(CLI::App& program);
void add_bench_command(CLI::App& program);
void add_schema_command(CLI::App& program);
void add_import_command(CLI::App& program);
/// Becomes the program convoyrisk-report, with the arguments as they are.
void add_report_command(CLI::App& program);
/// Hidden: prints completions for shells, and the manual page, from the program's own options. Added last.
void add_options_command(CLI::App& program);

}  // namespace convoyrisk::app
