#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "results/columns.hpp"
#include "results/sections.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {
namespace {

using experiment::BlockSums;
using experiment::PointSums;

/// Axes of what is told for every block: block, with a sweep point, then further ones.
Names block_axes(const RunRecord& run, const Names& further) {
  Names axes = run.swept.empty() ? Names{"block"} : Names{"block", "point"};
  axes.insert(axes.end(), further.begin(), further.end());
  return axes;
}

void block_dimensions(Group& group, const RunRecord& run) {
  const auto& blocks = run.results.blocks;
  std::vector<std::int64_t> numbers(blocks.size());
  std::iota(numbers.begin(), numbers.end(), run.results.first_block);
  group.coordinate("block", std::span<const std::int64_t>(numbers),
                   {"1", "block of replications; with draws of uncertain parameters the draw"});
  policy_dimensions(group, run);
  group.coordinate("outcome", outcome_names(), {"1", "outcome of a replication"});
  Names controlled;
  for (const model::Outcome outcome : experiment::controlled_outcomes) {
    controlled.emplace_back(model::outcome_infos()[static_cast<std::size_t>(outcome)].name);
  }
  group.coordinate("controlled", controlled, {"1", "outcome with a conditional expectation"});
  Names pairs;
  for (std::size_t q = 0; q < run.results.policies(); ++q) {
    for (std::size_t p = 0; p <= q; ++p) {
      pairs.push_back(fmt::format("{} | {}", run.results.policy_names[p], run.results.policy_names[q]));
    }
  }
  group.coordinate("pair", pairs, {"1", "two policies, or one with itself"});
  group.coordinate("excess_policy", run.results.policy_names, {"1", "policy whose excess it is"});
  std::vector<std::int64_t> replications;
  for (const BlockSums& block : blocks) {
    replications.push_back(block.replications);
  }
  write_column(group, "replications", "block", replications, {"1", "replications of every policy in the block"});
}

/// A slice of what `numbers(point)` gives, for every block and point.
template <class Number, class Numbers>
void write_slice(Group& group, const RunRecord& run, const char* name, const Names& further, std::size_t first,
                 std::size_t count, const Description& description, const Numbers& numbers,
                 Storage storage = Storage::checked) {
  std::vector<Number> all;
  for (const BlockSums& block : run.results.blocks) {
    for (const PointSums& point : block.points) {
      const auto& slice = numbers(point.moments);
      const auto begin = slice.begin() + static_cast<std::ptrdiff_t>(first);
      all.insert(all.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
    }
  }
  write_array(group, name, block_axes(run, further), all, description, storage);
}

/// What is kept of every outcome and pair, of the controlled outcomes alone.
std::vector<std::int64_t> of_controlled(const std::vector<std::int64_t>& by_outcome, std::size_t policies) {
  std::vector<std::int64_t> found;
  const std::size_t pairs = experiment::OutcomeMoments::pair_count(policies);
  for (const model::Outcome outcome : experiment::controlled_outcomes) {
    const auto begin = by_outcome.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(outcome) * pairs);
    found.insert(found.end(), begin, begin + static_cast<std::ptrdiff_t>(pairs));
  }
  return found;
}

void write_moments(Group& group, const RunRecord& run) {
  const std::size_t policies = run.results.policies();
  const std::size_t pairs = experiment::OutcomeMoments::pair_count(policies);
  constexpr std::size_t outcomes = model::outcome_count;
  constexpr std::size_t controlled = experiment::controlled_outcomes.size();
  const auto means = [](const experiment::OutcomeMoments& moments) -> const auto& { return moments.moments().means(); };
  const auto products = [](const experiment::OutcomeMoments& moments) -> const auto& {
    return moments.moments().products();
  };
  write_slice<double>(group, run, "mean", {"outcome", "policy"}, 0, outcomes * policies,
                      {"outcome_units", "mean over the block's replications"}, means);
  write_slice<double>(group, run, "excess_mean", {"controlled", "policy"}, outcomes * policies, controlled * policies,
                      {"person", "mean of count minus conditional expectation"}, means);
  write_slice<double>(group, run, "comoment", {"outcome", "pair"}, 0, outcomes * pairs,
                      {"outcome_units^2", "sum of products of deviations from the block's means"}, products);
  write_slice<double>(group, run, "excess_comoment", {"controlled", "pair"}, outcomes * pairs, controlled * pairs,
                      {"person^2", "the same of count minus conditional expectation"}, products);
  write_slice<double>(
      group, run, "cross_comoment", {"controlled", "policy", "excess_policy"}, (outcomes + controlled) * pairs,
      controlled * policies * policies,
      {"person^2", "the same of the conditional expectation under one policy and the excess under another"}, products);
  const std::size_t cost_products =
      experiment::OutcomeMoments::product_count(policies) - experiment::OutcomeMoments::cost_product_count(policies);
  const Names two_policies{"policy", "excess_policy"};
  write_slice<double>(group, run, "cost_conditional_comoment", two_policies, cost_products, policies * policies,
                      {"currency person",
                       "the same of the cost under one policy and the conditional expectation of killed_total under "
                       "another"},
                      products);
  write_slice<double>(group, run, "cost_excess_comoment", two_policies, cost_products + policies * policies,
                      policies * policies,
                      {"currency person",
                       "the same of the cost under one policy and the excess of killed_total under "
                       "another"},
                      products);
  write_slice<double>(
      group, run, "cubes", {"outcome", "pair"}, 0, outcomes * pairs,
      {"outcome_units^3",
       "sum of cubes of deviations of the difference of two policies from its mean; "
       "of one policy: of its values"},
      [](const experiment::OutcomeMoments& moments) -> const auto& { return moments.cubes(); });
  write_slice<std::int64_t>(
      group, run, "differing", {"outcome", "pair"}, 0, outcomes * pairs,
      {"1", "replications in which two policies differ by more than rounding; of one policy: in which it is not zero"},
      [](const experiment::OutcomeMoments& moments) -> const auto& { return moments.unequal(); }, Storage::packed);
  write_slice<std::int64_t>(
      group, run, "unequal", {"controlled", "pair"}, 0, controlled * pairs,
      {"1", "differing of the controlled outcomes"},
      [](const experiment::OutcomeMoments& moments) { return of_controlled(moments.unequal(), moments.policies()); });
}

/// Replications in which both policies of a pair had at least so many dead. An older file does not tell, and what it is
/// merged or goes on with neither.
void write_deadly_together(Group& group, const RunRecord& run) {
  group.coordinate("threshold", std::span<const std::int32_t>(experiment::death_thresholds),
                   {"person", "least number killed in all"});
  std::vector<std::int64_t> all;
  const std::size_t size =
      experiment::death_thresholds.size() * experiment::OutcomeMoments::pair_count(run.results.policies());
  for (const BlockSums& block : run.results.blocks) {
    for (const PointSums& point : block.points) {
      std::vector<std::int64_t> counts = point.deadly_together;
      counts.resize(size, -1);
      all.insert(all.end(), counts.begin(), counts.end());
    }
  }
  write_array(group, "deadly_together", block_axes(run, {"threshold", "pair"}), all,
              {"1", "replications in which both policies have at least threshold killed in all"}, Storage::packed);
}

/// Ragged (CF 9.3.3): entries of one histogram after those of another.
void write_tails(Group& group, const RunRecord& run) {
  Names tails;
  for (const model::Outcome outcome : experiment::tail_outcomes) {
    tails.emplace_back(model::outcome_infos()[static_cast<std::size_t>(outcome)].name);
  }
  std::vector<std::int64_t> sizes;
  std::vector<std::int64_t> values;
  std::vector<std::int64_t> counts;
  for (const BlockSums& block : run.results.blocks) {
    for (const PointSums& point : block.points) {
      for (const experiment::PolicySums& policy : point.policies) {
        for (const stats::Histogram& histogram : policy.tails) {
          sizes.push_back(static_cast<std::int64_t>(histogram.entries().size()));
          for (const stats::Histogram::Entry& entry : histogram.entries()) {
            values.push_back(entry.value);
            counts.push_back(entry.count);
          }
        }
      }
    }
  }
  std::vector<std::int64_t> places(values.size());
  std::iota(places.begin(), places.end(), std::int64_t{0});
  group.coordinate("histogram", tails, {"1", "outcome of which there is a histogram"});
  group.coordinate("entry", std::span<const std::int64_t>(places), {"1", "entry of a histogram, all of them in a row"});
  write_array(group, "entries", block_axes(run, {"policy", "histogram"}), sizes, {"1", "entries of the histogram"},
              Storage::packed);
  write_array(group, "entry_value", {"entry"}, values, {"1", "value of the outcome"}, Storage::packed);
  write_array(group, "entry_count", {"entry"}, counts, {"1", "replications of the block with this value"},
              Storage::packed);
}

void write_conditional_severity(Group& group, const RunRecord& run) {
  const bool kept = run.scenario.run.keep.severity;
  std::size_t size = 1;
  for (const BlockSums& block : run.results.blocks) {
    for (const PointSums& point : block.points) {
      for (const experiment::PolicySums& policy : point.policies) {
        size = kept ? std::max(size, policy.severity_conditional.size()) : 1;
      }
    }
  }
  std::vector<double> all;
  for (const BlockSums& block : run.results.blocks) {
    for (const PointSums& point : block.points) {
      for (const experiment::PolicySums& policy : point.policies) {
        std::vector<double> padded = kept ? policy.severity_conditional : std::vector<double>();
        padded.resize(size);
        all.insert(all.end(), padded.begin(), padded.end());
      }
    }
  }
  std::vector<std::int64_t> dead(size);
  std::iota(dead.begin(), dead.end(), std::int64_t{0});
  group.coordinate("n", std::span<const std::int64_t>(dead), {"person", "number killed"});
  write_array(group, "severity_conditional", block_axes(run, {"policy", "n"}), all,
              {"1", "expected number of attacks with exactly n killed, sum over the block's replications"});
}

/// Of the expected dead by convoy: what /convoys is folded from.
void write_conditional_convoys(Group& group, const RunRecord& run) {
  const std::size_t convoys = run.results.convoys;
  if (convoys == 0) {
    return;
  }
  Names names;
  for (const spec::Convoy& convoy : run.scenario.convoys) {
    names.push_back(convoy.name);
  }
  std::vector<double> sums;
  std::vector<double> squares;
  for (const BlockSums& block : run.results.blocks) {
    for (const PointSums& point : block.points) {
      for (const experiment::PolicySums& policy : point.policies) {
        for (const stats::RealSums& of_convoy : policy.convoys_conditional) {
          sums.push_back(of_convoy.sum);
          squares.push_back(of_convoy.sum_of_squares);
        }
      }
    }
  }
  group.coordinate("convoy", names, {"1", "convoy"});
  const Names axes = block_axes(run, {"policy", "convoy"});
  write_array(group, "convoy_killed_conditional", axes, sums,
              {"person", "expected workers killed given the encounters, sum over the block's replications"});
  write_array(group, "convoy_killed_conditional_squares", axes, squares,
              {"person^2", "sum over the block's replications of the square of it"});
}

}  // namespace

