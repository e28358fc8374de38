#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands/commands.hpp"
#include "app/commands/run_input.hpp"
#include "app/commands/scenario_options.hpp"
#include "app/text/number_format.hpp"
#include "app/text/say.hpp"
#include "app/text/text_table.hpp"
#include "experiment/run/speed.hpp"
#include "experiment/summary/summary.hpp"

namespace convoyrisk::app {
namespace {

using Json = nlohmann::ordered_json;

/// Where no scenario is named: one road, a convoy every six hours, and what protects it.
constexpr const char* own_scenario = R"(convoyrisk: 1
title: the bench's own scenario
start: 2024-01-01T00:00
horizon: 365 d
network:
  segment: 5 km
  nodes: {west: {lat: 0, lon: 0}, middle: {lat: 0, lon: 0.8}, east: {lat: 0, lon: 1.6}}
  roads:
    - {from: west, to: middle, length: 100 km, speed: 60 km/h}
    - {from: middle, to: east, length: 100 km, speed: 60 km/h}
vehicles: {bus: {seats: 30, protection: 0}}
convoys:
  - {name: out, from: west, to: east, depart: {every: 12 h}, workers: 30, vehicles: {bus: 1}, speed: 60 km/h}
  - {name: back, from: east, to: west, depart: {every: 12 h, offset: 6 h}, workers: 30, vehicles: {bus: 1}, speed: 60 km/h}
threat:
  groups:
    - name: raiders
      cells: 4
      home: [middle]
      range: 60 km
      dormant: {exponential: {mean: 60 d}}
      preparing: {gamma: {mean: 5 d, cv: 0.7}}
      staged: {exponential: {mean: 8 h}}
      recovering: {gamma: {mean: 20 d, cv: 0.7}}
      engage: 0.5
      deterrence: 0.3
      habit: 0
      modes: [{name: bomb, kill: 0.1, spread: 0.1, severity_cv: 1}]
policies:
  - {name: as it is}
  - {name: escorts, escort: {vehicles: 2, crew: 5, protection: 0.3, spot: 0.05, suppress: 0.5}}
)";

struct BenchOptions {
  ScenarioOptions scenario;
  double seconds = 2;
  int threads = experiment::default_threads();
  bool json = false;
};

/// What a difference of deaths takes.
struct Difference {
  std::string policy;
  std::optional<double> replications;  ///< none where too little has happened to say
};

struct Bench {
  std::string name;
  std::vector<std::string> policies;
  std::vector<experiment::Speed> speeds;  ///< by number of threads, from 1 to all
  std::vector<Difference> differences;    ///< of each policy but the first from the first

