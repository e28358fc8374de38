// What a rare total costs with and without tilts, on one thread.
//
//   tail_speed FILE POLICY DEAD REPLICATIONS SEED [--tilt ENGAGEMENT,BACKGROUND,SEVERITY,SHARE,DEATHS]... [--alone]
//
// For each tilt, with a share of plain draws or alone, and for the one that the pilot chooses: P(killed_total >= DEAD),
// its standard error, and processor seconds to a relative standard error of 10 % (relative variance of a replication
// times its seconds over 0.01), as JSON.
#include <CLI/CLI.hpp>
#include <cstdint>
#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "experiment/tail/tail.hpp"
#include "scenario/study/reader.hpp"

namespace {

using namespace convoyrisk;
using Parts = std::vector<experiment::TiltMixture::Part>;

struct Arguments {
  std::string file;
  std::string policy;
  int dead = 0;
  std::int64_t replications = 0;
  std::uint64_t seed = 1;
  std::vector<std::string> tilts;
  bool alone = false;
};

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

model::Tilt read_tilt(const std::string& text) {
  const std::vector<std::string> parts = CLI::detail::split(text, ',');
  if (parts.size() != 5) {
    throw InputError("--tilt: five numbers with commas between them");
  }
  return {std::stod(parts[0]), std::stod(parts[1]), std::stod(parts[2]), std::stod(parts[3]), std::stod(parts[4])};
}

PolicyId find_policy(const spec::Scenario& scenario, const std::string& name) {
  const auto found = std::ranges::find(scenario.policies, name, &spec::Policy::name);
  if (found == scenario.policies.end()) {
    throw InputError("no policy " + name);
  }
  return PolicyId(static_cast<std::size_t>(found - scenario.policies.begin()));
}

nlohmann::ordered_json measure(const model::World& world, const experiment::TailSettings& settings, int dead,
                               const experiment::TiltChoice& choice) {
  const double begin = processor_seconds();
  const experiment::TailResults results = sample_tail(world, settings, {choice});
  const double seconds = processor_seconds() - begin;
  const stats::WeightedCounts& counts = results.policies.front().killed_total;
  const stats::WeightedEstimate found =
      counts.exceedance(static_cast<std::size_t>(dead), 0.95, choice.mixture.greatest_weight());
  const double relative_error = found.estimate.standard_error / found.estimate.mean;
  nlohmann::ordered_json tilts;
  for (const auto& part : choice.mixture.parts()) {
    if (part.share > 0.01)
      tilts.push_back({part.share, part.tilt.engagement, part.tilt.background, part.tilt.severity,
                       part.tilt.severe_share, part.tilt.deaths});
  }
  return {{"mixture", tilts},
          {"probability", found.estimate.mean},
          {"standard_error", found.estimate.standard_error},
          {"effective_size", found.effective_size},
          {"largest_share", found.largest_share},
          {"reached", counts.count_at_least(static_cast<std::size_t>(dead))},
          {"mean_weight", counts.mean_weight(0.95).estimate.mean},
          {"seconds", seconds},
          {"seconds_to_10_percent", seconds * relative_error * relative_error / 0.01}};
}

nlohmann::ordered_json report(const Arguments& arguments) {
  const model::World world(scenario::read_scenario(arguments.file).scenario);
  const PolicyId policy = find_policy(world.scenario(), arguments.policy);
  const experiment::TailSettings settings{.replications = arguments.replications,
                                          .seed = arguments.seed,
                                          .threads = 1,
                                          .policies = {policy},
                                          .at = arguments.dead};
  nlohmann::ordered_json lines;
  for (const std::string& text : arguments.tilts) {
    const model::Tilt tilt = read_tilt(text);
    const bool alone = arguments.alone || tilt == model::Tilt{};
    lines.push_back(measure(
        world, settings, arguments.dead,
        {experiment::TiltMixture(alone ? Parts{{1, tilt}}
                                       : Parts{{experiment::plain_share, {}}, {1 - experiment::plain_share, tilt}}),
         arguments.dead, 0}));
  }
  const double begin = processor_seconds();
  const experiment::TiltChoice choice =
      experiment::choose_tilts(world, {policy, settings.seed, 1, settings.replications, settings.at});
  const double pilot = processor_seconds() - begin;
  lines.push_back(measure(world, settings, arguments.dead, choice));
  lines.back()["pilot_seconds"] = pilot;
  lines.back()["pilot_dead"] = choice.dead;
  return lines;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("What a rare total costs");
  app.add_option("file", arguments.file, "scenario file")->required();
  app.add_option("policy", arguments.policy)->required();
  app.add_option("dead", arguments.dead)->required();
  app.add_option("replications", arguments.replications)->required()->check(CLI::PositiveNumber);
  app.add_option("seed", arguments.seed)->required();
  app.add_option("--tilt", arguments.tilts, "engagement,background,severity,share,deaths; may be repeated")
      ->allow_extra_args(false);
  app.add_flag("--alone", arguments.alone, "tilts by themselves, without a share of plain draws");
  CLI11_PARSE(app, argc, argv);
  try {
    for (const auto& line : report(arguments)) {
      std::cout << line.dump() << "\n";
    }
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
