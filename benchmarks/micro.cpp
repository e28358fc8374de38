// The engine's innermost parts, each alone: where to look first when engine_speed has become slower.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "model/harm/harm_table.hpp"
#include "model/history/event_queue.hpp"
#include "model/history/target_choice.hpp"
#include "model/world/world.hpp"
#include "random/distributions.hpp"
#include "random/stream.hpp"
#include "scenario/study/reader.hpp"

namespace {

using namespace convoyrisk;

const model::World& karakoram() {
  static const model::World world(scenario::read_scenario(CONVOYRISK_SOURCE_DIR "/scenarios/karakoram.yaml").scenario);
  return world;
}

// The earliest event is handled and its actor's next one set, as in a run. The argument is the number of actors.
void event_queue(benchmark::State& state) {
  std::mt19937_64 generator(1);
  std::exponential_distribution<double> stay;
  model::EventQueue queue;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    const auto actor = queue.add_actor();
    queue.set(actor, stay(generator), actor);
  }
  for (auto _ : state) {
    const auto actor = queue.top_actor();
    queue.set(actor, queue.top_time() + stay(generator), actor);
  }
}
BENCHMARK(event_queue)->Arg(30)->Arg(1000);

// Most streams give one or two uniforms: what counts is a fresh one.
void fresh_stream(benchmark::State& state) {
  std::uint64_t ordinal = 0;
  for (auto _ : state) {
    random::Stream stream(1, 2, 3, 4, ordinal++);
    benchmark::DoNotOptimize(stream.uniform());
  }
}
BENCHMARK(fresh_stream);

void long_stream(benchmark::State& state) {
  random::Stream stream(1, 2, 3, 4, 5);
  for (auto _ : state) {
    benchmark::DoNotOptimize(stream.uniform());
  }
}
BENCHMARK(long_stream);

void normal_quantile(benchmark::State& state) {
  random::Stream stream(1, 2, 3, 4, 5);
  for (auto _ : state) {
    benchmark::DoNotOptimize(random::normal_quantile(stream.uniform()));
  }
}
BENCHMARK(normal_quantile);

/// One list of modes: that of Karakoram's first group.
std::vector<model::ModeTable> attackers() {
  return {model::ModeTable(karakoram().scenario().threat.groups.front().modes)};
}

model::Target two_coaches() { return {{{0, 1, false, 30, 0}, {0, 1, false, 30, 0}}, 0, 0, false}; }

void harm_lookup(benchmark::State& state) {
  const std::vector<model::ModeTable> modes = attackers();
  const double help_h = std::numeric_limits<double>::infinity();
  model::HarmTable table(modes);
  const auto key = table.intern(two_coaches());
  for (auto _ : state) {
    benchmark::DoNotOptimize(table.entry(0, key, help_h).harm.workers_killed);
  }
}
BENCHMARK(harm_lookup);

// Expectations for the first attack on a target, and for attacks that help reaches after ever other times.
void harm_of_new_target(benchmark::State& state) {
  const std::vector<model::ModeTable> modes = attackers();
  for (auto _ : state) {
    model::HarmTable table(modes);
    benchmark::DoNotOptimize(table.entry(0, table.intern(two_coaches()), 0.5).harm.workers_killed);
  }
}
BENCHMARK(harm_of_new_target)->Unit(benchmark::kMicrosecond);

void harm_of_new_help(benchmark::State& state) {
  const std::vector<model::ModeTable> modes = attackers();
  model::HarmTable table(modes);
  const auto key = table.intern(two_coaches());
  double help_h = 0.3;
  for (auto _ : state) {
    help_h += 1e-9;
    benchmark::DoNotOptimize(table.entry(0, key, help_h).harm.workers_killed);
  }
}
BENCHMARK(harm_of_new_help)->Unit(benchmark::kMicrosecond);

/// What groups remember once the whole timetable has set out.
model::PassMemory full_memory(const model::World& world, const model::PolicyPlan& policy) {
  model::PassMemory memory;
  memory.reset(policy.routes.size(), world.memories_h());
  for (const model::ScheduledTrip& trip : policy.trips) {
    memory.record(policy.ways[policy.outfit(trip).ways].first_route, trip.scheduled_h);
  }
  return memory;
}

void candidate_choice(benchmark::State& state) {
  const model::World& world = karakoram();
  const model::PolicyPlan& policy = world.policy(PolicyId(0));
  const model::Chooser chooser{world, policy, world.groups().front(), 0, world.scenario().horizon_h};
  model::PassMemory memory = full_memory(world, policy);
  model::ChoiceScratch scratch;
  std::uint64_t ordinal = 0;
  for (auto _ : state) {
    random::Stream stream(1, 2, 3, 4, ordinal++);
    benchmark::DoNotOptimize(model::choose_target(chooser, memory, stream, scratch));
  }
}
BENCHMARK(candidate_choice);

}  // namespace

BENCHMARK_MAIN();
