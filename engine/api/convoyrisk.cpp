#include "api/convoyrisk.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/caller_struct.hpp"
#include "api/compiled_study.hpp"
#include "api/kept_variables.hpp"
#include "api/problem_list.hpp"
#include "api/result_arrays.hpp"
#include "api/study_json.hpp"
#include "api/summary_numbers.hpp"
#include "api/trace_output.hpp"
#include "base/error.hpp"
#include "base/nearest.hpp"
#include "experiment/run/experiment.hpp"
#include "experiment/run/threads.hpp"
#include "experiment/summary/stopping.hpp"
#include "experiment/summary/summary.hpp"
#include "model/history/replication.hpp"
#include "scenario/study/reader.hpp"

using convoyrisk::InputError;
using convoyrisk::PolicyId;
using convoyrisk::api::CompiledStudy;
using convoyrisk::api::Misuse;
// NOLINTBEGIN(readability-identifier-naming): the names of C
namespace api = convoyrisk::api;
namespace experiment = convoyrisk::experiment;
namespace model = convoyrisk::model;
namespace scenario = convoyrisk::scenario;

struct convoyrisk_scenario {
  std::string text;
  std::string name;
  std::string directory;
  scenario::Overrides overrides;
};

struct convoyrisk_study {
  std::string name;
  CompiledStudy compiled;
};

struct convoyrisk_result {
  experiment::Plan plan;
  experiment::Heading heading;
  experiment::Results results;
  experiment::Units units;
  bool complete = true;
  convoyrisk::spec::Keep kept;
};

namespace {

struct LastError {
  int code = CONVOYRISK_OK;
  std::string text;
};

thread_local LastError last_error;

void fail(int code, const char* text) noexcept {
  last_error.code = code;
  try {
    last_error.text = text;
  } catch (...) {
    last_error.text.clear();
  }
}

/// What `work` gives, or `failed` after an exception, of which code and text are kept.
template <class Value, class Work>
Value guarded(Value failed, const Work& work) noexcept {
  last_error.code = CONVOYRISK_OK;
  last_error.text.clear();
  try {
    return work();
  } catch (const Misuse& error) {
    fail(CONVOYRISK_MISUSE, error.what());
  } catch (const InputError& error) {
    fail(CONVOYRISK_INPUT, error.what());
  } catch (const std::bad_alloc&) {
    fail(CONVOYRISK_SYSTEM, "out of memory");
  } catch (const std::exception& error) {
    fail(CONVOYRISK_SYSTEM, error.what());
  } catch (...) {
    fail(CONVOYRISK_SYSTEM, "an unknown failure");
  }
  return failed;
}

/// The same for functions that give a code.
template <class Work>
int guarded_code(const Work& work) noexcept {
  static_cast<void>(guarded(0, [&work] {
    work();
    return 0;
  }));
  return last_error.code;
}

template <class Thing>
Thing& there(Thing* thing, const char* what) {
  if (thing == nullptr) {
    throw Misuse(std::string(what) + " is NULL");
  }
  return *thing;
}

// Sizes in the first version, below which none is.
constexpr std::size_t least_options_size = offsetof(convoyrisk_options, data) + sizeof(convoyrisk_options::data);
constexpr std::size_t least_shape_size = offsetof(convoyrisk_shape, has_values) + sizeof(convoyrisk_shape::has_values);

/// A copy that the caller frees.
char* text_for_caller(const std::string& text) {
  char* const copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) {
    throw std::bad_alloc();
  }
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

const std::vector<std::string>& outcome_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const model::OutcomeInfo& info : model::outcome_infos()) {
      list.emplace_back(info.name);
    }
    return list;
  }();
  return names;
}

scenario::Study read(const convoyrisk_scenario& from, bool no_uncertainty) {
  scenario::Changes changes;
  changes.overrides = from.overrides;
  changes.no_uncertainty = no_uncertainty;
  changes.outcomes = outcome_names();
  return scenario::read_study_text(from.text, from.name, from.directory, changes);
}

/// Errors of a scenario by the attempt to compile it, and its warnings.
std::string problems_of(const convoyrisk_scenario& from) {
  std::vector<std::string> warnings;
  try {
    scenario::Study study = read(from, false);
    warnings = study.warnings();
    const std::vector<PolicyId> policies = api::policies_named(study.base(), {}, "policy");
    const std::vector<std::string> of_draws = study.warnings_of_draws(policies);
    warnings.insert(warnings.end(), of_draws.begin(), of_draws.end());
    const CompiledStudy compiled(std::move(study), policies);
  } catch (const scenario::InputErrors& errors) {
    return api::problem_list(errors.messages(), warnings);
  } catch (const InputError& error) {
    return api::problem_list({error.what()}, warnings);
  }
  return api::problem_list({}, warnings);
}

