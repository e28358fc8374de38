#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "app/commands/commands.hpp"
#include "app/commands/plans_record.hpp"
#include "app/commands/question_options.hpp"
#include "app/commands/scenario_options.hpp"
#include "app/commands/search_log.hpp"
#include "app/commands/stop_signals.hpp"
#include "app/text/front_text.hpp"
#include "app/text/number_format.hpp"
#include "app/text/progress.hpp"
#include "app/text/say.hpp"
#include "app/text/text_table.hpp"
#include "base/error.hpp"
#include "base/stop.hpp"
#include "base/whole_file.hpp"
#include "experiment/run/threads.hpp"
#include "results/sha256.hpp"
#include "results/writer.hpp"
#include "scenario/format/policy_checks.hpp"
#include "scenario/format/writer.hpp"
#include "search/plan_policy.hpp"

namespace convoyrisk::app {
namespace {

struct OptimiseOptions {
  ScenarioOptions scenario;
  std::string output;
  std::string policies;
  std::optional<double> budget;
  std::string of;
  std::string within = "2 %";
  std::string criterion = "mean";
  std::string seed;
  double confidence = 0.95;
  double least_delivered = 0.95;
  std::int64_t most = 20'000;
  int threads = experiment::default_threads();
  bool resume = false;
  bool quiet = false;
  bool json = false;
};

constexpr std::int64_t replications_for_a_verdict = 8192;
constexpr const char* first_line_of_policies = "# Policies that convoyrisk optimise found\n";

/// A number a year, or a number and a percent sign, of the base.
search::Promise promise_of(const OptimiseOptions& options, double horizons_a_year) {
  const std::size_t digits = options.within.find_last_not_of("% \t") + 1;
  const std::string_view number(options.within.data(), digits);
  double value = 0;
  const auto [end, error] = std::from_chars(number.begin(), number.end(), value);
  if (error != std::errc() || end != number.end() || !(value > 0) || !std::isfinite(value)) {
    throw InputError(fmt::format(
        "--within {}: how far from the best a plan may be, as '0.2' a year or '2 %' of the base", options.within));
  }
  const bool share = options.within.find('%') != std::string::npos;
  return {options.confidence, share ? value / 100 : value / horizons_a_year, share};
}

void check_can_be_searched(const OptimiseOptions& options, const scenario::Study& study) {
  if (!study.base().search) {
    throw InputError(fmt::format("{}: has no `search` block, which names what can be done (docs/optimise.md)",
                                 options.scenario.file));
  }
  if (study.point_count() > 1) {
    throw InputError("optimise: not together with a sweep; search at its points one by one, by --set");
  }
  if (study.draw_count() == 0 && options.criterion != "mean") {
    throw InputError(
        fmt::format("--criterion {}: rests on draws of `uncertainty`, and there are none", options.criterion));
  }
}

search::Criterion criterion_named(const std::string& name) {
  return name == "regret"  ? search::Criterion::regret
         : name == "worst" ? search::Criterion::worst
                           : search::Criterion::mean;
}

/// Overrides that stand for keys of the scenario.
scenario::Overrides search_overrides(const OptimiseOptions& options) {
  scenario::Overrides overrides;
  const auto add = [&overrides](const char* path, const std::string& value, const std::string& option) {
    overrides.push_back({path, value, fmt::format("{} {}", option, value)});
  };
  if (!options.seed.empty()) {
    add("run.seed", options.seed, "--seed");
  }
  if (!options.of.empty()) {
    add("search.of", options.of, "--of");
  }
  if (options.budget) {
    add("search.budget", fmt::format("{}", *options.budget), "--budget");
  }
  return overrides;
}

/// A search from its options to its files.
class Optimise {
 public:
  Optimise(const OptimiseOptions& options, const scenario::Study& study)
      : options_(options),
        study_(study),
        horizons_a_year_(hours_per_year / scenario().horizon_h),
        space_(search::space_of(*scenario().search)),
        result_(options.output.empty() ? std::filesystem::path(options.scenario.file).stem().string() + ".plans.h5"
                                       : options.output),
        query_{promise_of(options, horizons_a_year_), std::nullopt, criterion_named(options.criterion), options.most},
        log_(result_, {identity(), study.resolved_yaml()}, options.resume) {
    if (scenario().search->budget) {
      query_.budget = *scenario().search->budget / horizons_a_year_;
    }
    if (!options.policies.empty()) {
      check_own_kind(options.policies, "list of policies", {first_line_of_policies});
    }
  }

