// What sharing histories spares a search, on one thread.
//
//   search_speed FILE [BLOCKS [SEED]]
//
// Simulates blocks of 256 replications of all plans that the file's `search` spans, as the rounds of a search do, then
// each plan by runs of its own. Prints JSON: plans times replications a processor second of both, and the greatest
// difference of a plan's mean harm between them, in parts of it.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "experiment/summary/plan.hpp"
#include "model/history/replication.hpp"
#include "scenario/study/reader.hpp"
#include "search/evaluation.hpp"
#include "search/plan_policy.hpp"

namespace {

using namespace convoyrisk;

constexpr search::PlanNumber plans_of_world = 1024;  // bounds the memory

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

class Benchmark {
 public:
  Benchmark(spec::Scenario scenario, std::int64_t blocks, std::uint64_t seed)
      : scenario_(std::move(scenario)), space_(search::space_of(*scenario_.search)), blocks_(blocks) {
    means_.seed = seed;
    means_.world = [this](std::span<const search::PlanNumber> plans, std::size_t /*draw*/) {
      return std::make_shared<const model::World>(search::with_plans(scenario_, space_, {plans.begin(), plans.end()}));
    };
  }

  [[nodiscard]] nlohmann::json measure() const {
    const double begin = processor_seconds();
    const std::vector<double> searched = harm_in_search();
    const double middle = processor_seconds();
    const std::vector<double> run = harm_in_runs();
    const double end = processor_seconds();
    double difference = 0;
    for (std::size_t i = 0; i < run.size(); ++i) {
      difference = std::max(difference, std::abs(searched[i] - run[i]) / std::max(run[i], 1e-300));
    }
    const double count = static_cast<double>(space_.plan_count() * replications());
    return {{"plans", space_.plan_count()},
            {"replications", replications()},
            {"searched_a_second", count / (middle - begin)},
            {"run_a_second", count / (end - middle)},
            {"times_as_fast", (end - middle) / (middle - begin)},
            {"greatest_difference", difference}};
  }

 private:
  [[nodiscard]] std::int64_t replications() const { return blocks_ * experiment::block_size; }

  /// By plan.
  [[nodiscard]] std::vector<double> harm_in_search() const {
    std::vector<search::PlanNumber> plans(static_cast<std::size_t>(space_.plan_count() - 1));
    std::iota(plans.begin(), plans.end(), 1);
    std::vector<double> harm(plans.size() + 1);
    search::evaluate(means_, {0}, plans, {0, blocks_},
                     {[&](const std::vector<search::PlanSums>& references) { harm[0] = references[0].harm.mean(); },
                      [&](std::size_t plan, const search::PlanSums& sums) { harm[plan + 1] = sums.harm.mean(); }});
    return harm;
  }

  [[nodiscard]] std::vector<double> harm_in_runs() const {
    std::vector<double> harm;
    model::ReplicationResult result;
    for (search::PlanNumber first = 0; first < space_.plan_count(); first += plans_of_world) {
      std::vector<search::PlanNumber> plans(
          static_cast<std::size_t>(std::min(plans_of_world, space_.plan_count() - first)));
      std::iota(plans.begin(), plans.end(), first);
      const auto world = means_.world(plans, 0);
      model::Replication replication(*world, {.severity_law = false});
      std::vector<double> sums(plans.size());
      for (std::int64_t number = 0; number < replications(); ++number) {
        for (std::size_t i = 0; i < plans.size(); ++i) {
          replication.run(PolicyId(i), means_.seed, static_cast<std::uint64_t>(number), result);
          sums[i] += result.outcomes[model::Outcome::killed_total_conditional];
        }
      }
      for (const double sum : sums) {
        harm.push_back(sum / static_cast<double>(replications()));
      }
    }
    return harm;
  }

  spec::Scenario scenario_;
  search::Space space_;
  std::int64_t blocks_;
  search::Means means_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::cerr << "search_speed FILE [BLOCKS [SEED]]\n";
    return 2;
  }
  try {
    const std::int64_t blocks = argc > 2 ? std::atoll(argv[2]) : 1;
    const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
    std::cout << Benchmark(scenario::read_scenario(argv[1], {}).scenario, blocks, seed).measure() << "\n";
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