/// The study's plan with what the options change in it.
experiment::Plan plan_of(const CompiledStudy& compiled, const convoyrisk_options& options) {
  experiment::Plan plan = compiled.plan();
  if (plan.has_draws() && (options.replications != 0 || options.seed != nullptr)) {
    throw InputError(
        "a study with draws of uncertain parameters takes no replications and no seed of its own: set run.seed, "
        "uncertainty.draws or uncertainty.inner, or leave the uncertainty out");
  }
  if (plan.has_draws() && !compiled.scenario().run.precision.empty()) {
    throw InputError("run.precision: a run with `uncertainty` has the draws it is told; leave one of the two out");
  }
  if (options.replications < 0) {
    throw Misuse("replications is below 0");
  }
  plan.replications = options.replications > 0 ? options.replications : plan.replications;
  plan.seed = options.seed != nullptr ? *options.seed : plan.seed;
  return plan;
}

convoyrisk_result* run(const CompiledStudy& compiled, const convoyrisk_options& options) {
  const experiment::Plan plan = plan_of(compiled, options);
  const std::int64_t end = options.end_block != 0 ? options.end_block : plan.block_count();
  if (options.first_block < 0 || options.first_block >= end || end > plan.block_count()) {
    throw Misuse("blocks " + std::to_string(options.first_block) + " to " + std::to_string(end) + " of " +
                 std::to_string(plan.block_count()));
  }
  const experiment::Worlds worlds = compiled.worlds();
  const std::int64_t wanted = plan.range(end - 1).end - plan.range(options.first_block).first;
  std::atomic<bool> stop = false;
  bool reached = false;
  const bool precise = !compiled.scenario().run.precision.empty() && options.replications == 0 &&
                       options.first_block == 0 && options.end_block == 0;
  experiment::PrecisionRule precision(
      precise ? compiled.scenario().run.precision : std::vector<convoyrisk::spec::Precision>(), plan);
  experiment::Observer observer;
  if (options.progress != nullptr) {
    observer.progress = [&](std::int64_t done) {
      if (options.progress(done, wanted, options.data) != 0) {
        stop = true;
      }
    };
  }
  if (precise) {
    observer.enough = [&](const experiment::BlockSums& block) { return reached = precision.add(block); };
  }
  convoyrisk::spec::Keep keep;
  keep.outcomes = options.keep_values != 0;
  keep.severity = options.keep_conditional != 0;
  keep.events = options.keep_events != 0;
  const int threads = options.threads > 0 ? options.threads : experiment::default_threads();
  experiment::Results results =
      run_experiment(plan, worlds, threads, keep, no_results(plan, worlds, options.first_block), end, observer, &stop);
  experiment::Units units = experiment::units(plan, results);
  const bool complete = reached || results.end_block() == end;
  const convoyrisk::spec::Scenario& scenario = compiled.scenario();
  experiment::Heading heading{scenario.title, scenario.costs.currency, scenario.horizon_h, compiled.point_names(),
                              complete};
  return new convoyrisk_result{plan, std::move(heading), std::move(results), std::move(units), complete, keep};
}

std::string trace(const convoyrisk_study& study, std::size_t point, std::size_t policy, std::int64_t replication,
                  const std::uint64_t* seed) {
  const CompiledStudy& compiled = study.compiled;
  const bool draws = compiled.plan().has_draws();
  if (point >= (draws ? 1 : compiled.plan().points) || policy >= compiled.plan().policies.size() || replication < 0) {
    throw Misuse("trace: no such point, policy or replication");
  }
  const std::shared_ptr<const model::World> world =
      draws ? std::make_shared<const model::World>(compiled.scenario()) : compiled.worlds()(point, 0);
  api::Trace trace;
  trace.scenario_file = study.name;
  trace.program_version = CONVOYRISK_VERSION;
  trace.policy = compiled.plan().policies[policy];
  trace.replication = static_cast<std::uint64_t>(replication);
  trace.seed = seed != nullptr ? *seed : compiled.plan().seed;
  model::Replication(*world).run(trace.policy, trace.seed, trace.replication, trace.result, &trace.events);
  return api::trace_lines(*world, trace);
}

/// Calls `write(moments, outcome, policy)` in the order of [points][policies][outcomes].
template <class Write>
void for_each_mean(const convoyrisk_result& result, const Write& write) {
  for (std::size_t point = 0; point < result.results.points(); ++point) {
    for (std::size_t policy = 0; policy < result.results.policies(); ++policy) {
      for (const model::OutcomeInfo& info : model::outcome_infos()) {
        write(result.units.at(point), info.outcome, policy);
      }
    }
  }
}

