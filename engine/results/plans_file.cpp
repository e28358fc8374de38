#include "results/plans_file.hpp"

#include "results/netcdf_file.hpp"
#include "results/sections.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {
namespace {

void write_plans_table(Group group, const PlansTable& table) {
  const char* const dimension = table.dimension.c_str();
  counting_coordinate(group, dimension, table.length, {"1", table.long_name}).close();
  for (const PlansColumn& column : table.columns) {
    std::visit(
        [&](const auto& values) {
          write_column(group, column.name.c_str(), dimension, values, {column.units, column.long_name});
        },
        column.values);
  }
}

}  // namespace

void write_plans(const std::filesystem::path& file, const PlansRecord& run) {
  write_netcdf_file(file, [&run](Group& root) {
    write_origin(root, plans_format_name, 1, run.title);
    root.attribute("seed", run.seed);
    root.attribute("horizon_h", run.horizon_h);
    root.attribute("currency", run.currency);
    root.attribute("of", run.of);
    root.attribute("criterion", run.criterion);
    root.attribute("inner", run.inner);
    root.attribute("space", run.space);
    root.attribute("confidence", run.confidence);
    root.attribute("least_delivered", run.least_delivered);
    root.attribute("within", run.within);
    root.attribute("shortfall", run.shortfall);
    root.attribute("reached", std::int32_t{run.reached});
    if (run.budget) {
      root.attribute("budget", *run.budget);
    }
    root.attribute("base_harm", run.base.mean);
    root.attribute("base_harm_standard_error", run.base.standard_error);
    root.attribute("base_harm_low", run.base.interval.low);
    root.attribute("base_harm_high", run.base.interval.high);
    root.attribute("rounds", run.rounds);
    root.attribute("replications_screened", run.screened);
    root.attribute("replications_figured", run.figured);
    root.attribute("verdict", run.verdict);
    write_scenario(root.group("scenario"), run.scenario_text, run.resolved_yaml);
    write_plans_table(root.group("levers"), run.options);
    write_plans_table(root.group("plans"), run.plans);
    write_plans_table(root.group("front"), run.front);
    if (run.draws.length > 0) {
      write_plans_table(root.group("draws"), run.draws);
    }
    if (run.runners_up.length > 0) {
      write_plans_table(root.group("runners_up"), run.runners_up);
    }
    if (run.anatomy.length > 0) {
      write_plans_table(root.group("anatomy"), run.anatomy);
    }
  });
}

}  // namespace convoyrisk::results
