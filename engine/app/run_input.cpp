#include "app/run_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"

namespace convoyrisk::app {
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

RunInput::RunInput(scenario::Study study, std::vector<PolicyId> policies, std::optional<std::int64_t> replications)
    : study_(std::move(study)) {
  study_.check_all();
  plan_.policies = std::move(policies);
  plan_.seed = scenario().run.seed;
  plan_.points = study_.point_count();
  keep_ = scenario().run.keep;
  plan_.draws = static_cast<std::int64_t>(study_.draw_count());
  plan_.replications =
      plan_.has_draws() ? study_.inner() : replications.value_or(greatest_replications(scenario().run));
  for (std::size_t point = 0; point < plan_.points; ++point) {
    worlds_.push_back(std::make_shared<const model::World>(study_.scenario(point, 0)));
  }
}

experiment::Worlds RunInput::worlds() const {
  if (!plan_.has_draws()) {
    return [this](std::size_t point, std::size_t) { return worlds_[point]; };
  }
  return [this](std::size_t point, std::size_t draw) { return drawn_world(point, draw); };
}

/// Convoy-km are summed over draws as counts of segments, which must therefore be the same in all of them.
std::shared_ptr<const model::World> RunInput::drawn_world(std::size_t point, std::size_t draw) const {
  auto world = std::make_shared<const model::World>(study_.scenario(point, draw));
  if (!same_segments(*world, *worlds_[point])) {
    throw InputError("uncertainty.parameters: lengths of roads and segments cannot be drawn");
  }
  return world;
}

experiment::Heading RunInput::heading() const {
  experiment::Heading heading{scenario().title, scenario().costs.currency, scenario().horizon_h, {}, true};
  for (std::size_t point = 0; point < plan_.points; ++point) {
    std::vector<std::string> values;
    for (const scenario::SweptParameter& parameter : study_.swept()) {
      values.push_back(fmt::format("{}={}", parameter.path, parameter.values[point]));
    }
    heading.points.push_back(fmt::format("{}", fmt::join(values, ", ")));
  }
  return heading;
}

std::vector<results::SweptParameter> RunInput::swept() const {
  std::vector<results::SweptParameter> list;
  for (const scenario::SweptParameter& parameter : study_.swept()) {
    list.push_back({parameter.path, parameter.values});
  }
  return list;
}

std::vector<results::UncertainParameter> RunInput::uncertain(std::int64_t first_draw, std::size_t draws) const {
  std::vector<results::UncertainParameter> list;
  for (std::size_t i = 0; i < study_.uncertain().size(); ++i) {
    const scenario::UncertainParameter& parameter = study_.uncertain()[i];
    results::UncertainParameter& stored =
        list.emplace_back(results::UncertainParameter{parameter.path, parameter.unit, {}});
    for (std::size_t draw = 0; draw < draws; ++draw) {
      stored.values.push_back(study_.drawn(static_cast<std::size_t>(first_draw) + draw, i));
    }
  }
  return list;
}

}  // namespace convoyrisk::app
