#include "results/tables.hpp"

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
