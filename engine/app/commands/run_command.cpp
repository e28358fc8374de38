#include <fmt/format.h>
#include <sys/times.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <new>
#include <optional>

#include "api/verdict_words.hpp"
#include "app/commands/block_range.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/question_options.hpp"
#include "app/commands/ranks.hpp"
#include "app/commands/run_files.hpp"
#include "app/commands/run_input.hpp"
#include "app/commands/stop_signals.hpp"
#include "app/commands/tail_run.hpp"
#include "app/text/comparison_table.hpp"
#include "app/text/json_summary.hpp"
#include "app/text/number_format.hpp"
#include "app/text/progress.hpp"
#include "app/text/say.hpp"
#include "base/error.hpp"
#include "base/machine.hpp"
#include "base/stop.hpp"
#include "experiment/summary/selection_rule.hpp"
#include "experiment/summary/stopping.hpp"
#include "experiment/summary/summary.hpp"
#include "results/sha256.hpp"
#include "results/writer.hpp"

namespace convoyrisk::app {
namespace {

struct RunOptions {
  ScenarioOptions scenario;
  QuestionOptions question;
  std::string replications;
  std::string draws;
  std::string inner;
  std::string precision;
  std::string seed;
  std::vector<std::string> keep;
  std::string select;
  std::optional<double> indifference;
  std::string blocks;
  std::string output;
  int threads = experiment::default_threads();
  bool resume = false;
  bool tail = false;
  std::optional<int> tail_at;
  bool quiet = false;
  bool json = false;
  bool brief = false;
};

/// Options that stand for keys of the scenario.
scenario::Overrides key_overrides(const RunOptions& options) {
  scenario::Overrides overrides;
  const auto add = [&overrides](const char* path, const std::string& value, const char* option) {
    if (!value.empty()) {
      overrides.push_back({path, value, fmt::format("{} {}", option, value)});
    }
  };
  add("run.replications", options.replications, "--replications");
  add("run.seed", options.seed, "--seed");
  add("run.precision", options.precision, "--precision");
  add("uncertainty.draws", options.draws, "--draws");
  add("uncertainty.inner", options.inner, "--inner");
  if (!options.keep.empty()) {
    const std::string list = fmt::format("{}", fmt::join(options.keep, ","));
    overrides.push_back({"run.keep", "[" + list + "]", "--keep " + list});
  }
  return overrides;
}

/// The lists of what is kept of every replication may be twice as long in memory as they are full.
void check_fits_memory(const spec::Scenario& scenario, const experiment::Plan& plan, double events) {
  const double outcomes = scenario.run.keep.outcomes
                              ? static_cast<double>(plan.total_replications()) *
                                    static_cast<double>(plan.points * plan.policies.size()) *
                                    static_cast<double>(model::outcome_count * sizeof(double)) * 2
                              : 0;
  const double needed = outcomes + events * static_cast<double>(sizeof(experiment::KeptEvent)) * 2 +
                        2 * (results::result_size_bytes(scenario, plan) + results::events_size_bytes(events));
  const double memory = usable_memory_bytes();
  if (needed > 0.8 * memory) {
    throw InputError(fmt::format(
        "run.replications: {} replications of {} policies need {:.1f} GB of memory, of which this machine "
        "has {:.1f}; ask for fewer{}",
        grouped(plan.total_replications()), grouped(plan.points * plan.policies.size()), needed / 1e9, memory / 1e9,
        events > 0     ? ", or leave `events` out of run.keep"
        : outcomes > 0 ? ", or leave `outcomes` out of run.keep"
                       : ""));
  }
}

/// A run that ends by itself looks at all blocks from the first, and at replications as units.
void check_stopping(const RunOptions& options, const RunInput& input) {
  const bool precision = !input.scenario().run.precision.empty();
  if (!precision && options.select.empty()) {
    return;
  }
  const char* const what = precision ? "run.precision" : "--select";
  if (!options.blocks.empty()) {
    throw InputError(fmt::format("--blocks: a part of a run cannot stop on {}", what));
  }
  if (input.plan().has_draws()) {
    throw InputError(fmt::format(
        "{}: a run with `uncertainty` has the draws it is told; leave one of the two out, as by --no-uncertainty",
        what));
  }
  if (input.plan().points > 1 && !options.select.empty()) {
    throw InputError("--select: cannot select at several points of a sweep");
  }
}

std::optional<experiment::SelectionRule> selection_of(const RunOptions& options) {
  if (options.select.empty()) {
    return std::nullopt;
  }
  stats::SelectionRule rule;
  rule.confidence = options.question.confidence;
  rule.indifference = *options.indifference;
  rule.unit = options.select;
  return experiment::SelectionRule(outcome_named(options.select, "--select"), std::move(rule),
                                   options.question.least_delivered);
}

std::string output_path(const RunOptions& options) {
  return options.output.empty() ? std::filesystem::path(options.scenario.file).stem().string() + ".h5" : options.output;
}

double cpu_seconds() {
  tms used{};
  times(&used);
  return static_cast<double>(used.tms_utime + used.tms_stime) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

results::Identity identity_of(const RunInput& input, const std::vector<std::string>& policy_names) {
  return {results::this_program(), results::sha256(input.study().resolved_yaml()), input.plan().seed, policy_names,
          input.plan().has_draws() ? input.plan().replications : 0};
}

/// A run from its options to its files.
class Run {
 public:
  Run(const RunOptions& options, const RunInput& input, Ranks& ranks)
      : options_(options),
        input_(input),
        ranks_(ranks),
        plan_(input.plan()),
        question_(options.question.question()),
        range_(block_range(options.blocks, plan_)),
        worlds_(input.worlds()),
        none_(no_results(plan_, worlds_, range_.first)),
        precision_(input.scenario().run.precision, plan_),
        selection_(selection_of(options)),
        identity_(identity_of(input, none_.policy_names)),
        files_(output_path(options), {identity_, input.study().resolved_yaml()}, options.resume) {}

  /// Returns the exit code.
  int execute() {
    check_room();
    const auto start = std::chrono::steady_clock::now();
    experiment::Results results = blocks();
    stop_is_wanted = false;  // one that ended the simulation is heeded with that: what there is is still written
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - start;
    const bool complete = reached_ || results.end_block() == range_.end;
    if (results.blocks.empty()) {
      return end_without_result();
    }
    try {
      write(results, complete);
    } catch (const Stopped&) {
      return end_without_result();
    } catch (const SystemError& error) {
      throw SystemError(fmt::format("{}; {} keeps all blocks: the same command with --resume goes on from them",
                                    error.what(), files_.log().string()));
    } catch (const std::bad_alloc&) {
      throw without_memory();
    }
    if (complete) {
      files_.remove_log();  // not before the result is durable
    }
    try {
      print_summary(results, complete);
    } catch (const Stopped&) {
      say(fmt::format("interrupted: the table is left out; `convoyrisk compare {}` prints it\n",
                      files_.result().string()));
    } catch (const std::bad_alloc&) {
      throw SystemError(fmt::format("out of memory: the table is left out; `convoyrisk compare {}` prints it",
                                    files_.result().string()));
    }
    results::write_timing(files_.result(), {wall.count(), cpu_seconds(), options_.threads, ranks_.blocks()});
    return report_end(results, complete);
  }

 private:
  /// Nobody knows how many events there will be, so their part is told apart: no bound, but what a few replications
  /// have.
  void check_room() const {
    const double bytes = results::result_size_bytes(input_.scenario(), plan_);
    const double events = input_.scenario().run.keep.events
                              ? experiment::events_of_replication(plan_, worlds_) * static_cast<double>(wanted())
                              : 0;
    check_fits_memory(input_.scenario(), plan_, events);
    const double log = results::log_size_bytes(input_.scenario(), plan_, events);
    results::check_writable(files_.result(), bytes + results::events_size_bytes(events) +
                                                 std::max(0.0, log - static_cast<double>(files_.log_bytes())));
    if (!options_.quiet) {
      const std::string more =
          input_.scenario().run.keep.events
              ? fmt::format(", and about {} MB of events", compact(results::events_size_bytes(events) / 1e6, 2))
              : "";
      say(fmt::format("{}: {}{}; beside it, a log of {} while the run lasts\n", files_.result().string(),
                      size_in_words(bytes), more, size_in_words(log)));
    }
  }

  /// A run that ends by itself is hardly ever as long as it may be.
  [[nodiscard]] std::string size_in_words(double bytes_at_most) const {
    constexpr double some = 10'000;
    if (input_.scenario().run.precision.empty() && !selection_) {
      return fmt::format("at most about {} MB", compact(bytes_at_most / 1e6, 2));
    }
    const double replications = static_cast<double>(wanted());
    return fmt::format("about {} MB for every {} replications", compact(bytes_at_most / replications * some / 1e6, 2),
                       grouped(some));
  }

  experiment::Results blocks() {
    try {
      return simulate();
    } catch (const std::bad_alloc&) {
      throw without_memory();
    }
  }

  [[nodiscard]] SystemError without_memory() const {
    return SystemError(files_.logged() == 0
                           ? "out of memory"
                           : fmt::format("out of memory; {} keeps {} blocks: the same command with --resume goes on "
                                         "from them",
                                         files_.log().string(), grouped(files_.logged())));
  }

  experiment::Results simulate() {
    experiment::Begun begun = files_.begin(none_, plan_, range_.end);
    for (const std::string& warning : files_.warnings()) {
      say(fmt::format("warning: {}\n", warning));
    }
    std::int64_t done = begun.results.replications;
    for (const auto& [index, block] : begun.beyond) {
      done += block.added;
    }
    if (done > 0 && !options_.quiet) {
      say(fmt::format("going on from {} replications\n", grouped(done)));
    }
    const bool precise = !input_.scenario().run.precision.empty();
    const auto enough = [&](const experiment::BlockSums& block) {
      return reached_ = (precise && precision_.add(block)) || (selection_ && selection_->add(block));
    };
    std::ranges::for_each(begun.results.blocks, enough);
    Progress progress(wanted(), begun.results.replications, options_.quiet);
    experiment::Observer observer;
    observer.block = [this](const experiment::Block& block) { files_.append(block); };
    observer.progress = [&progress](std::int64_t replications) { progress.update(replications); };
    if (precise || selection_) {
      observer.enough = enough;
    }
    const std::int64_t end = reached_ ? begun.results.end_block() : range_.end;
    experiment::Results results =
        ranks_.simulate(input_, identity_, options_.threads, std::move(begun), end, observer, stop_is_wanted);
    progress.finish();
    return results;
  }

  /// The log keeps what there is.
  [[nodiscard]] int end_without_result() {
    if (files_.logged() == 0) {
      files_.remove_log();
      say("interrupted before the first block was done; nothing is written\n");
    } else {
      say(fmt::format(
          "interrupted: {} keeps {} blocks, and {} is not written yet; the same command with --resume goes on\n",
          files_.log().string(), files_.logged(), files_.result().string()));
    }
    return interrupted;
  }

  [[nodiscard]] experiment::Summary summary_of(const experiment::Results& results, bool complete,
                                               const experiment::Question& question) const {
    experiment::Heading heading = input_.heading();
    heading.complete = complete;
    experiment::Summary summary = summarise(heading, plan_, results, question);
    if (selection_ && selection_->verdict()) {
      summary.selected = {selection_->outcome(), selection_->indifference(), *selection_->verdict()};
    }
    return summary;
  }

  void write(const experiment::Results& results, bool complete) const {
    const experiment::Summary summary = summary_of(results, complete, {});
    results::write_results(
        files_.result(),
        {input_.scenario(), input_.study().source_text(), input_.study().resolved_yaml(), plan_, results, summary,
         input_.swept(), input_.uncertain(results.first_block, results.blocks.size()), api::verdicts(summary)});
  }

  void print_summary(const experiment::Results& results, bool complete) const {
    const experiment::Summary asked = summary_of(results, complete, question_);
    if (options_.json) {
      show(json_summary(options_.scenario.file, input_.scenario(), results, asked, input_.keep().severity));
    } else {
      show(options_.brief ? brief_comparison(asked) : comparison_table(asked));
    }
  }

  [[nodiscard]] int report_end(const experiment::Results& results, bool complete) const {
    const std::string path = files_.result().string();
    if (!complete) {
      say(fmt::format("interrupted: {} holds the first {} of {} replications; the same command with --resume goes on\n",
                      path, grouped(results.replications), grouped(wanted())));
      return interrupted;
    }
    if (!options_.quiet) {
      say(fmt::format("results: {}\n", path));
    }
    return success;
  }

  /// Replications from the first to the last block.
  [[nodiscard]] std::int64_t wanted() const {
    return plan_.range(range_.end - 1).end - plan_.range(range_.first).first;
  }

  const RunOptions& options_;
  const RunInput& input_;
  Ranks& ranks_;
  const experiment::Plan& plan_;
  experiment::Question question_;  ///< made, and refused, before the run
  BlockRange range_;
  experiment::Worlds worlds_;
  experiment::Results none_;
  experiment::PrecisionRule precision_;
  std::optional<experiment::SelectionRule> selection_;
  results::Identity identity_;
  RunFiles files_;
  bool reached_ = false;  ///< the wanted precision, or a selection
};

/// Who asks for replications wants a run without draws.
ScenarioOptions scenario_options(const RunOptions& options) {
  ScenarioOptions scenario = options.scenario;
  if (!options.replications.empty() || !options.precision.empty() || !options.select.empty()) {
    scenario.no_uncertainty = true;
  }
  return scenario;
}

int execute_tail(const RunOptions& options, const scenario::Study& study, const std::vector<PolicyId>& policies) {
  return run_tail(
      study, policies,
      {options.scenario.file, options.output, options.tail_at, options.threads, options.quiet, options.json},
      stop_is_wanted);
}

int execute(const RunOptions& options, Ranks& ranks) {
  constexpr std::int64_t most_for_a_selection = 1'000'000;
  if (ranks.first()) {
    stop_at_signals();
  }
  scenario::Study study = read(scenario_options(options), key_overrides(options), ranks.first());
  std::vector<PolicyId> policies = chosen_policies(study, options.scenario.policies, ranks.first());
  if (options.tail) {
    return ranks.first() ? execute_tail(options, study, policies) : success;
  }
  study.check_precision_of(policies);
  const bool selects = !options.select.empty() && options.replications.empty();
  RunInput input(std::move(study), std::move(policies), selects ? std::optional(most_for_a_selection) : std::nullopt);
  if (options.json && !options.resume) {  // blocks from before may be without
    input.ask_for_severity();
  }
  check_stopping(options, input);
  if (!ranks.first()) {
    ranks.help(input, identity_of(input, no_results(input.plan(), input.worlds()).policy_names), options.threads);
    return success;
  }
  return Run(options, input, ranks).execute();
}

}  // namespace

void add_run_command(CLI::App& program, int& exit_code) {
  CLI::App* command =
      program.add_subcommand("run", "Simulate every policy, print the comparison and write the result file");
  auto options = std::make_shared<RunOptions>();
  options->scenario.add_to(*command);
  options->question.add_to(*command);
  const CLI::Validator not_empty([](const std::string& given) { return given.empty() ? "must not be empty" : ""; }, "");
  const auto text = [command, &not_empty](const char* names, std::string& target, const char* what, const char* type) {
    command->add_option(names, target, what)->type_name(type)->check(not_empty);
  };
  text("-o,--output", options->output, "result file (default: the scenario's name with .h5, here)", "FILE");
  text("--replications", options->replications,
       "replications of every policy (run.replications), all values as they stand in the file", "N");
  text("--precision", options->precision,
       "run until an interval is so narrow (run.precision), e.g. '{of: killed_total, half_width: 5 %}'", "WHAT");
  CLI::Option* const select =
      command
          ->add_option(
              "--select", options->select,
              "run until the policy with the least of this outcome is found, with a guarantee (Kim and Nelson)")
          ->type_name("OUTCOME");
  CLI::Option* const indifference = command
                                        ->add_option("--indifference", options->indifference,
                                                     "with --select: a difference too small to matter, per horizon")
                                        ->check(CLI::PositiveNumber)
                                        ->type_name("AMOUNT");
  select->needs(indifference);
  indifference->needs(select);
  text("--draws", options->draws, "draws of uncertain parameters (uncertainty.draws)", "N");
  text("--inner", options->inner, "replications of each draw (uncertainty.inner)", "N");
  text("--seed", options->seed, "seed of the random numbers (run.seed)", "N");
  command
      ->add_option("--keep", options->keep,
                   "what the result file holds: outcomes, legs, days, severity, events (run.keep)")
      ->delimiter(',')
      ->type_name("WHAT");
  text("--blocks", options->blocks, "only blocks A, ..., B - 1 of the run: a shard for `convoyrisk merge`", "A..B");
  command->add_flag("--resume", options->resume,
                    "go on with a run that was interrupted, or make a finished one longer");
  CLI::Option* const tail = command->add_flag("--tail", options->tail,
                                              "chances of very many deaths, by importance sampling: a run of its own");
  command->add_option("--tail-at", options->tail_at, "with --tail: deaths that it is to reach")
      ->needs(tail)
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  for (const char* other : {"--resume", "--blocks", "--precision", "--keep"}) {
    tail->excludes(other);
  }
  command
      ->add_option("--threads", options->threads, "threads (default: all of the machine); results do not depend on it")
      ->check(CLI::Range(1, 4096))
      ->type_name("N");
  command->add_flag("--quiet", options->quiet, "no progress and no messages but errors and warnings");
  CLI::Option* const json =
      command->add_flag("--json", options->json, "print a summary for programs instead of the table");
  command->add_flag("--brief", options->brief, "print only what the numbers say, in words")
      ->excludes(json)
      ->excludes(tail);
  command->footer(
      "Examples:\n"
      "  convoyrisk run scenarios/karakoram.yaml\n"
      "  convoyrisk run scenarios/karakoram.yaml --replications 2000 --seed 7 -o quick.h5\n"
      "  convoyrisk run scenarios/karakoram.yaml --policy 'as it is' --policy escorts \\\n"
      "      --set policies.escorts.escort.vehicles=3\n"
      "  convoyrisk run scenarios/karakoram.yaml --replications 50000 --resume\n"
      "  convoyrisk run scenarios/karakoram.yaml --select killed_total --indifference 0.2\n"
      "  convoyrisk run scenarios/karakoram.yaml --json --quiet > summary.json\n"
      "  convoyrisk run scenarios/karakoram.yaml --tail --policy 'as it is'");
  command->callback([options, &exit_code] {
    Ranks ranks;
    exit_code = ranks.execute([&] { return execute(*options, ranks); });
  });
}

}  // namespace convoyrisk::app
