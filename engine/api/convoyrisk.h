/* libconvoyrisk: the engine of convoyrisk for other programs, in C.
 *
 * A scenario (a text and values put into it) is compiled into a study; a study is run into a result; a result is read
 * into arrays of the caller. Nothing here reads or writes result files, and nothing is printed.
 *
 *   convoyrisk_scenario* scenario = convoyrisk_scenario_new(text, "my.yaml", "folder/of/the/network");
 *   convoyrisk_study* study = convoyrisk_compile(scenario, NULL, 0, 0);
 *   convoyrisk_result* result = convoyrisk_run(study, NULL);
 *   if (result == NULL) fprintf(stderr, "%s\n", convoyrisk_error_text());
 *
 * Texts are UTF-8 and end in a zero byte. Arrays are of the caller, dense, the last index first in memory; in what is
 * written below, [points][policies] is an array of points times policies numbers. Points are those of the scenario's
 * sweep, 1 without; policies stand in the order of compiling, the first is the baseline; outcomes stand in the order
 * of convoyrisk_study_json. An outcome is in its unit ("people", "h", "USD") over the scenario's horizon, not a year.
 *
 * Threads: any number of threads may use one study or one result at once, and may run several studies at once. One
 * scenario is used by one thread at a time. The last error belongs to the thread that made the call.
 *
 * Errors: a function that fails gives NULL or a code other than 0 (CONVOYRISK_OK), and leaves the code and a text for
 * convoyrisk_error_code and convoyrisk_error_text. No C++ exception leaves the library.
 *
 * Structs begin with `size`, which the caller sets to their sizeof, and grow at their end alone. A program of an older
 * or newer header than the library's works: the library reads and writes only what both know. What an older caller does
 * not know is as if it were 0, and what the library does not know it leaves alone. A size below that of the first
 * version is CONVOYRISK_MISUSE.
 */
/* NOLINTBEGIN(readability-identifier-naming,modernize-*): this is C */
#ifndef CONVOYRISK_H
#define CONVOYRISK_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define CONVOYRISK_API __attribute__((visibility("default")))
#else
#define CONVOYRISK_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Raised when a program that was compiled against an older header must be compiled again. */
#define CONVOYRISK_ABI 1

enum {
  CONVOYRISK_OK = 0,
  CONVOYRISK_SYSTEM = 1, /* memory, threads, a file that cannot be read */
  CONVOYRISK_INPUT = 2,  /* the scenario or a name is wrong; the text says where and what would be right */
  CONVOYRISK_MISUSE = 3  /* the caller's mistake: a NULL, an index out of range */
};

typedef struct convoyrisk_scenario convoyrisk_scenario;
typedef struct convoyrisk_study convoyrisk_study;
typedef struct convoyrisk_result convoyrisk_result;

/* The version of the library, e.g. "1.2.3". Never fails. */
CONVOYRISK_API const char* convoyrisk_version(void);
/* The CONVOYRISK_ABI that the library was built with. Never fails. */
CONVOYRISK_API int convoyrisk_abi(void);

/* The code and the text of this thread's last call that can fail: CONVOYRISK_OK and "" where that succeeded. The text
 * lives until this thread's next call. */
CONVOYRISK_API int convoyrisk_error_code(void);
CONVOYRISK_API const char* convoyrisk_error_text(void);

/* A scenario from the text of a scenario file (YAML or JSON). `name` stands for the file in messages; NULL: "scenario".
 * A network's file is sought from `directory`; NULL: the working directory. The text is not looked at yet. */
CONVOYRISK_API convoyrisk_scenario* convoyrisk_scenario_new(const char* text, const char* name, const char* directory);
CONVOYRISK_API void convoyrisk_scenario_free(convoyrisk_scenario* scenario);

/* Puts a value (YAML on one line, e.g. "4", "30 km/h", "[1, 2]") in place of the scenario's at a path such as
 * "threat.groups.north.cells", as the program's --set does; a later one wins. Whether the path exists is found out by
 * convoyrisk_problems and convoyrisk_compile. */
CONVOYRISK_API int convoyrisk_set(convoyrisk_scenario* scenario, const char* path, const char* value);

/* All that is wrong with the scenario or doubtful, as a JSON list, empty where there is nothing:
 *   [{"level": "error" | "warning", "file": "my.yaml", "line": 7, "column": 3, "message": "horizon: ..."}]
 * Without a place in a file, line and column are 0 and file is "". NULL only where the library itself fails. The text
 * is the caller's: convoyrisk_text_free. */
CONVOYRISK_API char* convoyrisk_problems(const convoyrisk_scenario* scenario);
CONVOYRISK_API void convoyrisk_text_free(char* text);