void write_blocks(Group group, const RunRecord& run) {
  block_dimensions(group, run);
  write_moments(group, run);
  write_deadly_together(group, run);
  write_tails(group, run);
  write_conditional_severity(group, run);
  write_conditional_convoys(group, run);
}

void write_sweep(Group group, const RunRecord& run) {
  Names parameters;
  Names values;
  for (const SweptParameter& parameter : run.swept) {
    parameters.push_back(parameter.path);
    values.insert(values.end(), parameter.values.begin(), parameter.values.end());
  }
  group.coordinate("parameter", parameters, {"1", "path of the value in the scenario"});
  group.coordinate("point", run.summary.heading.points, {"1", "point of the sweep"});
  Variable variable = group.text_variable("value", {"parameter", "point"}, {"1", "what stands there at the point"});
  variable.write(values);
  variable.close();
}

void write_uncertainty(Group group, const RunRecord& run) {
  Names parameters;
  Names units;
  std::vector<double> values;
  for (const UncertainParameter& parameter : run.uncertain) {
    parameters.push_back(parameter.path);
    units.push_back(parameter.units);
    values.insert(values.end(), parameter.values.begin(), parameter.values.end());
  }
  std::vector<std::int64_t> draws(run.results.blocks.size());
  std::iota(draws.begin(), draws.end(), run.results.first_block);
  group.coordinate("parameter", parameters, {"1", "path of the value in the scenario"});
  group.coordinate("draw", std::span<const std::int64_t>(draws), {"1", "draw of the parameters, a block in /blocks"});
  write_column(group, "parameter_units", "parameter", units, {"1", "units of the values"});
  write_array(group, "value", {"parameter", "draw"}, values,
              {"parameter_units", "value drawn; of words the place of the one chosen"});
  const std::size_t policies = run.results.policies();
  policy_dimensions(group, run);
  group.coordinate("outcome", outcome_names(),
                   {"1", "outcome of a replication; deaths by their conditional expectation"});
  TableWriter table(group, policy_axes(run, {"outcome"}), run.results.totals.size(), model::outcome_count);
  for (const VarianceColumn& column : variance_columns()) {
    table.write<double>(column.name, {"outcome_units^2", column.long_name}, [&](std::size_t row, std::size_t outcome) {
      return column.of(run.summary.points[row / policies].variances[row % policies][outcome]);
    });
  }
  const stats::RangeContent content = stats::range_content(run.summary.draws, run.summary.question.confidence);
  group.attribute("range_content", content.expected);
  group.attribute("range_content_least", content.least);
  for (const RangeColumn& column : range_columns()) {
    table.write<double>(column.name, {column.units, column.long_name}, [&](std::size_t row, std::size_t outcome) {
      return column.of(run.summary.points[row / policies], row % policies, outcome);
    });
  }
}

}  // namespace convoyrisk::results
