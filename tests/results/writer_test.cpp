#include "results/writer.hpp"

#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "results/reader.hpp"
#include "results/sample.hpp"
#include "support/scratch_folder.hpp"

using namespace convoyrisk;
using Catch::Equals;
using tests::read_file;
using tests::Sample;
using tests::ScratchFolder;
using tests::write_file;

namespace {

/// Files end after so many bytes, as if the disk were full there.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::size_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

/// The message of the SystemError that `action` throws; empty if it throws none.
template <class Action>
std::string system_error(const Action& action) {
  try {
    action();
    return "";
  } catch (const SystemError& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("Equal runs give equal bytes, and nothing but the result file stays behind") {
  const ScratchFolder folder;
  results::write_results(folder / "a.h5", Sample().record());
  results::write_results(folder / "b.h5", Sample().record());
  CHECK(read_file(folder / "a.h5") == read_file(folder / "b.h5"));
  CHECK(folder.file_count() == 2);
  results::write_results(folder / "b.h5", Sample(601).record());
  CHECK(read_file(folder / "a.h5") != read_file(folder / "b.h5"));
}

TEST_CASE("A disk that fills up leaves no file behind, and an older one as it was") {
  const ScratchFolder folder;
  const auto file = folder / "run.h5";
  const Sample sample;
  results::write_results(file, sample.record());
  const std::size_t size = std::filesystem::file_size(file);
  const bool old_file = GENERATE(false, true);
  if (old_file) {
    write_file(file, "an older result");
  } else {
    std::filesystem::remove(file);
  }
  const std::size_t limit = GENERATE_COPY(std::size_t{0}, std::size_t{1}, std::size_t{4096}, size / 2, size - 1);
  std::string message;
  {
    const FileSizeLimit full(limit);
    message = system_error([&] { results::write_results(file, sample.record()); });
  }
  CHECK_THAT(message, Equals("cannot write " + file.string() + ": File too large"));
  CHECK(folder.file_count() == (old_file ? 1 : 0));
  if (old_file) {
    CHECK(read_file(file) == "an older result");
  }
  results::write_results(file, sample.record());
  CHECK(results::read_run(file).results.replications == 600);
}

TEST_CASE("A file that could not be written is found out before the run") {
  const ScratchFolder folder;
  const auto check = [](const std::filesystem::path& file, double bytes = 0) {
    return system_error([&] { results::check_writable(file, bytes); });
  };
  CHECK_THAT(check(folder / "run.h5"), Equals(""));
  CHECK(folder.file_count() == 0);
  CHECK_THAT(check(folder / "no/run.h5"), Equals("cannot write " + (folder / "no/run.h5").string() +
                                                 ": there is no folder " + (folder / "no").string()));
  CHECK_THAT(check(folder.path()), Equals("cannot write " + folder.path().string() + ": it is a folder"));
  CHECK_THAT(check("/dev/null"), Equals("cannot write /dev/null: it is not a regular file"));
  CHECK_THAT(check("/proc/run.h5"), Equals("cannot write /proc/run.h5: No such file or directory"));
  CHECK_THAT(check(folder / "run.h5", 1e24), Catch::StartsWith("cannot write " + (folder / "run.h5").string() +
                                                               ": it may need 1000000000000000000 MB and "));
  write_file(folder / "file", "");
  CHECK_THAT(check(folder / "file/run.h5"), Catch::EndsWith("there is no folder " + (folder / "file").string()));
}

TEST_CASE("A device is never replaced by a result") {
  CHECK_THAT(system_error([] { results::write_results("/dev/null", Sample(1).record()); }),
             Equals("cannot write /dev/null: it is not a regular file"));
}

TEST_CASE("A result written to a link replaces the file that it leads to") {
  const ScratchFolder folder;
  write_file(folder / "target.h5", "old");
  std::filesystem::create_symlink(folder / "target.h5", folder / "link.h5");
  results::write_results(folder / "link.h5", Sample().record());
  CHECK(std::filesystem::is_symlink(folder / "link.h5"));
  CHECK(results::read_run(folder / "target.h5").results.replications == 600);
}

TEST_CASE("A relative name without a folder is written here") {
  const ScratchFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  results::check_writable("run.h5");
  results::write_results("run.h5", Sample(1).record());
  std::filesystem::current_path(before);
  CHECK(folder.file_count() == 1);
}

TEST_CASE("The estimated size is an upper bound, and no wild one") {
  const ScratchFolder folder;
  const std::int64_t replications = GENERATE(1, 20'000);
  Sample sample(replications);
  sample.scenario.run.keep.outcomes = GENERATE(true, false);
  results::write_results(folder / "run.h5", sample.record());
  const auto size = static_cast<double>(std::filesystem::file_size(folder / "run.h5"));
  const double estimate = results::result_size_bytes(sample.scenario, sample.plan);
  CHECK(size < estimate);
  CHECK(estimate < 2 * size + 1e6);
}

TEST_CASE("Timing goes into a file of its own") {
  const ScratchFolder folder;
  results::write_timing(folder / "run.h5", {1.5, 2.75, 2, {}});
  CHECK(nlohmann::json::parse(read_file(folder / "run.h5.timing.json")) ==
        nlohmann::json{{"wall_seconds", 1.5}, {"cpu_seconds", 2.75}, {"threads", 2}});
}
