#include "api/compiled_study.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"

namespace convoyrisk::api {
namespace {

bool same_segments(const model::World& a, const model::World& b) {
  return std::ranges::equal(a.legs(), b.legs(), {}, &model::Leg::segment_km, &model::Leg::segment_km);
}

/// Those asked for, or with a wanted precision the most that it may take.
std::int64_t greatest_replications(const spec::Run& run) {
  std::int64_t most = 0;
  for (const spec::Precision& precision : run.precision) {
    most = std::max(most, precision.at_most);
  }
  return run.precision.empty() ? run.replications : most;
}

}  // namespace

CompiledStudy::CompiledStudy(scenario::Study study, std::vector<PolicyId> policies,
                             std::optional<std::int64_t> replications, std::size_t values_kept)
    : study_(std::move(study)) {
  const std::size_t most = values_kept / std::max<std::size_t>(study_.value_count(), 1);
  study_.check_all([this, most](std::size_t, std::size_t, spec::Scenario&& scenario) {
    if (read_.size() < most) {
      read_.push_back(std::move(scenario));
    }
  });
  plan_.policies = std::move(policies);
  plan_.seed = scenario().run.seed;
  plan_.points = study_.point_count();
  plan_.draws = static_cast<std::int64_t>(study_.draw_count());
  plan_.replications =
      plan_.has_draws() ? study_.inner() : replications.value_or(greatest_replications(scenario().run));
  for (std::size_t point = 0; point < plan_.points; ++point) {
    worlds_.push_back(std::make_shared<const model::World>(scenario_of(point, 0)));
  }
}

spec::Scenario CompiledStudy::scenario_of(std::size_t point, std::size_t draw) const {
  const std::size_t place = point * std::max<std::size_t>(study_.draw_count(), 1) + draw;
  return place < read_.size() ? read_[place] : study_.scenario(point, draw);
}

experiment::Worlds CompiledStudy::worlds() const {
  if (!plan_.has_draws()) {
    return [this](std::size_t point, std::size_t) { return worlds_[point]; };
  }
  return [this](std::size_t point, std::size_t draw) { return drawn_world(point, draw); };
}

/// Convoy-km are summed over draws as counts of segments, which must therefore be the same in all of them.
std::shared_ptr<const model::World> CompiledStudy::drawn_world(std::size_t point, std::size_t draw) const {
  auto world = std::make_shared<const model::World>(scenario_of(point, draw), worlds_[point].get());
  if (!same_segments(*world, *worlds_[point])) {
    throw InputError("uncertainty.parameters: lengths of roads and segments cannot be drawn");
  }
  return world;
}

std::vector<std::string> CompiledStudy::point_names() const {
  std::vector<std::string> names;
  for (std::size_t point = 0; point < plan_.points; ++point) {
    std::vector<std::string> values;
    for (const scenario::SweptParameter& parameter : study_.swept()) {
      values.push_back(fmt::format("{}={}", parameter.path, parameter.values[point]));
    }
    names.push_back(fmt::format("{}", fmt::join(values, ", ")));
  }
  return names;
}

std::vector<PolicyId> policies_named(const spec::Scenario& scenario, const std::vector<std::string>& names,
                                     const std::string& told_as) {
  std::vector<PolicyId> chosen;
  std::vector<std::string> known;
  for (std::size_t i = 0; i < scenario.policies.size(); ++i) {
    known.push_back(scenario.policies[i].name);
    if (names.empty()) {
      chosen.emplace_back(i);
    }
  }
  for (const std::string& name : names) {
    const auto found = std::ranges::find(known, name);
    if (found == known.end()) {
      throw InputError(fmt::format("{} {}: the scenario has no policy of this name{}", told_as, name,
                                   did_you_mean_or_known(name, known)));
    }
    const PolicyId id(static_cast<std::size_t>(found - known.begin()));
    if (std::ranges::find(chosen, id) != chosen.end()) {
      throw InputError(fmt::format("{} {}: named twice", told_as, name));
    }
    chosen.push_back(id);
  }
  return chosen;
}

}  // namespace convoyrisk::api
