#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <stdexcept>

#include "api/verdict_words.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/run_input.hpp"
#include "app/text/comparison_table.hpp"
#include "app/text/say.hpp"
#include "base/error.hpp"
#include "experiment/run/experiment.hpp"
#include "results/locked_file.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace convoyrisk::app {
namespace {

struct MergeOptions {
  std::vector<std::string> shards;
  std::string output;
  bool quiet = false;
};

struct Shard {
  std::string file;
  results::StoredRun run;
};

std::vector<Shard> read_shards(const std::vector<std::string>& files) {
  std::vector<Shard> shards;
  for (const std::string& file : files) {
    shards.push_back({file, results::read_run(file)});
    if (!shards.back().run.missing_outcomes.empty()) {
      const auto first = static_cast<std::size_t>(shards.back().run.missing_outcomes.front());
      throw InputError(fmt::format("{} does not tell {}, as an older program wrote it: merge it with that one", file,
                                   model::outcome_infos()[first].name));
    }
  }
  std::ranges::sort(shards, {}, [](const Shard& shard) { return shard.run.results.first_block; });
  return shards;
}

/// Whether `next` is what follows after `last`, of the same run.
void check_follows(const Shard& last, const Shard& next) {
  if (const std::string differs = difference(last.run.identity, next.run.identity); !differs.empty()) {
    throw InputError(fmt::format("{} and {} are of different runs: {} has {}", last.file, next.file, next.file,
                                 differs.substr(differs.find(' ', 3) + 1)));
  }
  const std::int64_t expected = last.run.results.end_block();
  const std::int64_t found = next.run.results.first_block;
  if (found != expected) {
    throw InputError(
        found < expected
            ? fmt::format("{} and {} overlap: both hold block {}", last.file, next.file, found)
            : fmt::format("blocks {}..{} are missing between {} and {}", expected, found, last.file, next.file));
  }
  const experiment::Results& results = last.run.results;
  if (!last.run.plan.has_draws() && results.blocks.back().replications < experiment::block_size) {
    throw InputError(fmt::format("{} ends with a short block, so {} cannot follow it", last.file, next.file));
  }
}

results::StoredRun merged(std::vector<Shard> shards) {
  for (std::size_t i = 1; i < shards.size(); ++i) {
    check_follows(shards[i - 1], shards[i]);
  }
  results::StoredRun run = std::move(shards.front().run);
  for (std::size_t i = 1; i < shards.size(); ++i) {
    results::StoredRun& next = shards[i].run;
    run.heading.complete = run.heading.complete && next.heading.complete;
    run.plan = next.plan;
    try {
      run.results.append(std::move(next.results));
    } catch (const std::overflow_error& error) {
      throw InputError(fmt::format("{} is damaged: it holds {}", shards[i].file, error.what()));
    }
  }
  return run;
}

/// The scenario as the shards hold it, with as many replications or draws as they have together.
scenario::Study study_of(const results::StoredRun& run, const std::string& resolved, const std::string& file) {
  scenario::Changes changes;
  if (run.plan.has_draws()) {
    changes.draws = run.plan.draws;
  }
  return scenario::read_study_text(resolved, file, ".", changes);
}

void execute(const MergeOptions& options) {
  results::check_writable(options.output);
  results::LockedFile lock = results::lock_result(options.output);
  results::StoredRun run = merged(read_shards(options.shards));
  const results::StoredScenario stored = results::read_scenario(options.shards.front());
  scenario::Study study = study_of(run, stored.resolved, options.shards.front());
  std::vector<PolicyId> policies = chosen_policies(study.base(), run.identity.policies);
  const RunInput input(std::move(study), std::move(policies));
  run.results.segment_km = experiment::no_results(input.plan(), input.worlds()).segment_km;
  const experiment::Summary summary = summarise(run.heading, run.plan, run.results);
  results::write_results(options.output,
                         {input.scenario(), stored.text, stored.resolved, run.plan, run.results, summary, input.swept(),
                          input.uncertain(run.results.first_block, run.results.blocks.size()), api::verdicts(summary)});
  show(comparison_table(summary));
  if (!options.quiet) {
    say(fmt::format("results: {}\n", options.output));
  }
}

}  // namespace

void add_merge_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("merge", "Join shards, made by run --blocks, to the result of one run");
  auto options = std::make_shared<MergeOptions>();
  command->add_option("shards", options->shards, "result files of parts of one run, in any order")
      ->required()
      ->type_name("SHARD...");
  command->add_option("-o,--output", options->output, "result file")->required()->type_name("FILE");
  command->add_flag("--quiet", options->quiet, "no messages but errors");
  command->footer(
      "Example:\n"
      "  convoyrisk run karakoram.yaml --blocks 0..20 -o a.h5\n"
      "  convoyrisk run karakoram.yaml --blocks 20..40 -o b.h5\n"
      "  convoyrisk merge a.h5 b.h5 -o karakoram.h5");
  command->callback([options] { execute(*options); });
}

}  // namespace convoyrisk::app
