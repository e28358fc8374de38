#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "search/evaluation.hpp"
#include "search/over_draws.hpp"
#include "search/rounds.hpp"
#include "search/space.hpp"
#include "stats/decision.hpp"

namespace convoyrisk::search {

[[nodiscard]] std::string_view name_of(Criterion criterion);

/// What is asked. Costs and harm are of one horizon.
struct Query {
  Promise promise;
  std::optional<double> budget;
  Criterion criterion = Criterion::mean;
  std::int64_t most_plans = 20'000;            ///< larger spaces are explored
  std::int64_t most_replications = 1'000'000;  ///< of every plan, by which the screening ends without its promise
};

/// A step of the front, in figures from replications that had no part in choosing it. All intervals of the front hold
/// together.
struct FrontStep {
  PlanNumber plan = 0;
  double from = 0;  ///< the budget from which on it is named
  stats::Estimate harm;
  stats::Estimate cost;                   ///< beyond the base's
  double delivered_share = 1;             ///< of the base's workers
  stats::Estimate averted;                ///< against the step before; of the first against the base
  stats::CostPerDeathAverted more;        ///< what that costs
  std::optional<OverDraws> over_draws{};  ///< with draws: against the steps up to this one
};

/// Another plan for the budget: one that cannot be told from the plan chosen, or is worse by no more than is promised.
struct RunnerUp {
  PlanNumber plan = 0;
  bool matched = false;       ///< another plan costs no more and is shown to be as good within a part of that
  stats::Estimate worse;      ///< its harm minus that of the plan chosen
  stats::Estimate more_cost;  ///< likewise
};

/// What one option does: harm averted by it in the plan, where all others stay, and alone, added to the base.
struct Part {
  std::size_t lever = 0;
  int option = 0;  ///< from 1
  stats::Estimate in_plan;
  stats::Estimate alone;
};

/// The plan for a budget.
struct Choice {
  std::size_t step = 0;              ///< of the front
  double near = 0;                   ///< runners-up were seen to be worse by this at most
  std::vector<RunnerUp> runners_up;  ///< those that no other plan matches first
  std::vector<Part> anatomy;
};

/// What a search found.
struct Found {
  std::vector<Record> plans;
  bool explored = false;  ///< the plans are a part of the space: the promise is about them alone
  std::int64_t rounds = 0;
  std::int64_t left = 0;       ///< plans never removed
  std::int64_t screened = 0;   ///< replications of every plan that is left
  std::int64_t figured = 0;    ///< replications of the figures
  std::int64_t simulated = 0;  ///< of all plans together
  bool reached = false;        ///< whether the promise holds
  double within = 0;
  double shortfall = 0;  ///< what plans named may be worse than the best, at most
  stats::Estimate base;  ///< its harm
  std::vector<FrontStep> front;
  std::vector<std::vector<double>> draws;  ///< with draws: harm by step and draw, in the replications of the figures
  std::optional<Choice> choice;
};

/// Screens all plans of the space, or of a large one those that are worth it, and makes the figures of the front.
[[nodiscard]] Found find_front(const Space& space, const Query& query, const Means& means, const Watch& watch = {});

}  // namespace convoyrisk::search
