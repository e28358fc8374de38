#include "api/kept_variables.hpp"

#include <type_traits>
#include <variant>

#include "api/caller_struct.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "experiment/summary/sums_columns.hpp"

namespace convoyrisk::api {
namespace {

using experiment::EventColumn;
using experiment::KeptEvent;
using experiment::Results;
using experiment::SumsColumn;

Variable of_sums(const SumsColumn& column) {
  const auto numbers = [&column](const Results& results) {
    const std::size_t length = experiment::sums_length(results, column.group);
    std::vector<double> all;
    all.reserve(results.totals.size() * length);
    for (std::size_t place = 0; place < results.totals.size(); ++place) {
      const auto add = [&](const auto& row_of) {
        for (const auto number : row_of(results, place / results.policies(), place % results.policies())) {
          all.push_back(static_cast<double>(number));
        }
      };
      std::visit(add, column.row);
      all.resize((place + 1) * length);
    }
    return all;
  };
  return {column.group, column.name,      {"point", "policy", column.dimension},
          column.units, column.long_name, std::holds_alternative<SumsColumn::Row<std::int64_t>>(column.row),
          numbers};
}

/// `of(place, event)` of every event, where `place` is that of its point and policy.
template <class Of>
Variable of_events(std::string name, std::string units, std::string long_name, Of of) {
  const auto numbers = [of](const Results& results) {
    std::vector<double> all;
    for (std::size_t place = 0; place < results.totals.size(); ++place) {
      for (const KeptEvent& event : results.totals[place].events) {
        all.push_back(static_cast<double>(of(results, place, event)));
      }
    }
    return all;
  };
  return {"events", std::move(name), {"event"}, std::move(units), std::move(long_name), true, numbers};
}

}  // namespace

std::vector<Variable> variables(bool swept) {
  std::vector<Variable> all;
  for (const SumsColumn& column : experiment::sums_columns()) {
    all.push_back(of_sums(column));
  }
  if (swept) {
    all.push_back(of_events(
        "point_index", "1", experiment::point_index_long_name,
        [](const Results& results, std::size_t place, const KeptEvent&) { return place / results.policies(); }));
  }
  all.push_back(of_events(
      "policy_index", "1", experiment::policy_index_long_name,
      [](const Results& results, std::size_t place, const KeptEvent&) { return place % results.policies(); }));
  for (const EventColumn& column : experiment::event_columns()) {
    const auto add = [&](auto member) {
      all.push_back(of_events(column.name, column.units, column.long_name,
                              [member](const Results&, std::size_t, const KeptEvent& event) { return event.*member; }));
    };
    std::visit(add, column.of);
  }
  return all;
}

std::vector<double> numbers_of(const Results& results, const spec::Keep& kept, const std::string& path) {
  std::vector<std::string> paths;
  for (const Variable& variable : variables(results.points() > 1)) {
    paths.push_back(variable.path());
    if (variable.path() != path) {
      continue;
    }
    if (variable.group == "events" && !kept.events) {
      throw Misuse(path + ": keep_events was not asked for");
    }
    if (path == "severity/conditional" && !kept.severity) {
      throw Misuse(path + ": keep_conditional was not asked for");
    }
    return variable.numbers(results);
  }
  throw InputError("there is no variable " + path + did_you_mean(path, paths));
}

}  // namespace convoyrisk::api
