#include "results/reader.hpp"

#include <hdf5.h>

#include <bit>
#include <catch2/catch.hpp>
#include <filesystem>
#include <random>

#include "base/error.hpp"
#include "results/columns.hpp"
#include "results/sample.hpp"
#include "results/scratch_folder.hpp"

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

/// Every number of a summary as bits, and every text, in a fixed order.
std::vector<std::string> contents(experiment::Summary summary) {
  std::vector<std::string> list{summary.title, summary.currency, std::to_string(summary.replications),
                                std::to_string(summary.seed)};
  const auto add = [&list](double number) { list.push_back(std::to_string(std::bit_cast<std::uint64_t>(number))); };
  add(summary.horizon_h);
  add(summary.confidence);
  for (experiment::PolicySummary& policy : summary.policies) {
    list.push_back(policy.name);
    for (const results::OutcomeColumn& column : results::outcome_columns()) {
      for (std::size_t i = 0; i < model::outcome_count; ++i) {
        add(column.of(policy.outcomes.at(i)));
        add(column.of(policy.difference.at(i)));
      }
    }
    for (const results::PairColumn& column : results::pair_columns()) {
      for (const double number : policy.*column.of) {
        add(number);
      }
    }
    for (experiment::DeathChance& chance : policy.chances) {
      list.push_back(std::to_string(chance.dead));
      for (const results::ChanceColumn& column : results::chance_columns()) {
        add(column.of(chance));
      }
    }
  }
  return list;
}

/// The message of the InputError that reading the file throws; empty if it throws none.
std::string input_error(const std::filesystem::path& file) {
  try {
    static_cast<void>(results::read_summary(file));
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

TEST_CASE("A summary is read back bit by bit") {
  const ScratchFolder folder;
  Sample sample;
  // Every column gets numbers that no text with a few digits would keep: tiny, huge, negative zero, not a number.
  std::mt19937_64 bits(1);
  for (experiment::PolicySummary& policy : sample.summary.policies) {
    for (const results::OutcomeColumn& column : results::outcome_columns()) {
      for (std::size_t i = 0; i < model::outcome_count; ++i) {
        column.of(policy.outcomes[i]) = std::bit_cast<double>(bits());
        column.of(policy.difference[i]) = std::bit_cast<double>(bits());
      }
    }
  }
  sample.summary.policies[1].correlation[3] = -0.0;
  results::write_results(folder / "run.h5", sample.record());
  CHECK(contents(results::read_summary(folder / "run.h5")) == contents(sample.summary));
}

TEST_CASE("A summary is read from a file that keeps nothing else") {
  const ScratchFolder folder;
  Sample sample;
  sample.scenario.run.keep = {false, false, false, false, false};
  sample.summary.title.clear();
  sample.summary.currency.clear();
  sample.scenario.title.clear();
  sample.scenario.costs.currency.clear();
  sample.summary.complete = false;
  results::write_results(folder / "run.h5", sample.record());
  CHECK(contents(results::read_summary(folder / "run.h5")) == contents(sample.summary));
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
  set_format_version(file, 2);
  CHECK_THAT(input_error(file),
             Equals(file.string() + " has version 2 of the format, and this program reads versions up to 1: "
                                    "use a newer one"));
  set_format_version(file, 1);
  CHECK_THAT(input_error(file), Equals(""));
}

TEST_CASE("A result that is cut off is refused as damaged") {
  const ScratchFolder folder;
  const auto file = folder / "run.h5";
  results::write_results(file, Sample().record());
  const std::string whole = read_file(file);
  for (const std::size_t size :
       {whole.size() - 1, whole.size() / 2, std::size_t{5000}, std::size_t{100}, std::size_t{8}}) {
    write_file(file, whole.substr(0, size));
    CHECK_THAT(input_error(file), Catch::StartsWith(file.string() + " is damaged: open the file"));
  }
}

// All that is read carries checksums.
TEST_CASE("A byte gone wrong is noticed, or lies where the summary is not") {
  const ScratchFolder folder;
  const auto file = folder / "run.h5";
  const Sample sample(300);
  results::write_results(file, sample.record());
  const std::string whole = read_file(file);
  const auto expected = contents(sample.summary);
  std::mt19937_64 random(2);
  int noticed = 0;
  for (int i = 0; i < 1000; ++i) {
    std::string damaged = whole;
    damaged[random() % 40'000] ^= static_cast<char>(1 + random() % 255);
    write_file(file, damaged);
    std::vector<std::string> found = expected;
    try {
      found = contents(results::read_summary(file));
    } catch (const InputError&) {
      ++noticed;
    }
    REQUIRE(found == expected);
  }
  CHECK(noticed > 200);
}
