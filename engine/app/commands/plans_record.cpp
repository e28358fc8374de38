#include "app/commands/plans_record.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace convoyrisk::app {
namespace {

/// A column with the value of each item.
template <class Value, class Items, class ValueOf>
results::PlansColumn column(std::string name, std::string units, std::string long_name, const Items& items,
                            const ValueOf& value_of) {
  std::vector<Value> values;
  for (const auto& item : items) {
    values.push_back(static_cast<Value>(value_of(item)));
  }
  return {std::move(name), std::move(units), std::move(long_name), std::move(values)};
}

/// Mean, standard error and bounds of an estimate.
template <class Items, class EstimateOf>
void add_estimate(results::PlansTable& table, const std::string& name, const std::string& units,
                  const std::string& what, const Items& items, const EstimateOf& of) {
  table.columns.push_back(column<double>(name, units, what, items, [&](const auto& i) { return of(i).mean; }));
  table.columns.push_back(column<double>(name + "_standard_error", units, "standard error of " + what, items,
                                         [&](const auto& i) { return of(i).standard_error; }));
  table.columns.push_back(column<double>(name + "_low", units, "lower bound of " + what, items,
                                         [&](const auto& i) { return of(i).interval.low; }));
  table.columns.push_back(column<double>(name + "_high", units, "upper bound of " + what, items,
                                         [&](const auto& i) { return of(i).interval.high; }));
}

/// The option of each lever that a plan takes, a column a lever.
template <class Items>
void add_options(results::PlansTable& table, const FoundFront& run, const Items& items) {
  for (std::size_t lever = 0; lever < run.space.lever_count(); ++lever) {
    table.columns.push_back(
        column<std::int64_t>("lever_" + std::to_string(lever), "1",
                             "option of '" + run.scenario.search->levers[lever].name + "', from 1; 0 for none", items,
                             [&](const auto& item) { return run.space.choice(item.plan)[lever]; }));
  }
}

template <class Items>
void add_number(results::PlansTable& table, const Items& items) {
  table.columns.push_back(column<std::int64_t>("number", "1", "number of the plan in the space", items,
                                               [](const auto& item) { return item.plan; }));
}

template <class Items>
void add_over_draws(results::PlansTable& table, const Items& front, const std::string& units, const std::string& of) {
  const auto add = [&](const std::string& name, const std::string& unit, const std::string& what, const auto& value) {
    table.columns.push_back(
        column<double>(name, unit, what, front, [&](const auto& step) { return value(*step.over_draws); }));
  };
  using Over = const search::OverDraws&;
  add("harm_spread", units, "standard deviation of " + of + " between draws, luck taken out",
      [](Over over) { return over.spread; });
  add("harm_middle_low", units, "exceeded in 95 % of draws", [](Over over) { return over.middle.low; });
  add("harm_middle_high", units, "exceeded in 5 % of draws", [](Over over) { return over.middle.high; });
  const std::string near = "chance that the step is within what is promised of the best step its budget can pay";
  add("chance_near", "1", near, [](Over over) { return over.chance; });
  add("chance_near_low", "1", "lower bound of the " + near, [](Over over) { return over.chance_interval.low; });
  add("chance_near_high", "1", "upper bound of the " + near, [](Over over) { return over.chance_interval.high; });
  add_estimate(table, "regret", units, "what it is worse in a draw than the best step its budget can pay", front,
               [](const auto& step) -> const stats::Estimate& { return step.over_draws->regret; });
  add("regret_worst", units, "mean regret in the worst twentieth of draws",
      [](Over over) { return over.worst_regret; });
}

struct ListedOption {
  std::size_t lever;
  int option;
};

results::PlansTable options_table(const FoundFront& run) {
  std::vector<ListedOption> listed;
  const std::vector<spec::Lever>& levers = run.scenario.search->levers;
  for (std::size_t lever = 0; lever < levers.size(); ++lever) {
    for (std::size_t option = 0; option < levers[lever].options.size(); ++option) {
      listed.push_back({lever, static_cast<int>(option) + 1});
    }
  }
  results::PlansTable table{"option", "option of a lever", listed.size(), {}};
  table.columns.push_back(column<std::int64_t>("lever", "1", "place of the lever in the scenario", listed,
                                               [](const ListedOption& item) { return item.lever; }));
  table.columns.push_back(column<std::int64_t>("place", "1", "place of the option in its lever, from 1", listed,
                                               [](const ListedOption& item) { return item.option; }));
  table.columns.push_back(column<std::string>("lever_name", "1", "name of the lever", listed,
                                              [&](const ListedOption& item) { return levers[item.lever].name; }));
  table.columns.push_back(
      column<std::string>("option_name", "1", "name of the option", listed, [&](const ListedOption& item) {
        return levers[item.lever].options[static_cast<std::size_t>(item.option) - 1].name;
      }));
  return table;
}

double error_of(const search::Moments& moments) {
  return moments.count() > 0 ? std::sqrt(moments.variance() / static_cast<double>(moments.count())) : 0;
}

results::PlansTable plans_table(const FoundFront& run, const std::string& units, const std::string& currency) {
  const std::vector<search::Record>& plans = run.found.plans;
  results::PlansTable table{"plan", "plan that was simulated; the first is the base", plans.size(), {}};
  add_number(table, plans);
  add_options(table, run, plans);
  const auto add = [&](const std::string& name, const std::string& of, const std::string& what,
                       const search::Moments search::Record::*moments) {
    table.columns.push_back(column<double>(name, of, "mean of " + what, plans,
                                           [&](const search::Record& plan) { return (plan.*moments).mean(); }));
    table.columns.push_back(column<double>(name + "_standard_error", of, "standard error of it", plans,
                                           [&](const search::Record& plan) { return error_of(plan.*moments); }));
  };
  table.columns.push_back(column<std::int64_t>(
      "replications", "1", "replications of the screening", plans,
      [&run](const search::Record& plan) { return plan.harm.count() * run.replications_of_trial; }));
  add("harm", units, run.of + ", by its conditional expectation where there is one", &search::Record::harm);
  add("cost", currency, "the cost beyond the base's", &search::Record::cost);
  add("delivered", "person", "workers delivered", &search::Record::delivered);
  table.columns.push_back(column<std::int64_t>("stage", "1", "last round it took part in", plans,
                                               [](const search::Record& plan) { return plan.stage; }));
  table.columns.push_back(
      column<std::string>("fate", "1", "left, dominated or undelivered", plans, [](const search::Record& plan) {
        return plan.fate == search::Fate::stays       ? "left"
               : plan.fate == search::Fate::dominated ? "dominated"
                                                      : "undelivered";
      }));
  table.columns.push_back(column<std::int64_t>("removed_by", "1", "number of the plan that dominates it; -1 without",
                                               plans, [](const search::Record& plan) { return plan.removed_by; }));
  return table;
}

results::PlansTable front_table(const FoundFront& run, const std::string& units, const std::string& currency) {
  const std::vector<search::FrontStep>& front = run.found.front;
  results::PlansTable table{"step", "step of the front, by budget", front.size(), {}};
  add_number(table, front);
  add_options(table, run, front);
  table.columns.push_back(column<double>("from_budget", currency, "budget from which on the plan is named", front,
                                         [](const search::FrontStep& step) { return step.from; }));
  add_estimate(table, "harm", units, run.of, front,
               [](const search::FrontStep& step) -> const stats::Estimate& { return step.harm; });
  add_estimate(table, "cost", currency, "the cost beyond the base's", front,
               [](const search::FrontStep& step) -> const stats::Estimate& { return step.cost; });
  add_estimate(table, "averted", units, "what it averts against the step before", front,
               [](const search::FrontStep& step) -> const stats::Estimate& { return step.averted; });
  table.columns.push_back(column<double>("delivered_share", "1", "workers delivered over the base's", front,
                                         [](const search::FrontStep& step) { return step.delivered_share; }));
  table.columns.push_back(column<double>(
      "cost_per_death_averted", currency, "cost over harm averted, against the step before; NaN where that is none",
      front, [](const search::FrontStep& step) { return step.more.ratio.value_or(NAN); }));
  if (run.inner > 0) {
    add_over_draws(table, front, units, run.of);
  }
  return table;
}

/// By draw: the harm of each step.
results::PlansTable draws_table(const FoundFront& run, const std::string& units) {
  const std::vector<std::vector<double>>& draws = run.found.draws;
  results::PlansTable table{"draw", "draw of the uncertain parameters, in order", draws.front().size(), {}};
  for (std::size_t step = 0; step < draws.size(); ++step) {
    table.columns.push_back({"harm_" + std::to_string(step), units,
                             "mean " + run.of + " of the draw's replications under the plan of this step",
                             draws[step]});
  }
  return table;
}

results::PlansTable runners_up_table(const FoundFront& run, const std::string& units, const std::string& currency) {
  const std::vector<search::RunnerUp>& others = run.found.choice->runners_up;
  results::PlansTable table{"runner_up", "other plan for the budget", others.size(), {}};
  add_number(table, others);
  add_options(table, run, others);
  table.columns.push_back(column<std::int64_t>(
      "matched", "1", "1 where another plan costs no more and is as good within half of what is promised", others,
      [](const auto& other) { return other.matched ? 1 : 0; }));
  add_estimate(table, "worse", units, "its " + run.of + " minus that of the plan chosen", others,
               [](const search::RunnerUp& other) -> const stats::Estimate& { return other.worse; });
  add_estimate(table, "more_cost", currency, "its cost minus that of the plan chosen", others,
               [](const search::RunnerUp& other) -> const stats::Estimate& { return other.more_cost; });
  return table;
}

results::PlansTable anatomy_table(const FoundFront& run, const std::string& units) {
  const std::vector<search::Part>& parts = run.found.choice->anatomy;
  results::PlansTable table{"part", "option of the plan chosen", parts.size(), {}};
  table.columns.push_back(column<std::int64_t>("lever", "1", "place of the lever in the scenario", parts,
                                               [](const search::Part& part) { return part.lever; }));
  table.columns.push_back(column<std::int64_t>("place", "1", "place of the option in its lever, from 1", parts,
                                               [](const search::Part& part) { return part.option; }));
  add_estimate(table, "in_plan", units, "what is averted by it in the plan", parts,
               [](const search::Part& part) -> const stats::Estimate& { return part.in_plan; });
  add_estimate(table, "alone", units, "what is averted by it alone", parts,
               [](const search::Part& part) -> const stats::Estimate& { return part.alone; });
  return table;
}

}  // namespace