  /// Returns the exit code.
  int execute() {
    stop_at_signals();
    try {
      const search::Means asked = means();
      const search::Found found = search::find_front(space_, query_, asked, watch());
      finish_progress();
      stop_is_wanted = false;
      report(found, asked);
    } catch (const Stopped&) {
      finish_progress();
      return end_without_result();
    }
    return success;
  }

 private:
  [[nodiscard]] const spec::Scenario& scenario() const { return study_.base(); }
  [[nodiscard]] const std::string& of() const { return scenario().search->of; }

  /// What a search that goes on must have in common with what there is: all that steers it.
  [[nodiscard]] results::Identity identity() const {
    return {results::this_program(),
            results::sha256(study_.resolved_yaml()),
            scenario().run.seed,
            {fmt::format("a search within {} with confidence {}, delivering {}, by {}, of {} plans at most",
                         options_.within, options_.confidence, options_.least_delivered, options_.criterion,
                         options_.most)},
            0};
  }

  [[nodiscard]] search::Means means() {
    search::Means means;
    const bool draws = study_.draw_count() > 0;
    means.world = [this, draws](std::span<const search::PlanNumber> plans, std::size_t draw) {
      const std::vector<search::PlanNumber> list(plans.begin(), plans.end());
      return std::make_shared<const model::World>(draws ? search::with_plans(study_.scenario(0, draw), space_, list)
                                                        : search::with_plans(scenario(), space_, list));
    };
    means.inner = draws ? study_.inner() : 0;
    means.of = outcome_named(of(), "search.of");
    means.least_delivered = options_.least_delivered;
    means.seed = scenario().run.seed;
    means.threads = options_.threads;
    means.log = log_.blocks();
    means.progress = [this](std::int64_t replications) {
      done_ += replications;
      progress_->update(done_);
    };
    return means;
  }

  [[nodiscard]] search::Watch watch() {
    return {[this](std::int64_t replications) {
              finish_progress();
              done_ = 0;
              progress_.emplace(replications, 0, options_.quiet);
            },
            [this](const search::Screening& screening, std::int64_t replications) {
              finish_progress();
              tell(screening, replications);
              check_something_happens(screening, replications);
            }};
  }

  void finish_progress() {
    if (progress_) {
      progress_->finish();
    }
  }

  void tell(const search::Screening& screening, std::int64_t replications) const {
    if (options_.quiet) {
      return;
    }
    const double within = screening.shortfall() * horizons_a_year_;
    say(fmt::format("round {}: {} of {} plans left after {} replications; within {} of {} wanted\n", screening.round(),
                    grouped(screening.left()), grouped(static_cast<std::int64_t>(screening.records().size())),
                    grouped(replications), std::isfinite(within) ? rounded(within) : "?",
                    rounded(screening.within() * horizons_a_year_)));
  }

  void check_something_happens(const search::Screening& screening, std::int64_t replications) const {
    if (replications >= replications_for_a_verdict && screening.records().front().harm.nonzero() == 0) {
      throw InputError(fmt::format("search.of: {} is 0 in {} replications of '{}': there is nothing to choose by", of(),
                                   grouped(replications), scenario().policies[scenario().search->base.index()].name));
    }
  }

  void report(const search::Found& found, const search::Means& asked) {
    const FoundFront run{
        scenario(), space_, query_, found, of(), options_.least_delivered, asked.inner, asked.replications_of_trial()};
    try {
      results::write_plans(result_, plans_record(run, study_));
      if (!options_.policies.empty()) {
        write_policies(found);
      }
    } catch (const SystemError& error) {
      throw SystemError(fmt::format("{}; {} keeps all blocks: the same command with --resume goes on from them",
                                    error.what(), log_.path().string()));
    }
    log_.remove();
    show(options_.json ? front_json(run) : front_text(run));
    if (!options_.quiet) {
      say(fmt::format("plans: {}\n", result_.string()));
    }
  }