/* The scenario, checked and compiled for some of its policies: names in the order wanted, or NULL and 0 for all. With
 * `no_uncertainty` other than 0 the scenario's `uncertainty` is left out. Later changes of the scenario do not reach
 * the study. CONVOYRISK_INPUT with every problem, one a line. */
CONVOYRISK_API convoyrisk_study* convoyrisk_compile(const convoyrisk_scenario* scenario, const char* const* policies,
                                                    size_t policy_count, int no_uncertainty);
CONVOYRISK_API void convoyrisk_study_free(convoyrisk_study* study);

/* What a study holds, as JSON: title, policies (names), points (of the sweep, in words), outcomes (name, units, count:
 * whether it is a whole number, description), roads (names), horizon_h, currency, seed, replications (of each policy
 * and point; with draws of uncertain parameters of each draw), draws (0 without), blocks, warnings; and what result
 * files tell of bad replications: thresholds (of killed_total), tail_outcomes (names) and levels. For
 * convoyrisk_variable: start (local time of day 0), convoys, sites, groups, kinds of events (names), zones (of each
 * road) and variables. The text is the caller's. */
CONVOYRISK_API char* convoyrisk_study_json(const convoyrisk_study* study);

/* The index of an outcome such as "killed_total"; -1 and CONVOYRISK_INPUT with the nearest right name where there is
 * none. */
CONVOYRISK_API int convoyrisk_outcome(const char* name);

/* Called with the replications that are done and wanted, of each policy and point, by one thread at a time, which may
 * be another than the caller's. Anything but 0 ends the run after the blocks under way. It must not call longjmp, nor
 * throw, nor use the result. */
typedef int (*convoyrisk_progress)(int64_t done, int64_t wanted, void* data);

/* How a study is run. Set all bytes to 0 and `size` to sizeof(convoyrisk_options), then what is wanted. */
typedef struct convoyrisk_options {
  size_t size;
  int64_t replications; /* of each policy and point; 0: the study's, until run.precision where it is asked for */
  const uint64_t* seed; /* NULL: the study's */
  int64_t first_block;  /* only blocks first_block, ..., end_block - 1: 256 replications each, or one draw */
  int64_t end_block;    /* 0: to the last */
  int32_t threads;      /* 0: all of the machine. Results do not depend on it */
  int32_t keep_values;  /* other than 0: keeps every replication's outcomes for convoyrisk_values */
  convoyrisk_progress progress; /* or NULL */
  void* data;                   /* handed to it */
  int32_t keep_events;          /* other than 0: keeps every replication's events for convoyrisk_variable */
  int32_t keep_conditional;     /* other than 0: works out "severity/conditional" for it, which takes longer */
} convoyrisk_options;

/* Simulates. `options` may be NULL. A study with draws of uncertain parameters takes neither replications nor a seed
 * here: set run.seed and uncertainty.draws before compiling. Where the callback has ended the run the result holds the
 * whole blocks that follow each other from the first, perhaps none. The same numbers as `convoyrisk run`, bit by bit.*/
CONVOYRISK_API convoyrisk_result* convoyrisk_run(const convoyrisk_study* study, const convoyrisk_options* options);
CONVOYRISK_API void convoyrisk_result_free(convoyrisk_result* result);

typedef struct convoyrisk_shape {
  size_t size;   /* set by the caller: sizeof(convoyrisk_shape); then how much of it was written */
  size_t points; /* of the sweep; 1 without */
  size_t policies;
  size_t outcomes;
  int64_t replications; /* done, of each policy and point */
  int64_t units;        /* n of the means: replications, or independent parts of the draws of uncertain parameters */
  int32_t complete;     /* 0: ended by the callback */
  int32_t has_values;   /* whether outcomes were kept by replication */
  int32_t has_events;   /* likewise of events */
  int32_t has_conditional;
} convoyrisk_shape;

/* The sizes of the arrays below, and how far the run went. */
CONVOYRISK_API int convoyrisk_result_shape(const convoyrisk_result* result, convoyrisk_shape* shape);

/* means[points][policies][outcomes]: mean over units. 0 where there are none. */
CONVOYRISK_API int convoyrisk_means(const convoyrisk_result* result, double* means);

/* covariances[points][outcomes][policies][policies]: sample covariance between units of an outcome under two policies,
 * which share their random numbers: the co-moment over n - 1; 0 below two units. The diagonal holds variances. */
CONVOYRISK_API int convoyrisk_covariances(const convoyrisk_result* result, double* covariances);

/* estimates[points][policies][outcomes][4]: mean, standard error, lower and upper end of the interval of this
 * confidence (0 < confidence < 1), by the estimator that the program's tables use: deaths with their conditional
 * expectation. minus < 0: of the policy itself; else of the policy minus policy `minus`. An interval that cannot be
 * told is endless. */
