#include <string_view>

#include "experiment/summary/sums_columns.hpp"
#include "results/sections.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {
namespace {

using experiment::SumsColumn;

/// The variables of a group whose dimensions are there.
void write_sums(Group& group, const RunRecord& run, std::string_view name) {
  const experiment::Results& results = run.results;
  const std::size_t length = experiment::sums_length(results, name);
  const auto write = [&]<class Number>(const SumsColumn& column, const SumsColumn::Row<Number>& row_of) {
    std::vector<Number> numbers;
    numbers.reserve(results.totals.size() * length);
    for (std::size_t place = 0; place < results.totals.size(); ++place) {
      heed_stop();
      std::vector<Number> row = row_of(results, place / results.policies(), place % results.policies());
      row.resize(length);
      numbers.insert(numbers.end(), row.begin(), row.end());
    }
    write_array(group, column.name.c_str(), policy_axes(run, {column.dimension}), numbers,
                {column.units, column.long_name});
  };
  for (const SumsColumn& column : experiment::sums_columns()) {
    if (column.group == name) {
      std::visit([&](const auto& row_of) { write(column, row_of); }, column.row);
    }
  }
}

void write_replications(Group& group, const RunRecord& run) {
  write_number(group, "replications", run.results.replications,
               {"1", "replications of every policy, over which the sums go"});
}

}  // namespace

void write_legs(Group group, const RunRecord& run) {
  policy_dimensions(group, run);
  group.coordinate("leg", names_of(run.scenario.network.roads), leg_description);
  write_replications(group, run);
  write_sums(group, run, "legs");
}

void write_convoys(Group group, const RunRecord& run) {
  policy_dimensions(group, run);
  group.coordinate("convoy", names_of(run.scenario.convoys), {"1", "convoy"});
  write_replications(group, run);
  write_sums(group, run, "convoys");
}

void write_days(Group group, const RunRecord& run) {
  policy_dimensions(group, run);
  counting_coordinate(group, "day", experiment::sums_length(run.results, "days"), {"d", "whole days since t = 0"})
      .attribute("start", iso_8601(run.scenario.start));
  write_replications(group, run);
  write_sums(group, run, "days");
}

void write_severity(Group group, const RunRecord& run) {
  policy_dimensions(group, run);
  counting_coordinate(group, "n", experiment::sums_length(run.results, "severity"), {"person", "number killed"});
  write_replications(group, run);
  write_sums(group, run, "severity");
}

}  // namespace convoyrisk::results