  /// The base, then the steps of the front, as policies of a scenario.
  void write_policies(const search::Found& found) const {
    std::vector<search::PlanNumber> plans{0};
    for (const search::FrontStep& step : found.front) {
      if (step.plan != 0) {
        plans.push_back(step.plan);
      }
    }
    spec::Scenario with_front = search::with_plans(scenario(), space_, plans);
    for (spec::Policy& policy : with_front.policies) {
      scenario::take_out_idle_entries(policy, scenario());
    }
    const scenario::Node tree = scenario::to_tree(with_front);
    scenario::Node policies = scenario::Node::map();
    policies.add("policies", *tree.find("policies"));
    const std::string text = first_line_of_policies + scenario::print_yaml(policies);
    write_whole_file(options_.policies, std::as_bytes(std::span(text)));
  }

  /// The log keeps what there is.
  [[nodiscard]] int end_without_result() {
    if (log_.count() == 0) {
      log_.remove();
      say("interrupted before the first block was done; nothing is written\n");
    } else {
      say(fmt::format("interrupted: {} keeps {} blocks; the same command with --resume goes on\n", log_.path().string(),
                      grouped(log_.count())));
    }
    return interrupted;
  }

  const OptimiseOptions& options_;
  const scenario::Study& study_;
  double horizons_a_year_;
  search::Space space_;
  std::filesystem::path result_;
  search::Query query_;
  SearchLog log_;
  std::optional<Progress> progress_;
  std::int64_t done_ = 0;
};

int execute(const OptimiseOptions& options) {
  const scenario::Study study = read(options.scenario, search_overrides(options));
  check_can_be_searched(options, study);
  return Optimise(options, study).execute();
}

}  // namespace

void add_optimise_command(CLI::App& program, int& exit_code) {
  CLI::App* command = program.add_subcommand(
      "optimise", "Find the best plan for each budget, from what the scenario's `search` offers");
  auto options = std::make_shared<OptimiseOptions>();
  options->scenario.add_scenario_to(*command);
  command->add_flag("--no-uncertainty", options->scenario.no_uncertainty,
                    "leave out the scenario's `uncertainty`: all values as they stand in the file");
  command->add_option("-o,--output", options->output, "file (default: the scenario's name with .plans.h5, here)")
      ->type_name("FILE");
  command->add_option("--policies", options->policies, "write the plans of the front as policies for a scenario")
      ->type_name("FILE");
  command->add_option("--budget", options->budget, "extra cost a year that can be paid (search.budget)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("AMOUNT");
  command->add_option("--of", options->of, "outcome that is to be small (search.of)")->type_name("OUTCOME");
  command
      ->add_option("--within", options->within,
                   "how far from the best a plan may be, a year or in % of the base (default: 2 %)")
      ->type_name("AMOUNT");
  command->add_option("--confidence", options->confidence, "confidence of what is promised (default: 0.95)")
      ->check(CLI::Range(0.5, 0.9999))
      ->type_name("SHARE");
  command
      ->add_option("--min-delivered", options->least_delivered,
                   "choose only among plans that deliver this share of the base's workers (default: 0.95)")
      ->check(CLI::Range(0.0, 1.0))
      ->type_name("SHARE");
  command
      ->add_option(
          "--criterion", options->criterion,
          "what is made small over draws of `uncertainty`: mean, regret, or worst, the mean of the worst tenth")
      ->check(CLI::IsMember({"mean", "regret", "worst"}))
      ->type_name("WHAT");
  command
      ->add_option("--most", options->most,
                   "most plans that are simulated; a larger space is explored, and the promise is about these "
                   "(default: 20000)")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  command->add_option("--seed", options->seed, "seed of the random numbers (run.seed)")->type_name("N");
  command
      ->add_option("--threads", options->threads, "threads (default: all of the machine); results do not depend on it")
      ->check(CLI::Range(1, 4096))
      ->type_name("N");
  command->add_flag("--resume", options->resume, "go on with a search that was interrupted");
  command->add_flag("--quiet", options->quiet, "no progress and no messages but errors and warnings");
  command->add_flag("--json", options->json, "print the front for programs instead of the tables");
  command->footer(
      "Examples:\n"
      "  convoyrisk optimise scenarios/karakoram.yaml --no-uncertainty --budget 1500000\n"
      "  convoyrisk optimise scenarios/karakoram.yaml --no-uncertainty --within '5 %' --policies front.yaml\n"
      "  convoyrisk optimise scenarios/karakoram.yaml --within '5 %' --criterion worst");
  command->callback([options, &exit_code] { exit_code = execute(*options); });
}

}  // namespace convoyrisk::app