CONVOYRISK_API int convoyrisk_estimates(const convoyrisk_result* result, int minus, double confidence,
                                        double* estimates);

/* The numbers of the groups /summary and /comparison that a result file has, as a JSON list:
 *   [{"group": "summary", "name": "cvar", "dimensions": ["tail_outcome", "level"], "units": "outcome_units",
 *     "long_name": "...", "count": 84}]
 * Each is an array [points][policies] and then by its dimensions, of `count` numbers in all; those over "against" are
 * of a policy minus another one. The text is the caller's. */
CONVOYRISK_API char* convoyrisk_summary_json(const convoyrisk_result* result);

/* These arrays one after the other, in the order of the list, for this confidence (0 < confidence < 1). An interval
 * that cannot be told is endless, and what does not apply is not a number. CONVOYRISK_MISUSE without a replication. */
CONVOYRISK_API int convoyrisk_summary(const convoyrisk_result* result, double confidence, double* numbers);

/* What the group /comparison of a result file says in words, and the margin within which it takes policies for equal,
 * for this confidence, as a JSON list:
 *   [{"name": "side", "dimensions": ["point", "policy"], "units": "1", "long_name": "...", "values": [["baseline",
 * "less"]]}] It holds side, position and cost_per_death_averted_kind by point and policy, verdict and margin by point.
 * CONVOYRISK_MISUSE without a replication. The text is the caller's. */
CONVOYRISK_API char* convoyrisk_verdict_json(const convoyrisk_result* result, double confidence);

/* A variable of the groups /legs, /convoys, /days, /severity and /events that a result file has, by its path, such as
 * "days/attacks": sums over replications, [points][policies][length]; of events [events], by point, policy, replication
 * and time. convoyrisk_study_json lists all of them as
 *   [{"group": "days", "name": "attacks", "dimensions": ["point", "policy", "day"], "units": "1", "long_name": "...",
 *     "whole": true}]
 * Gives how many numbers there are, and writes them where `numbers` is not NULL and there is `room` for as many. Whole
 * numbers above 2^53 are rounded. -1 where it fails: CONVOYRISK_INPUT with the nearest right path where there is none,
 * CONVOYRISK_MISUSE where the room is too small or the run was not asked to keep it. */
CONVOYRISK_API int64_t convoyrisk_variable(const convoyrisk_result* result, const char* path, double* numbers,
                                           size_t room);

/* values[points][policies][replications][outcomes]. CONVOYRISK_MISUSE unless keep_values was asked for. */
CONVOYRISK_API int convoyrisk_values(const convoyrisk_result* result, double* values);

/* legs[points][policies][roads][4]: mean over replications of what happened on each road: km driven by convoys, cells
 * staged, attacks, killed. Roads stand in the order of convoyrisk_study_json. */
CONVOYRISK_API int convoyrisk_legs(const convoyrisk_result* result, double* legs);

/* severity[points][policies][count]: mean over replications of the number of attacks with exactly 0, 1, ..., count - 1
 * workers or people at a site killed; the last also holds those with more. count > 0. */
CONVOYRISK_API int convoyrisk_severity(const convoyrisk_result* result, size_t count, double* severity);

/* tails[points][policies][2]: of a count per replication the quantile at this level (the least x that at least so large
 * a share of replications do not exceed), and the mean of the worst 1 - level of them. 0 <= level < 1. The outcome is
 * one of attacks, killed, injured, escort_killed, site_killed, flown_killed and killed_total: of others whole
 * distributions are not kept, and there convoyrisk_values helps. With draws of uncertain parameters all replications of
 * all draws are one sample. */
CONVOYRISK_API int convoyrisk_tails(const convoyrisk_result* result, int outcome, double level, double* tails);

/* chances[points][policies][count]: share of replications in which one of these outcomes is at least 0, 1, ...,
 * count - 1 (an F-N curve). count > 0. */
CONVOYRISK_API int convoyrisk_exceedance(const convoyrisk_result* result, int outcome, size_t count, double* chances);

/* The events of one replication under one policy, as `convoyrisk trace` prints them: one JSON object a line, the first
 * says what was replayed. `point` is of the sweep, 0 without; with draws of uncertain parameters the scenario is the
 * file's, and there is no other point. `seed` may be NULL. The text is the caller's. */
CONVOYRISK_API char* convoyrisk_trace(const convoyrisk_study* study, size_t point, size_t policy, int64_t replication,
                                      const uint64_t* seed);

#ifdef __cplusplus
}
#endif

#endif
/* NOLINTEND(readability-identifier-naming,modernize-*) */
