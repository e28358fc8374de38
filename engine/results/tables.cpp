#include "results/tables.hpp"

#include <fmt/format.h>

#include <numeric>

namespace convoyrisk::results {

void policy_dimensions(Group& group, const RunRecord& run) {
  if (!run.swept.empty()) {
    group.coordinate("point", run.summary.heading.points,
                     {"1", "point of the sweep: values that stand for those of the scenario"});
  }
  group.coordinate("policy", run.results.policy_names, policy_description);
}

Names policy_axes(const RunRecord& run, const Names& further) {
  Names axes = run.swept.empty() ? Names{"policy"} : Names{"point", "policy"};
  axes.insert(axes.end(), further.begin(), further.end());
  return axes;
}

Variable counting_coordinate(Group& group, const char* name, std::size_t length, const Description& description) {
  std::vector<std::int64_t> places(length);
  std::iota(places.begin(), places.end(), std::int64_t{0});
  return group.coordinate(name, std::span<const std::int64_t>(places), description);
}

std::string iso_8601(const spec::Start& start) {
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", start.year, start.month, start.day,
                     start.second_of_day / 3600, start.second_of_day / 60 % 60, start.second_of_day % 60);
}

void write_text(Group& group, const char* name, const std::string& text, std::string_view long_name) {
  Variable variable = group.text_variable(name, {}, {"1", long_name});
  variable.write(std::span(&text, 1));
  variable.close();
}

void write_column(Group& group, const char* name, const char* dimension, const Names& texts,
                  const Description& description) {
  Variable variable = group.text_variable(name, {dimension}, description);
  variable.write(texts);
  variable.close();
}

}  // namespace convoyrisk::results
