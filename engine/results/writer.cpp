#include "results/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "base/check.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "experiment/summary/block_bytes.hpp"
#include "results/file_kind.hpp"
#include "results/netcdf_file.hpp"
#include "results/sections.hpp"
#include "results/stored_file.hpp"

namespace convoyrisk::results {
namespace {

void write_sections(Group& root, const RunRecord& run) {
  const spec::Keep& keep = run.scenario.run.keep;
  write_head(root, run);
  write_summary(root.group("summary"), run);
  write_comparison(root.group("comparison"), run);
  write_scenario(root.group("scenario"), run.scenario_text, run.resolved_yaml);
  write_network(root.group("network"), run.scenario.network);
  write_blocks(root.group("blocks"), run);
  if (!run.swept.empty()) {
    write_sweep(root.group("sweep"), run);
  }
  if (run.plan.has_draws()) {
    write_uncertainty(root.group("uncertainty"), run);
  }
  if (keep.legs) {
    write_legs(root.group("legs"), run);
  }
  if (run.results.convoys > 0) {
    write_convoys(root.group("convoys"), run);
  }
  if (keep.days) {
    write_days(root.group("days"), run);
  }
  if (keep.severity) {
    write_severity(root.group("severity"), run);
  }
  if (keep.outcomes) {
    write_outcomes(root.group("outcomes"), run);
  }
  if (keep.events) {
    write_events(root.group("events"), run);
  }
}

}  // namespace

void write_results(const std::filesystem::path& file, const RunRecord& run) {
  CONVOYRISK_ASSERT(run.results.replications > 0);
  write_netcdf_file(file, [&run](Group& root) { write_sections(root, run); });
}

namespace {

constexpr double tails_of_policy = 2000;  // histograms and severities of a block, packed, about

/// Sums of a block at one point of a sweep.
double sums_size_bytes(const experiment::Plan& plan) {
  const std::size_t policies = plan.policies.size();
  return sizeof(double) * static_cast<double>(experiment::OutcomeMoments::variable_count(policies) +
                                              experiment::OutcomeMoments::product_count(policies) +
                                              2 * experiment::OutcomeMoments::outcome_pair_count(policies)) +
         tails_of_policy * static_cast<double>(policies);
}

}  // namespace

double result_size_bytes(const spec::Scenario& scenario, const experiment::Plan& plan) {
  constexpr double tables = 1e6;
  constexpr double packed_count = 1;
  const std::size_t policies = plan.policies.size();
  const auto& infos = model::outcome_infos();
  const auto counts = static_cast<double>(std::ranges::count(infos, true, &model::OutcomeInfo::is_count));
  const double replication = scenario.run.keep.outcomes
                                 ? counts * packed_count + (static_cast<double>(infos.size()) - counts) * sizeof(double)
                                 : 0;
  const double leg = scenario.run.keep.legs ? 8 * sizeof(double) : 0;
  const double day = scenario.run.keep.days ? 2 * sizeof(double) : 0;
  return tables +
         static_cast<double>(plan.points) *
             (static_cast<double>(plan.block_count()) * sums_size_bytes(plan) +
              static_cast<double>(policies) *
                  (static_cast<double>(plan.total_replications()) * replication +
                   static_cast<double>(scenario.network.roads.size()) * leg +
                   static_cast<double>(scenario.convoys.size()) * 10 * sizeof(double) + scenario.horizon_h / 24 * day));
}

double log_size_bytes(const spec::Scenario& scenario, const experiment::Plan& plan, double events) {
  const std::size_t policies = plan.policies.size();
  experiment::PolicyTotals totals;
  totals.legs.resize(scenario.run.keep.legs ? scenario.network.roads.size() : 0);
  totals.days.resize(scenario.run.keep.days ? static_cast<std::size_t>(std::ceil(scenario.horizon_h / 24)) : 0);
  totals.convoys.resize(scenario.convoys.size());
  experiment::PointSums point;
  point.moments = experiment::OutcomeMoments(policies);
  point.policies.resize(policies);
  experiment::Block block;
  block.sums.points = {point};
  block.totals.assign(policies, totals);
  const double values = scenario.run.keep.outcomes ? static_cast<double>(model::outcome_count) * sizeof(double) : 0;
  const auto per_policy = static_cast<double>(policies);
  return events * sizeof(experiment::KeptEvent) +
         static_cast<double>(plan.points) *
             (static_cast<double>(plan.block_count()) *
                  (static_cast<double>(to_bytes(block).size()) + 2 * tails_of_policy * per_policy) +
              static_cast<double>(plan.total_replications()) * per_policy * values);
}

double events_size_bytes(double events) {
  constexpr double packed_event = 5;
  return events * packed_event;
}

namespace {

/// Somebody else's HDF5 file, read without an error. What cannot be read is taken for a result that was damaged.
bool is_of_another_program(const std::filesystem::path& file) {
  prepare_hdf5();
  try {
    const StoredFile stored(file);
    return !stored.has_attribute("/", "format") || !stored.text_attribute("/", "format").starts_with("convoyrisk");
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

void check_writable(const std::filesystem::path& file, double bytes) {
  check_own_kind(file, "result file", {hdf5_signature});
  if (kind_of(file) == FileKind::hdf5 && is_of_another_program(file)) {
    throw InputError(
        fmt::format("{} exists and is an HDF5 file of another program: it is not overwritten", file.string()));
  }
  check_whole_file(file, bytes);
}

void write_timing(const std::filesystem::path& file, const Timing& timing) {
  nlohmann::ordered_json json{
      {"wall_seconds", timing.wall_s}, {"cpu_seconds", timing.cpu_s}, {"threads", timing.threads}};
  if (!timing.blocks_by_rank.empty()) {
    json["blocks_by_rank"] = timing.blocks_by_rank;
  }
  const std::string text = json.dump(2) + "\n";
  write_whole_file(std::filesystem::path(file) += ".timing.json", std::as_bytes(std::span(text)));
}

}  // namespace convoyrisk::results
