#include "convoyrisk.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "support/source_dir.hpp"

namespace {

template <auto free>
struct Free {
  template <class Thing>
  void operator()(Thing* thing) const {
    free(thing);
  }
};
using Scenario = std::unique_ptr<convoyrisk_scenario, Free<convoyrisk_scenario_free>>;
using Study = std::unique_ptr<convoyrisk_study, Free<convoyrisk_study_free>>;
using Result = std::unique_ptr<convoyrisk_result, Free<convoyrisk_result_free>>;
using Text = std::unique_ptr<char, Free<convoyrisk_text_free>>;

std::string text_of(const std::string& file) {
  std::ifstream in(std::string(convoyrisk::tests::source_dir) + "/scenarios/" + file);
  return {std::istreambuf_iterator<char>(in), {}};
}

Scenario first_steps() {
  const std::string folder = std::string(convoyrisk::tests::source_dir) + "/scenarios";
  return Scenario(convoyrisk_scenario_new(text_of("first-steps.yaml").c_str(), "first.yaml", folder.c_str()));
}

Study compiled() { return Study(convoyrisk_compile(first_steps().get(), nullptr, 0, 0)); }

convoyrisk_options options(std::int64_t replications, int threads) {
  convoyrisk_options wanted{};
  wanted.size = sizeof wanted;
  wanted.replications = replications;
  wanted.threads = threads;
  return wanted;
}

convoyrisk_shape shape_of(const Result& result) {
  convoyrisk_shape shape{};
  shape.size = sizeof shape;
  REQUIRE(convoyrisk_result_shape(result.get(), &shape) == CONVOYRISK_OK);
  return shape;
}

std::vector<double> means_of(const Result& result) {
  const convoyrisk_shape shape = shape_of(result);
  std::vector<double> means(shape.points * shape.policies * shape.outcomes);
  REQUIRE(convoyrisk_means(result.get(), means.data()) == CONVOYRISK_OK);
  return means;
}

int stop_after_two_blocks(std::int64_t done, std::int64_t /*wanted*/, void* data) {
  *static_cast<std::int64_t*>(data) = done;
  return done >= 512 ? 1 : 0;
}

}  // namespace

TEST_CASE("A study gives the same numbers on one thread, on three, and to callers at once") {
  const Study study = compiled();
  REQUIRE(study);
  const convoyrisk_options one = options(1000, 1);
  const std::vector<double> means = means_of(Result(convoyrisk_run(study.get(), &one)));
  CHECK(means[static_cast<std::size_t>(convoyrisk_outcome("trips_scheduled"))] > 0);

  std::vector<Result> others(3);  // Catch's checks belong to one thread: what the callers get is looked at afterwards
  std::vector<std::thread> callers;
  for (Result& other : others) {
    callers.emplace_back([&study, &other] {
      const convoyrisk_options three = options(1000, 3);
      other = Result(convoyrisk_run(study.get(), &three));
    });
  }
  for (std::thread& caller : callers) {
    caller.join();
  }
  for (const Result& other : others) {
    REQUIRE(other);
    CHECK(means_of(other) == means);
  }
}

TEST_CASE("A run that the callback ends holds the blocks that are done, as a run of so many has them") {
  const Study study = compiled();
  for (const int threads : {1, 3}) {
    std::int64_t told = 0;
    convoyrisk_options wanted = options(256 * 200, threads);
    wanted.progress = stop_after_two_blocks;
    wanted.data = &told;
    const Result ended(convoyrisk_run(study.get(), &wanted));
    REQUIRE(ended);
    const convoyrisk_shape shape = shape_of(ended);
    CHECK(shape.complete == 0);
    CHECK(shape.replications >= 512);
    CHECK(shape.replications < 256 * 20);
    CHECK(shape.replications == told);
    const convoyrisk_options as_many = options(shape.replications, 1);
    CHECK(means_of(ended) == means_of(Result(convoyrisk_run(study.get(), &as_many))));
  }
}