results::PlansRecord plans_record(const FoundFront& run, const scenario::Study& study) {
  const search::Found& found = run.found;
  const std::string currency = run.scenario.costs.currency.empty() ? "1" : run.scenario.costs.currency;
  const auto outcome = model::find_outcome(run.of);
  const std::string units(model::outcome_infos()[static_cast<std::size_t>(*outcome)].units);
  results::PlansRecord record;
  record.title = run.scenario.title;
  record.scenario_text = study.source_text();
  record.resolved_yaml = study.resolved_yaml();
  record.currency = run.scenario.costs.currency;
  record.of = run.of;
  record.seed = run.scenario.run.seed;
  record.horizon_h = run.scenario.horizon_h;
  record.confidence = run.query.promise.confidence;
  record.least_delivered = run.least_delivered;
  record.within = found.within;
  record.shortfall = found.shortfall;
  record.reached = found.reached;
  record.budget = run.query.budget;
  record.base = found.base;
  record.rounds = found.rounds;
  record.screened = found.screened;
  record.figured = found.figured;
  record.verdict = promise_in_words(run);
  record.options = options_table(run);
  record.plans = plans_table(run, units, currency);
  record.front = front_table(run, units, currency);
  record.criterion = search::name_of(run.query.criterion);
  record.inner = run.inner;
  record.space = run.space.plan_count();
  if (!found.draws.empty()) {
    record.draws = draws_table(run, units);
  }
  if (found.choice) {
    record.runners_up = runners_up_table(run, units, currency);
    record.anatomy = anatomy_table(run, units);
  }
  return record;
}

}  // namespace convoyrisk::app
