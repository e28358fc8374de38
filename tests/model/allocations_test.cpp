#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "support/scenarios.hpp"

// Of this executable alone: every way to new memory counts.
namespace {

std::atomic<long> allocations = 0;

void* counted(std::size_t size) {
  ++allocations;
  if (void* const memory = std::malloc(size == 0 ? 1 : size)) {
    return memory;
  }
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace convoyrisk::model {
namespace {

/// Allocations of replications that were simulated before by the same object: what they need is there.
long allocations_again(const std::string& file, bool severity_law, std::uint64_t replications) {
  const test::WorldPointer world = test::world_of(file);
  Replication replication(*world, {.severity_law = severity_law});
  ReplicationResult result;
  const auto run_all = [&] {
    for (std::uint64_t i = 0; i < replications; ++i) {
      for (std::size_t policy = 0; policy < world->policy_count(); ++policy) {
        replication.run(PolicyId(policy), 1, i, result);
      }
    }
  };
  for (int i = 0; i < 4; ++i) {  // memory that is lent in turn grows with the largest that has it
    run_all();
  }
  const long before = allocations;
  run_all();
  return allocations - before;
}

TEST_CASE("after warm-up the loop allocates nothing") {
  for (const char* file :
       {"scenarios/karakoram.yaml", "scenarios/gwadar-quetta.yaml", "scenarios/crackdown-or-cooperation.yaml",
        "scenarios/karachi-university.yaml", "scenarios/shipyard.yaml", "tests/reference/scenarios/12-everything.yaml",
        "tests/reference/scenarios/12-everything.yaml", "benchmarks/reference-corridor.yaml"}) {
    INFO(file);
    CHECK(allocations_again(file, true, 10) == 0);
    CHECK(allocations_again(file, false, 10) == 0);
  }
}

TEST_CASE("negative control: an allocation is counted") {
  const long before = allocations;
  const std::vector<double> one(100);
  CHECK(allocations - before == 1);
  CHECK(one.size() == 100);
}

}  // namespace
}  // namespace convoyrisk::model