TEST_CASE("Blocks of a run are those of the whole, and values of replications have its means") {
  const Study study = compiled();
  convoyrisk_options part = options(600, 2);
  part.first_block = 1;
  part.end_block = 2;
  part.keep_values = 1;
  const Result result(convoyrisk_run(study.get(), &part));
  const convoyrisk_shape shape = shape_of(result);
  REQUIRE(shape.replications == 256);
  CHECK(shape.complete == 1);
  std::vector<double> values(2 * 256 * shape.outcomes);
  REQUIRE(convoyrisk_values(result.get(), values.data()) == CONVOYRISK_OK);
  const auto killed = static_cast<std::size_t>(convoyrisk_outcome("killed"));
  double sum = 0;
  for (std::size_t i = 0; i < 256; ++i) {
    sum += values[(256 + i) * shape.outcomes + killed];  // of the second policy
  }
  CHECK(sum / 256 == Approx(means_of(result)[shape.outcomes + killed]).epsilon(1e-12));
}

TEST_CASE("A program of a newer header is served: what the library does not know stays as it is") {
  struct Newer {
    convoyrisk_options options = {};
    std::int64_t option = -1;
  };
  Newer asked;
  asked.options = options(100, 1);
  asked.options.size = sizeof(Newer);
  const Study study = compiled();
  const Result result(convoyrisk_run(study.get(), &asked.options));
  REQUIRE(result);
  struct NewerShape {
    convoyrisk_shape shape = {};
    std::int64_t member = -1;
  };
  NewerShape told;
  told.shape.size = sizeof(NewerShape);
  REQUIRE(convoyrisk_result_shape(result.get(), &told.shape) == CONVOYRISK_OK);
  CHECK(told.shape.replications == 100);
  CHECK(told.shape.size == sizeof(convoyrisk_shape));
  CHECK(told.member == -1);
  told.shape.size = 8;
  CHECK(convoyrisk_result_shape(result.get(), &told.shape) == CONVOYRISK_MISUSE);
}

TEST_CASE("A program of the first header is served: what came later is as if it were 0, and is not written") {
  convoyrisk_options asked = options(100, 1);
  asked.keep_events = 1;  // stands behind the first header's struct, where the caller has other things
  asked.size = offsetof(convoyrisk_options, data) + sizeof asked.data;
  const Study study = compiled();
  const Result result(convoyrisk_run(study.get(), &asked));
  REQUIRE(result);
  CHECK(shape_of(result).has_events == 0);
  convoyrisk_shape told{};
  told.has_events = told.has_conditional = 77;
  told.size = offsetof(convoyrisk_shape, has_values) + sizeof told.has_values;
  REQUIRE(convoyrisk_result_shape(result.get(), &told) == CONVOYRISK_OK);
  CHECK(told.replications == 100);
  CHECK(told.has_events == 77);
  CHECK(told.has_conditional == 77);
}

TEST_CASE("A variable is counted first and written then, and no farther than there is room") {
  convoyrisk_options asked = options(300, 1);
  asked.keep_events = 1;
  const Study study = compiled();
  const Result result(convoyrisk_run(study.get(), &asked));
  REQUIRE(result);
  CHECK(shape_of(result).has_events == 1);
  const std::int64_t count = convoyrisk_variable(result.get(), "days/killed", nullptr, 0);
  REQUIRE(count == 2 * 90);  // days of two policies
  std::vector<double> days(static_cast<std::size_t>(count) + 1, -1);
  CHECK(convoyrisk_variable(result.get(), "days/killed", days.data(), days.size() - 2) == -1);
  CHECK(convoyrisk_error_code() == CONVOYRISK_MISUSE);
  CHECK(days.front() == -1);
  REQUIRE(convoyrisk_variable(result.get(), "days/killed", days.data(), days.size() - 1) == count);
  CHECK(days.back() == -1);
  const auto killed = static_cast<std::size_t>(convoyrisk_outcome("killed"));
  CHECK(std::accumulate(days.begin(), days.begin() + 90, 0.0) == Approx(means_of(result)[killed] * 300).epsilon(1e-12));
  const std::int64_t events = convoyrisk_variable(result.get(), "events/killed", nullptr, 0);
  CHECK(events > 300);
  CHECK(convoyrisk_variable(result.get(), "events/policy_index", nullptr, 0) == events);
  CHECK(convoyrisk_variable(result.get(), "events/point_index", nullptr, 0) == -1);  // no sweep
  CHECK(convoyrisk_variable(result.get(), "days/kiled", nullptr, 0) == -1);
  CHECK(convoyrisk_error_code() == CONVOYRISK_INPUT);
  CHECK(std::string(convoyrisk_error_text()).find("did you mean 'days/killed'") != std::string::npos);
  CHECK(convoyrisk_variable(result.get(), "severity/conditional", nullptr, 0) == -1);
  CHECK(std::string(convoyrisk_error_text()).find("keep_conditional") != std::string::npos);
  CHECK(convoyrisk_variable(result.get(), nullptr, nullptr, 0) == -1);
  CHECK(convoyrisk_error_code() == CONVOYRISK_MISUSE);
}