  [[nodiscard]] const experiment::Speed& fastest() const {
    return *std::ranges::max_element(speeds, {}, &experiment::Speed::replications_a_second);
  }
};

/// 1, 2, 4, ... and all.
std::vector<int> thread_counts(int all) {
  std::vector<int> counts;
  for (int count = 1; count < all; count *= 2) {
    counts.push_back(count);
  }
  counts.push_back(all);
  return counts;
}

scenario::Study study_of(const BenchOptions& options) {
  if (!options.scenario.file.empty()) {
    return read(options.scenario);
  }
  scenario::Changes changes;
  for (const std::string& setting : options.scenario.settings) {
    changes.overrides.push_back(scenario::parse_override(setting));
  }
  return scenario::read_study_text(own_scenario, "the bench's own scenario", ".", changes);
}

/// Replications until the 95 % interval of the difference is 5 % of the baseline's deaths to either side.
std::vector<Difference> differences_of(const experiment::Summary& summary) {
  constexpr double wanted = 0.05;
  constexpr auto killed = static_cast<std::size_t>(model::Outcome::killed_total);
  const experiment::PointSummary& point = summary.points.front();
  const double half_width = wanted * point.policies.front().outcomes[killed].estimate.mean;
  std::vector<Difference> differences;
  for (std::size_t i = 1; i < point.policies.size(); ++i) {
    const stats::Interval& interval = point.pair(i, 0).difference[killed].estimate.interval;
    const double ratio = (interval.high - interval.low) / 2 / half_width;
    const double needed = static_cast<double>(summary.replications) * ratio * ratio;
    differences.push_back({point.policies[i].name, std::isfinite(needed) ? std::optional(needed) : std::nullopt});
  }
  return differences;
}

Bench measure(const BenchOptions& options) {
  constexpr std::int64_t endless = 1'000'000'000;
  scenario::Study study = study_of(options);
  std::vector<PolicyId> policies = chosen_policies(study, options.scenario.policies);
  const std::string name = options.scenario.file.empty() ? study.base().title : options.scenario.file;
  const RunInput input(std::move(study), std::move(policies), endless);
  experiment::Plan plan = input.plan();
  plan.points = 1;
  const spec::Keep keep{
      .outcomes = false, .legs = false, .days = false, .severity = input.keep().severity, .events = false};
  Bench bench{name, {}, {}, {}};
  for (const int threads : thread_counts(options.threads)) {
    bench.speeds.push_back(measure_speed(plan, input.worlds(), keep, threads, options.seconds));
  }
  const experiment::Results& most = std::ranges::max_element(bench.speeds, {}, [](const experiment::Speed& speed) {
                                      return speed.results.replications;
                                    })->results;
  bench.policies = most.policy_names;
  bench.differences = differences_of(summarise(input.heading(), plan, most));
  return bench;
}

/// What keeps a run on all threads from being faster.
std::string limit_of(const Bench& bench) {
  constexpr double undisturbed = 0.9;
  constexpr double as_fast = 1.15;
  const experiment::Speed& one = bench.speeds.front();
  const experiment::Speed& all = bench.speeds.back();
  if (all.processor_share < undisturbed) {
    return fmt::format(
        "processor time: each of {} threads had {} of a processor, the rest went to other programs or is not allowed",
        all.threads, percent(all.processor_share, 0));
  }
  if (const double slower = all.processor_seconds / one.processor_seconds; slower > as_fast) {
    return fmt::format(
        "what processors share: on {} threads a replication takes {} more processor time than on one, which wait for "
        "each other's memory or are two on one core",
        all.threads, percent(slower - 1, 0));
  }
  return fmt::format("the number of processors: {}", all.threads);
}

std::string table_of(const Bench& bench) {
  std::string text =
      wrapped(fmt::format("{}: replications, each under {}, all values as they stand in the file", bench.name,
                          bench.policies.size() == 1 ? "1 policy" : fmt::format("{} policies", bench.policies.size())),
              page_width) +
      "\n";
  constexpr std::size_t first_column = 10;
  TextTable speeds(first_column, {"threads", "replications a second", "against one thread", "processor ms each"});
  for (const experiment::Speed& speed : bench.speeds) {
    speeds.add({std::to_string(speed.threads), rounded(speed.replications_a_second),
                fmt::format("{:.2f}", speed.replications_a_second / bench.speeds.front().replications_a_second),
                rounded(1e3 * speed.processor_seconds)});
  }
  text += speeds.text();
  if (!bench.differences.empty()) {
    text += wrapped(fmt::format("Until the difference of deaths from \"{}\" is known to within 5 % of its deaths (95 % "
                                "interval, same random numbers), on {} threads",
                                bench.policies.front(), bench.fastest().threads),
                    page_width);
    constexpr std::size_t names = 30;
    TextTable table(names, {"", "replications", "seconds"});
    for (const Difference& difference : bench.differences) {
      const auto number = [&](double scale) {
        return difference.replications ? rounded(*difference.replications * scale) : "not known";
      };
      table.add({difference.policy, number(1), number(1 / bench.fastest().replications_a_second)});
    }
    text += table.text();
  }
  return text + wrapped("Limited by " + limit_of(bench), page_width);
}

Json json_of(const Bench& bench) {
  Json speeds = Json::array();
  for (const experiment::Speed& speed : bench.speeds) {
    speeds.push_back({{"threads", speed.threads},
                      {"replications_per_s", speed.replications_a_second},
                      {"processor_s_per_replication", speed.processor_seconds},
                      {"processor_share", speed.processor_share}});
  }
  Json differences = Json::array();
  for (const Difference& difference : bench.differences) {
    Json row{{"policy", difference.policy}, {"replications", nullptr}, {"seconds", nullptr}};
    if (difference.replications) {
      row["replications"] = *difference.replications;
      row["seconds"] = *difference.replications / bench.fastest().replications_a_second;
    }
    differences.push_back(std::move(row));
  }
  return {{"scenario", bench.name},
          {"policies", bench.policies},
          {"threads", std::move(speeds)},
          {"differences", {{"of", "killed_total"}, {"half_width", "5 %"}, {"policies", std::move(differences)}}},
          {"limit", limit_of(bench)}};
}

}  // namespace

void add_bench_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("bench", "Measure how fast this machine simulates a scenario");
  auto options = std::make_shared<BenchOptions>();
  options->scenario.no_uncertainty = true;
  command->add_option("scenario", options->scenario.file, "scenario file (default: a small one of the program's own)")
      ->type_name("FILE");
  command->add_option("--set", options->scenario.settings, "set one value of the scenario; may be given again")
      ->type_name("PATH=VALUE")
      ->take_all();
  command
      ->add_option("--policy", options->scenario.policies,
                   "only this policy; may be given again, the first is the baseline")
      ->type_name("NAME")
      ->take_all();
  command->add_option("--threads", options->threads, "the most threads that are tried (default: all of the machine)")
      ->check(CLI::Range(1, 4096))
      ->type_name("N");
  command->add_option("--seconds", options->seconds, "for each number of threads (2)")
      ->check(CLI::Range(0.01, 3600.0))
      ->type_name("S");
  command->add_flag("--json", options->json, "print numbers for programs instead of the table");
  command->footer(
      "Examples:\n"
      "  convoyrisk bench\n"
      "  convoyrisk bench scenarios/karakoram.yaml --seconds 5\n"
      "  convoyrisk bench scenarios/karakoram.yaml --policy 'as it is' --policy escorts --json");
  command->callback([options] {
    const Bench bench = measure(*options);
    show(options->json ? json_of(bench).dump(1) + "\n" : table_of(bench));
  });
}

}  // namespace convoyrisk::app
