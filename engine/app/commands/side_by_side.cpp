#include "app/commands/side_by_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "app/text/number_format.hpp"
#include "app/text/points_table.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "experiment/summary/joined.hpp"

namespace convoyrisk::app {
namespace {

using experiment::JoinedPolicy;
using results::StoredRun;

void check_outcomes(const NamedRun& result) {
  if (!hold_outcomes(result.run.results)) {
    throw InputError(
        fmt::format("{} does not hold the outcomes of each replication, by which policies are paired: run it again "
                    "with outcomes in run.keep",
                    result.file));
  }
}

/// What must be the same so that replication k of both is the same random world.
void check_pair(const NamedRun& a, const NamedRun& b) {
  const auto refuse = [&](const std::string& what, const std::string& of_a, const std::string& of_b,
                          const std::string& remedy = "") {
    throw InputError(fmt::format("{} and {} cannot be paired: {} is {} and {}{}", a.file, b.file, what, of_a, of_b,
                                 remedy.empty() ? "" : "; " + remedy));
  };
  const StoredRun& first = a.run;
  const StoredRun& second = b.run;
  if (first.plan.seed != second.plan.seed) {
    refuse("the seed", std::to_string(first.plan.seed), std::to_string(second.plan.seed));
  }
  if (first.heading.horizon_h != second.heading.horizon_h) {
    refuse("the horizon", compact(first.heading.horizon_h / 24, 6) + " d",
           compact(second.heading.horizon_h / 24, 6) + " d");
  }
  if (first.heading.currency != second.heading.currency) {
    refuse("the currency", first.heading.currency, second.heading.currency);
  }
  if (first.plan.has_draws() != second.plan.has_draws()) {
    throw InputError(
        fmt::format("{} and {} cannot be paired: only one of them has draws of uncertain parameters", a.file, b.file));
  }
  if (first.plan.has_draws() && first.plan.replications != second.plan.replications) {
    refuse("the number of replications of each draw", grouped(first.plan.replications),
           grouped(second.plan.replications));
  }
  if (first.results.replications != second.results.replications ||
      first.results.first_block != second.results.first_block) {
    refuse("the number of replications", grouped(first.results.replications), grouped(second.results.replications),
           "`convoyrisk run --resume` makes the shorter one longer");
  }
  if (first.plan.points > 1 || second.plan.points > 1) {
    throw InputError(fmt::format("{} is of a sweep of several points, which are not paired with another result",
                                 first.plan.points > 1 ? a.file : b.file));
  }
}

/// Places of the policies asked for.
std::vector<std::size_t> places_of(const std::vector<std::string>& asked, const std::vector<std::string>& names) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (asked.empty() || std::ranges::find(asked, names[i]) != asked.end()) {
      places.push_back(i);
    }
  }
  return places;
}

void check_names(const std::vector<std::string>& asked, std::vector<std::string> known) {
  for (const std::string& name : asked) {
    if (std::ranges::find(known, name) == known.end()) {
      throw InputError(fmt::format("--policy {}: there is no such policy{}", name, did_you_mean_or_known(name, known)));
    }
  }
}

StoredRun joined_run(const StoredRun& like, const std::vector<JoinedPolicy>& policies) {
  if (policies.size() < 2) {
    throw InputError("two policies at least are compared: name more of them with --policy, or none");
  }
  StoredRun run{like.identity, like.heading, like.plan, joined(policies), like.missing_outcomes};
  run.identity.policies = run.results.policy_names;
  run.heading.points = {""};
  run.plan.points = 1;
  run.plan.policies.clear();
  for (std::size_t policy = 0; policy < policies.size(); ++policy) {
    run.plan.policies.emplace_back(policy);
  }
  return run;
}

/// Short names of two files that tell them apart.
std::pair<std::string, std::string> short_names(const std::string& a, const std::string& b) {
  const auto stem = [](const std::string& file) { return std::filesystem::path(file).stem().string(); };
  return stem(a) != stem(b) ? std::pair(stem(a), stem(b)) : std::pair(a, b);
}

}  // namespace

StoredRun side_by_side(const NamedRun& first, const NamedRun& second, const std::vector<std::string>& policies) {
  check_pair(first, second);
  check_outcomes(first);
  check_outcomes(second);
  std::vector<std::string> known = first.run.results.policy_names;
  std::ranges::copy_if(second.run.results.policy_names, std::back_inserter(known), [&](const std::string& name) {
    return std::ranges::find(first.run.results.policy_names, name) == first.run.results.policy_names.end();
  });
  check_names(policies, std::move(known));
  const auto [name, other_name] = short_names(first.file, second.file);
  std::vector<JoinedPolicy> list;
  for (const auto& [result, file] : {std::pair(&first, name), std::pair(&second, other_name)}) {
    const experiment::Results& results = result->run.results;
    for (const std::size_t place : places_of(policies, results.policy_names)) {
      list.push_back({&results, 0, place, fmt::format("{} ({})", results.policy_names[place], file)});
    }
  }
  StoredRun run = joined_run(first.run, list);
  run.heading.title += first.run.heading.title == second.run.heading.title ? "" : " / " + second.run.heading.title;
  run.heading.complete = first.run.heading.complete && second.run.heading.complete;
  for (const model::Outcome outcome : second.run.missing_outcomes) {
    run.missing_outcomes.push_back(outcome);
  }
  return run;
}

StoredRun points_side_by_side(const NamedRun& result, const std::vector<std::string>& policies) {
  const experiment::Results& results = result.run.results;
  if (results.points() < 2) {
    throw InputError(fmt::format("{} is of one point, not of a sweep: there are no points to compare", result.file));
  }
  check_outcomes(result);
  check_names(policies, results.policy_names);
  std::vector<JoinedPolicy> list;
  for (std::size_t point = 0; point < results.points(); ++point) {
    for (const std::size_t place : places_of(policies, results.policy_names)) {
      list.push_back(
          {&results, point, place,
           fmt::format("{} ({})", results.policy_names[place], short_point(result.run.heading.points[point]))});
    }
  }
  return joined_run(result.run, list);
}

}  // namespace convoyrisk::app