TEST_CASE("What is said in words holds for the confidence that was asked for") {
  const Study study = compiled();
  const convoyrisk_options some = options(2000, 1);
  const Result result(convoyrisk_run(study.get(), &some));
  const std::string words = Text(convoyrisk_verdict_json(result.get(), 0.9)).get();
  CHECK(words.find("at 90 % for all pairs together") != std::string::npos);
  CHECK(words.find(R"("values":[["baseline","less"]])") != std::string::npos);
  CHECK(convoyrisk_verdict_json(result.get(), 1.0) == nullptr);
  CHECK(convoyrisk_error_code() == CONVOYRISK_MISUSE);
}

TEST_CASE("Errors are a code and a text of the calling thread, and nothing is thrown") {
  const Scenario scenario = first_steps();
  REQUIRE(convoyrisk_set(scenario.get(), "threat.groups.hill group.cels", "3") == CONVOYRISK_OK);
  CHECK(convoyrisk_compile(scenario.get(), nullptr, 0, 0) == nullptr);
  CHECK(convoyrisk_error_code() == CONVOYRISK_INPUT);
  CHECK(std::string(convoyrisk_error_text()).find("cells") != std::string::npos);
  std::thread([] { CHECK(convoyrisk_error_code() == CONVOYRISK_OK); }).join();
  const Text problems(convoyrisk_problems(scenario.get()));
  CHECK(std::string(problems.get()).find(R"("level":"error")") != std::string::npos);
  CHECK(convoyrisk_error_code() == CONVOYRISK_OK);

  const Study study = compiled();
  const char* unknown = "escrt";
  CHECK(convoyrisk_compile(first_steps().get(), &unknown, 1, 0) == nullptr);
  CHECK(std::string(convoyrisk_error_text()).find("did you mean 'escort'") != std::string::npos);
  CHECK(convoyrisk_outcome("kiled") == -1);
  CHECK(convoyrisk_run(nullptr, nullptr) == nullptr);
  CHECK(convoyrisk_error_code() == CONVOYRISK_MISUSE);
  convoyrisk_options wrong = options(100, 1);
  wrong.size = 8;
  CHECK(convoyrisk_run(study.get(), &wrong) == nullptr);
  CHECK(std::string(convoyrisk_error_text()).find("sizeof(convoyrisk_options)") != std::string::npos);
  wrong = options(100, 1);
  wrong.end_block = 2;
  CHECK(convoyrisk_run(study.get(), &wrong) == nullptr);
  CHECK(convoyrisk_trace(study.get(), 0, 2, 0, nullptr) == nullptr);
  CHECK(convoyrisk_error_code() == CONVOYRISK_MISUSE);
  CHECK(convoyrisk_means(nullptr, nullptr) == CONVOYRISK_MISUSE);
  const convoyrisk_options few = options(100, 1);
  const Result result(convoyrisk_run(study.get(), &few));
  double one = 0;
  CHECK(convoyrisk_values(result.get(), &one) == CONVOYRISK_MISUSE);
  CHECK(convoyrisk_estimates(result.get(), 0, 1.0, &one) == CONVOYRISK_MISUSE);
  CHECK(convoyrisk_summary(result.get(), 1.0, &one) == CONVOYRISK_MISUSE);
  CHECK(convoyrisk_summary(result.get(), 0.95, nullptr) == CONVOYRISK_MISUSE);
}
