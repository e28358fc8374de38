#include "scenario/format/schema.hpp"

#include <nlohmann/json.hpp>

#include "scenario/format/format.hpp"
#include "scenario/text/values.hpp"

namespace convoyrisk::scenario {

std::string json_schema(const std::vector<std::string>& outcomes) {
  Schema schema;
  schema["$schema"] = "http://json-schema.org/draft-07/schema#";
  schema["title"] = "convoyrisk scenario";
  spec::Scenario scenario;
  Names names;
  names.outcomes.names = outcomes;
  block(scenario, names).schema(schema);
  return schema.dump(2);
}

}  // namespace convoyrisk::scenario
