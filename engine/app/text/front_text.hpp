#pragma once

#include <optional>
#include <string>

#include "search/front.hpp"
#include "spec/scenario.hpp"

namespace convoyrisk::app {

/// A search and what it found, for those who tell it.
struct FoundFront {
  const spec::Scenario& scenario;
  const search::Space& space;
  const search::Query& query;
  const search::Found& found;
  std::string of;  ///< the outcome
  double least_delivered = 0.95;
  std::int64_t inner = 0;  ///< with draws: replications of each
  std::int64_t replications_of_trial = 1;
};

/// What a plan takes, as "lever: option; lever: option"; "nothing" where it takes none.
[[nodiscard]] std::string plan_in_words(const FoundFront& run, search::PlanNumber plan);

/// What is promised, or what of it was not reached.
[[nodiscard]] std::string promise_in_words(const FoundFront& run);

/// The sentences and tables of a front, a line at most as long as the page.
[[nodiscard]] std::string front_text(const FoundFront& run);

/// The same as JSON for programs, a year.
[[nodiscard]] std::string front_json(const FoundFront& run);

}  // namespace convoyrisk::app
