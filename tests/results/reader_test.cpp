#include "results/reader.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <random>

#include "base/error.hpp"
#include "experiment/summary/sums_columns.hpp"
#include "results/sample.hpp"
#include "results/seal.hpp"
#include "support/scratch_folder.hpp"
#include "support/source_dir.hpp"

// HDF5 1.10 does not free a header whose checksum fails; the leak sanitizer, where there is one, asks this function.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libhdf5"; }

using namespace convoyrisk;
using Catch::Equals;
using tests::read_file;
using tests::Sample;
using tests::ScratchFolder;
using tests::write_file;

namespace {

using Contents = std::vector<std::string>;

void add(Contents& list, double number) { list.push_back(std::to_string(std::bit_cast<std::uint64_t>(number))); }
void add(Contents& list, std::int64_t number) { list.push_back(std::to_string(number)); }
void add(Contents& list, const stats::CountSums& sums) {
  add(list, sums.sum);
  add(list, sums.sum_of_squares);
}
void add(Contents& list, const experiment::LegSums& leg) {
  for (const experiment::LegCount& count : experiment::leg_counts()) {
    add(list, leg.*count.sums);
  }
}
void add(Contents& list, const model::DayCounts& day) {
  add(list, day.attacks);
  add(list, day.killed);
}
void add(Contents& list, const std::array<double, model::outcome_count>& values) {
  for (const double value : values) {
    add(list, value);
  }
}
void add(Contents& list, const experiment::KeptEvent& event) {
  for (const std::int64_t value :
       {event.replication, event.entry, std::int64_t{event.day}, std::int64_t{event.kind}, std::int64_t{event.leg},
        std::int64_t{event.site}, std::int64_t{event.convoy}, std::int64_t{event.group}, std::int64_t{event.killed},
        std::int64_t{event.injured}, std::int64_t{event.escort_killed}, std::int64_t{event.escort_injured}}) {
    add(list, value);
  }
}
void add(Contents& list, const stats::Histogram::Entry& entry) {
  add(list, entry.value);
  add(list, entry.count);
}

template <class Number>
void add(Contents& list, const std::vector<Number>& numbers) {
  list.push_back(fmt::format("{} numbers", numbers.size()));
  for (const Number& number : numbers) {
    add(list, number);
  }
}

/// Vectors by number killed may end where nothing more happened.
std::vector<std::int64_t> without_zeros(std::vector<std::int64_t> counts) {
  while (!counts.empty() && counts.back() == 0) {
    counts.pop_back();
  }
  return counts;
}

/// Everything that results hold, numbers as bits, in a fixed order.
Contents contents(const experiment::Results& results) {
  Contents list = results.policy_names;
  add(list, results.first_block);
  add(list, results.replications);
  for (const experiment::BlockSums& block : results.blocks) {
    add(list, block.replications);
    for (const experiment::PointSums& point : block.points) {
      add(list, point.moments.count());
      add(list, point.moments.moments().means());
      add(list, point.moments.moments().products());
      add(list, point.moments.unequal());
      add(list, point.moments.cubes());
      add(list, point.deadly_together);
      for (const experiment::PolicySums& policy : point.policies) {
        add(list, policy.severity_conditional);
        for (const stats::Histogram& histogram : policy.tails) {
          add(list, histogram.entries());
        }
      }
    }
  }
  for (const experiment::PolicyTotals& totals : results.totals) {
    add(list, totals.legs);
    add(list, totals.days);
    add(list, without_zeros(totals.severity));
    add(list, totals.values);
    add(list, totals.events);
  }
  return list;
}

/// The message of the InputError that reading the file throws; empty if it throws none.
std::string input_error(const std::filesystem::path& file) {
  try {
    static_cast<void>(results::read_run(file));
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

void set_format_version(const std::filesystem::path& file, int version) {
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t attribute = H5Aopen(opened, "format_version", H5P_DEFAULT);
  REQUIRE(H5Awrite(attribute, H5T_NATIVE_INT, &version) >= 0);
  H5Aclose(attribute);
  H5Fclose(opened);
}

}  // namespace

TEST_CASE("A run is read back bit by bit") {
  const ScratchFolder folder;
  Sample sample;
  sample.keep_events();
  results::write_results(folder / "run.h5", sample.record());
  const results::StoredRun run = results::read_run(folder / "run.h5");
  CHECK(contents(run.results) == contents(sample.results));
  CHECK(run.results.totals[1].events.size() == 300);
  CHECK(run.plan.seed == sample.plan.seed);
  CHECK(run.plan.replications == 600);
  CHECK(run.heading.title == "Täler & Pässe");
  CHECK(run.heading.complete);
  CHECK(run.identity.policies == std::vector<std::string>{"no escort", "escort"});
  CHECK(run.identity.program.version == results::this_program().version);
  const results::StoredScenario scenario = results::read_scenario(folder / "run.h5");
  CHECK(scenario.text == "title: Täler\n");
  CHECK(scenario.resolved == "title: Täler\nseed: 42\n");
}

TEST_CASE("A run is read from a file that keeps nothing but its blocks") {
  const ScratchFolder folder;
  Sample sample;
  sample.scenario.run.keep = {false, false, false, false, false};
  sample.scenario.title.clear();
  sample.scenario.costs.currency.clear();
  sample.heading.complete = false;
  sample.summarise();
  results::write_results(folder / "run.h5", sample.record());
  sample.results.totals.assign(2, {});
  for (experiment::BlockSums& block : sample.results.blocks) {
    for (experiment::PolicySums& policy : block.points.front().policies) {
      policy.severity_conditional.assign(1, 0);  // as results without `severity` have it, whatever was simulated
    }
  }
  const results::StoredRun run = results::read_run(folder / "run.h5");
  CHECK(contents(run.results) == contents(sample.results));
  CHECK(run.heading.title.empty());
  CHECK(!run.heading.complete);
}

/// As an older program left it: without what blocks have got since.
void make_older(const std::filesystem::path& file) {
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  for (const char* name :
       {"cubes", "differing", "deadly_together", "cost_conditional_comoment", "cost_excess_comoment"}) {
    REQUIRE(H5Ldelete(opened, (std::string("blocks/") + name).c_str(), H5P_DEFAULT) >= 0);
  }
  REQUIRE(H5Adelete(opened, "seal") >= 0);
  H5Fclose(opened);
}

TEST_CASE("A file of an older program is read, what it does not hold is missing") {
  const ScratchFolder folder;
  const Sample sample;
  results::write_results(folder / "run.h5", sample.record());
  make_older(folder / "run.h5");
  const results::StoredRun run = results::read_run(folder / "run.h5");
  REQUIRE(run.results.blocks.size() == sample.results.blocks.size());
  for (std::size_t i = 0; i < run.results.blocks.size(); ++i) {
    const experiment::PointSums& point = run.results.blocks[i].points[0];
    const experiment::OutcomeMoments& moments = sample.results.blocks[i].points[0].moments;
    const std::size_t controlled = *experiment::controlled_index(model::Outcome::killed_total);
    CHECK(point.deadly_together.empty());
    CHECK(point.moments.unequal()[0] == -1);
    CHECK(std::isnan(point.moments.cubes()[0]));
    CHECK(std::isnan(point.moments.cost_covariance({1, 0}, 0)));
    CHECK(point.moments.controlled_sample(controlled, {1}).nonzero_counts ==
          moments.controlled_sample(controlled, {1}).nonzero_counts);
    CHECK(point.moments.moments().means() == moments.moments().means());
  }
}

TEST_CASE("A real file of an older program is read, and what it does not tell is missing there") {
  const results::StoredRun run =
      results::read_run(std::filesystem::path(tests::source_dir) / "tests" / "results" / "older.h5");
  CHECK(run.missing_outcomes ==
        std::vector{model::Outcome::accident_killed, model::Outcome::injured_total, model::Outcome::waiting});
  CHECK(run.results.convoys == 0);
  CHECK(run.results.convoys_conditional(0, 0).empty());
  const experiment::OutcomeMoments& moments = run.results.blocks.front().points.front().moments;
  CHECK(std::isnan(moments.mean(model::Outcome::injured_total, 0)));
  CHECK(moments.mean(model::Outcome::killed_total, 0) == 0.5);
  CHECK(moments.mean(model::Outcome::workers_delivered, 0) ==
        0.875 * moments.mean(model::Outcome::workers_scheduled, 0));
}

TEST_CASE("What is not a result of this version is refused with a reason") {
  const ScratchFolder folder;
  const auto file = folder / "run.h5";
  CHECK_THAT(input_error(file), Equals("cannot read " + file.string() + ": No such file or directory"));
  CHECK_THAT(input_error(folder.path()), Equals("cannot read " + folder.path().string() + ": Is a directory"));
  write_file(file, "");
  CHECK_THAT(input_error(file), Equals(file.string() + " is not a convoyrisk result"));
  write_file(file, "title: not even HDF5\n");
  CHECK_THAT(input_error(file), Equals(file.string() + " is not a convoyrisk result"));
  H5Fclose(H5Fcreate(file.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  CHECK_THAT(input_error(file), Equals(file.string() + " is an HDF5 file, but not a convoyrisk result"));
  results::write_results(file, Sample().record());
  set_format_version(file, 3);
  CHECK_THAT(input_error(file), Equals(file.string() + " has version 3 of the format, and this program reads version "
                                                       "2: use a newer one"));
  set_format_version(file, 1);
  CHECK_THAT(input_error(file), Equals(file.string() + " has version 1 of the format, and this program reads version "
                                                       "2: use an older one"));
  set_format_version(file, 2);
  CHECK_THAT(input_error(file), Equals(file.string() + " is damaged: its end, with the SHA-256 of its content, is "
                                                       "missing; or another program changed it"));
}

/// As a program that did not have this member yet would have left it: with a seal that holds, or from before seals.
void leave_out(const std::filesystem::path& file, const char* group, const char* member, bool sealed) {
  write_file(file, read_file(file).substr(0, read_file(file).size() - results::seal_of({}).size()));
  const hid_t opened = H5Fopen(file.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
  const hid_t place = H5Gopen2(opened, group, H5P_DEFAULT);
  REQUIRE((H5Lexists(place, member, H5P_DEFAULT) > 0 ? H5Ldelete(place, member, H5P_DEFAULT)
                                                     : H5Adelete(place, member)) >= 0);
  if (!sealed) {
    REQUIRE(H5Adelete(opened, "seal") >= 0);
  }
  H5Gclose(place);
  H5Fclose(opened);
  if (sealed) {
    const std::string bytes = read_file(file);
    write_file(file, bytes + results::seal_of(std::as_bytes(std::span(bytes))));
  }
}

TEST_CASE("What lacks something that this version needs is told to be older, not damaged") {
  const ScratchFolder folder;
  const auto file = folder / "run.h5";
  for (const auto& [group, member, name] :
       {std::tuple("/blocks", "convoy_killed_conditional", "/blocks/convoy_killed_conditional"),
        {"/", "replications_of_draw", "replications_of_draw"},
        {"/", "blocks", "/blocks/"}}) {
    for (const bool sealed : {true, false}) {
      results::write_results(file, Sample().record());
      leave_out(file, group, member, sealed);
      CHECK_THAT(input_error(file),
                 Catch::StartsWith(file.string() + (sealed ? " was made" : " is damaged, or was made") +
                                   " by an older version of this program: " + name));
      CHECK_THAT(input_error(file), Catch::EndsWith(" is not in it; run its scenario again"));
    }
  }
}

TEST_CASE("A result that is cut off is refused as damaged") {
  const ScratchFolder folder;
  const auto file = folder / "run.h5";
  results::write_results(file, Sample().record());
  const std::string whole = read_file(file);
  for (const std::size_t size :
       {whole.size() - 1, whole.size() / 2, std::size_t{5000}, std::size_t{100}, std::size_t{8}}) {
    write_file(file, whole.substr(0, size));
    CHECK_THAT(input_error(file), Catch::StartsWith(file.string() + " is damaged: "));
  }
}

TEST_CASE("Events that did not happen are no events") {
  const ScratchFolder folder;
  Sample sample;
  sample.scenario.run.keep.events = true;
  results::write_results(folder / "run.h5", sample.record());
  CHECK(results::read_run(folder / "run.h5").results.totals[0].events.empty());
  CHECK(contents(results::read_run(folder / "run.h5").results) == contents(sample.results));
}

TEST_CASE("A byte gone wrong anywhere is noticed") {
  const ScratchFolder folder;
  const auto file = folder / "run.h5";
  results::write_results(file, Sample(300).record());
  const std::string whole = read_file(file);
  REQUIRE(input_error(file).empty());
  std::mt19937_64 random(2);
  for (int i = 0; i < 300; ++i) {
    std::string damaged = whole;
    damaged[random() % whole.size()] ^= static_cast<char>(1 + random() % 255);
    write_file(file, damaged);
    REQUIRE_THAT(input_error(file), Catch::StartsWith(file.string() + " is "));
  }
}
