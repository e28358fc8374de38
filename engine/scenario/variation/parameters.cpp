#include "scenario/variation/parameters.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>
#include <variant>

#include "base/nearest.hpp"

namespace convoyrisk::scenario {
namespace {

/// What all scenarios of a run share, and what holds values that vary.
constexpr std::array<std::string_view, 10> shared_paths{"convoyrisk", "title",      "description",    "start",
                                                        "horizon",    "run",        "costs.currency", "network.file",
                                                        "sweep",      "uncertainty"};

/// Lists that are kept in another order than they are written in, so that a place in them says nothing.
constexpr std::array<std::string_view, 2> reordered{"at", "days"};

[[nodiscard]] bool leads_into_reordered(const Path& path) {
  if (path.size() < 2 || std::holds_alternative<std::string>(path.back())) {
    return false;
  }
  const auto* const list = std::get_if<std::string>(&path[path.size() - 2]);
  return list != nullptr && std::ranges::find(reordered, *list) != reordered.end();
}

template <class Things>
[[nodiscard]] bool same_names(const Things& a, const Things& b) {
  return std::ranges::equal(a, b, {}, &Things::value_type::name, &Things::value_type::name);
}

}  // namespace

std::optional<Path> variable_path(const Cursor& at, const std::string& text) {
  try {
    Path path = parse_path(text);
    const std::string printed = print_path(path);
    const auto shared =
        std::ranges::find_if(shared_paths, [&](std::string_view outer) { return holds(outer, printed); });
    if (shared != shared_paths.end()) {
      at.error(std::string(*shared) + " must be the same in all of a run");
    } else if (leads_into_reordered(path)) {
      at.error("is one item of a list without order, only the whole list can vary");
    } else {
      return path;
    }
  } catch (const Wrong& wrong) {
    at.error(wrong.what());
  }
  return std::nullopt;
}

std::string difference(const spec::Scenario& base, const spec::Scenario& varied) {
  if (base.title != varied.title) {
    return "title";
  }
  if (base.start != varied.start) {
    return "start";
  }
  if (base.horizon_h != varied.horizon_h) {
    return "horizon";
  }
  if (base.run != varied.run) {
    return "run";
  }
  if (base.costs.currency != varied.costs.currency) {
    return "costs.currency";
  }
  if (!same_names(base.network.nodes, varied.network.nodes)) {
    return "names in network.nodes";
  }
  if (!same_names(base.network.roads, varied.network.roads)) {
    return "names in network.roads";
  }
  if (!same_names(base.convoys, varied.convoys)) {
    return "names in convoys";
  }
  return same_names(base.policies, varied.policies) ? "" : "names in policies";
}

void path_schema(Schema& schema) { schema["minLength"] = 1; }

void one_key_schema(Schema& schema) {
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  schema["minProperties"] = 1;
  schema["maxProperties"] = 1;
}

}  // namespace convoyrisk::scenario
