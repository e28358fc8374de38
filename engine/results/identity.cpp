#include "results/identity.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace convoyrisk::results {

std::string difference(const Identity& expected, const Identity& found) {
  const auto differs = [](const char* what, const auto& here, const auto& there) {
    return here == there ? std::string() : fmt::format("it has {} {}, not {}", what, there, here);
  };
  const auto list = [](const std::vector<std::string>& names) { return fmt::format("'{}'", fmt::join(names, "', '")); };
  for (const std::string& text : {
           differs("the seed", expected.seed, found.seed),
           differs("the policies", list(expected.policies), list(found.policies)),
           differs("replications a draw:", expected.replications_of_draw, found.replications_of_draw),
           differs("the scenario of digest", expected.scenario_sha256.substr(0, 12),
                   found.scenario_sha256.substr(0, 12)),
           differs("been made by version", expected.program.version, found.program.version),
           differs("been made by revision", expected.program.revision, found.program.revision),
           differs("been made by a program of", expected.program.compiler, found.program.compiler),
           differs("been made with a mathematical library of fingerprint",
                   expected.program.libm_fingerprint.substr(0, 12), found.program.libm_fingerprint.substr(0, 12)),
       }) {
    if (!text.empty()) {
      return text;
    }
  }
  return "";
}

std::string to_json(const Identity& run) {
  return nlohmann::json{{"version", run.program.version},
                        {"revision", run.program.revision},
                        {"compiler", run.program.compiler},
                        {"libm", run.program.libm},
                        {"libm_fingerprint", run.program.libm_fingerprint},
                        {"scenario_sha256", run.scenario_sha256},
                        {"seed", run.seed},
                        {"policies", run.policies},
                        {"replications_of_draw", run.replications_of_draw}}
      .dump();
}

Identity identity_from_json(const std::string& text) {
  const nlohmann::json json = nlohmann::json::parse(text);
  Identity run;
  run.program = {json.at("version"), json.at("revision"), json.at("compiler"), json.at("libm"),
                 json.at("libm_fingerprint")};
  json.at("scenario_sha256").get_to(run.scenario_sha256);
  json.at("seed").get_to(run.seed);
  json.at("policies").get_to(run.policies);
  json.at("replications_of_draw").get_to(run.replications_of_draw);
  return run;
}

}  // namespace convoyrisk::results