experiment::Summary summary_of(const convoyrisk_result& result, double confidence, const std::string& what) {
  if (!(confidence > 0 && confidence < 1)) {
    throw Misuse(what + ": the confidence is out of range");
  }
  if (result.results.replications == 0) {
    throw Misuse(what + ": no replication was done");
  }
  experiment::Question question;
  question.confidence = confidence;
  return summarise(result.heading, result.plan, result.results, question);
}

void check_count(std::size_t count) {
  if (count == 0) {
    throw Misuse("the count is 0");
  }
}

}  // namespace

const char* convoyrisk_version(void) { return CONVOYRISK_VERSION; }

int convoyrisk_abi(void) { return CONVOYRISK_ABI; }

int convoyrisk_error_code(void) { return last_error.code; }

const char* convoyrisk_error_text(void) { return last_error.text.c_str(); }

convoyrisk_scenario* convoyrisk_scenario_new(const char* text, const char* name, const char* directory) {
  return guarded<convoyrisk_scenario*>(nullptr, [&] {
    return new convoyrisk_scenario{
        &there(text, "text"), name != nullptr ? name : "scenario", directory != nullptr ? directory : "", {}};
  });
}

void convoyrisk_scenario_free(convoyrisk_scenario* scenario) { delete scenario; }

int convoyrisk_set(convoyrisk_scenario* scenario, const char* path, const char* value) {
  return guarded_code([&] {
    const std::string where = &there(path, "path");
    const std::string what = &there(value, "value");
    there(scenario, "scenario").overrides.push_back({where, what, "set " + where + "=" + what});
  });
}

char* convoyrisk_problems(const convoyrisk_scenario* scenario) {
  return guarded<char*>(nullptr, [&] { return text_for_caller(problems_of(there(scenario, "scenario"))); });
}

void convoyrisk_text_free(char* text) { std::free(text); }

convoyrisk_study* convoyrisk_compile(const convoyrisk_scenario* scenario, const char* const* policies,
                                     size_t policy_count, int no_uncertainty) {
  return guarded<convoyrisk_study*>(nullptr, [&] {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < policy_count; ++i) {
      names.emplace_back(&there((&there(policies, "policies"))[i], "a policy"));
    }
    scenario::Study study = read(there(scenario, "scenario"), no_uncertainty != 0);
    std::vector<PolicyId> chosen = api::policies_named(study.base(), names, "policy");
    study.check_precision_of(chosen);
    return new convoyrisk_study{scenario->name, CompiledStudy(std::move(study), std::move(chosen))};
  });
}

void convoyrisk_study_free(convoyrisk_study* study) { delete study; }

char* convoyrisk_study_json(const convoyrisk_study* study) {
  return guarded<char*>(nullptr, [&] { return text_for_caller(api::study_json(there(study, "study").compiled)); });
}

int convoyrisk_outcome(const char* name) {
  return guarded(-1, [&] {
    const std::string wanted = &there(name, "name");
    const std::optional<model::Outcome> found = model::find_outcome(wanted);
    if (!found) {
      throw InputError("there is no outcome " + wanted + convoyrisk::did_you_mean(wanted, outcome_names()));
    }
    return static_cast<int>(*found);
  });
}

convoyrisk_result* convoyrisk_run(const convoyrisk_study* study, const convoyrisk_options* options) {
  return guarded<convoyrisk_result*>(nullptr, [&] {
    const convoyrisk_options chosen = options != nullptr
                                          ? api::read_struct(*options, least_options_size, "convoyrisk_options")
                                          : convoyrisk_options{};
    return run(there(study, "study").compiled, chosen);
  });
}

void convoyrisk_result_free(convoyrisk_result* result) { delete result; }

int convoyrisk_result_shape(const convoyrisk_result* result, convoyrisk_shape* shape) {
  return guarded_code([&] {
    const convoyrisk_result& of = there(result, "result");
    const convoyrisk_shape whole{0,
                                 of.results.points(),
                                 of.results.policies(),
                                 model::outcome_count,
                                 of.results.replications,
                                 of.units.at(0).count(),
                                 static_cast<int32_t>(of.complete),
                                 static_cast<int32_t>(of.kept.outcomes),
                                 static_cast<int32_t>(of.kept.events),
                                 static_cast<int32_t>(of.kept.severity)};
    api::write_struct(whole, there(shape, "shape"), least_shape_size, "convoyrisk_shape");
  });
}

int convoyrisk_means(const convoyrisk_result* result, double* means) {
  return guarded_code([&] {
    double* to = &there(means, "means");
    for_each_mean(there(result, "result"),
                  [&](const auto& moments, auto outcome, auto policy) { *to++ = moments.mean(outcome, policy); });
  });
}

int convoyrisk_covariances(const convoyrisk_result* result, double* covariances) {
  return guarded_code([&] {
    const convoyrisk_result& of = there(result, "result");
    double* to = &there(covariances, "covariances");
    for (std::size_t point = 0; point < of.results.points(); ++point) {
      for (const model::OutcomeInfo& info : model::outcome_infos()) {
        for (std::size_t a = 0; a < of.results.policies(); ++a) {
          for (std::size_t b = 0; b < of.results.policies(); ++b) {
            *to++ = of.units.at(point).covariance(info.outcome, a, b);
          }
        }
      }
    }
  });
}

int convoyrisk_estimates(const convoyrisk_result* result, int minus, double confidence, double* estimates) {
  return guarded_code([&] {
    const convoyrisk_result& of = there(result, "result");
    double* to = &there(estimates, "estimates");
    if (!(confidence > 0 && confidence < 1) || minus >= static_cast<int>(of.results.policies())) {
      throw Misuse("estimates: the confidence or the policy to subtract is out of range");
    }
    const std::optional<std::size_t> other = minus < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(minus));
    for_each_mean(of, [&](const auto& moments, auto outcome, auto policy) {
      const auto estimate = experiment::estimate(moments, outcome, {policy, other}, confidence);
      for (const double number :
           {estimate.mean, estimate.standard_error, estimate.interval.low, estimate.interval.high}) {
        *to++ = number;
      }
    });
  });
}

int convoyrisk_values(const convoyrisk_result* result, double* values) {
  return guarded_code([&] {
    const convoyrisk_result& of = there(result, "result");
    double* to = &there(values, "values");
    if (!of.kept.outcomes) {
      throw Misuse("values: keep_values was not asked for");
    }
    for (const experiment::PolicyTotals& totals : of.results.totals) {
      for (const auto& outcomes : totals.values) {
        to = std::copy(outcomes.begin(), outcomes.end(), to);
      }
    }
  });
}

char* convoyrisk_summary_json(const convoyrisk_result* result) {
  return guarded<char*>(nullptr, [&] {
    const experiment::Results& results = there(result, "result").results;
    return text_for_caller(api::summary_json(results.points(), results.policies()));
  });
}

int convoyrisk_summary(const convoyrisk_result* result, double confidence, double* numbers) {
  return guarded_code([&] {
    const convoyrisk_result& of = there(result, "result");
    double* const to = &there(numbers, "numbers");
    api::write_summary(summary_of(of, confidence, "summary"), to);
  });
}

char* convoyrisk_verdict_json(const convoyrisk_result* result, double confidence) {
  return guarded<char*>(nullptr, [&] {
    return text_for_caller(api::verdict_json(summary_of(there(result, "result"), confidence, "verdict")));
  });
}

int64_t convoyrisk_variable(const convoyrisk_result* result, const char* path, double* numbers, size_t room) {
  return guarded<std::int64_t>(-1, [&] {
    const convoyrisk_result& of = there(result, "result");
    const std::vector<double> all = api::numbers_of(of.results, of.kept, &there(path, "path"));
    if (numbers != nullptr && room < all.size()) {
      throw Misuse(std::string(path) + ": there is room for " + std::to_string(room) + " numbers of " +
                   std::to_string(all.size()));
    }
    if (numbers != nullptr) {
      std::ranges::copy(all, numbers);
    }
    return static_cast<std::int64_t>(all.size());
  });
}

int convoyrisk_legs(const convoyrisk_result* result, double* legs) {
  return guarded_code([&] { api::write_legs(there(result, "result").results, &there(legs, "legs")); });
}

int convoyrisk_severity(const convoyrisk_result* result, size_t count, double* severity) {
  return guarded_code([&] {
    check_count(count);
    api::write_severity(there(result, "result").results, count, &there(severity, "severity"));
  });
}

int convoyrisk_tails(const convoyrisk_result* result, int outcome, double level, double* tails) {
  return guarded_code([&] {
    if (!(level >= 0 && level < 1)) {
      throw Misuse("tails: the level is out of range");
    }
    api::write_tails(there(result, "result").results, api::tail_outcome(outcome), level, &there(tails, "tails"));
  });
}

int convoyrisk_exceedance(const convoyrisk_result* result, int outcome, size_t count, double* chances) {
  return guarded_code([&] {
    check_count(count);
    api::write_exceedance(there(result, "result").results, api::tail_outcome(outcome), count,
                          &there(chances, "chances"));
  });
}

char* convoyrisk_trace(const convoyrisk_study* study, size_t point, size_t policy, int64_t replication,
                       const uint64_t* seed) {
  return guarded<char*>(
      nullptr, [&] { return text_for_caller(trace(there(study, "study"), point, policy, replication, seed)); });
}
// NOLINTEND(readability-identifier-naming)
