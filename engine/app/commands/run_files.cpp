#include "app/commands/run_files.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "base/error.hpp"
#include "base/grouped.hpp"
#include "experiment/summary/block_bytes.hpp"
#include "experiment/summary/block_check.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace convoyrisk::app {
namespace {

namespace fs = std::filesystem;
using experiment::Begun;
using experiment::Block;
using experiment::Plan;
using experiment::Results;

results::LockedFile locked_log(const fs::path& result) {
  results::check_writable(result);
  return results::LockedFile(results::log_of(result));
}

Block block_of(std::span<const std::byte> bytes, const Plan& plan, const Results& run, const fs::path& log) {
  std::string wrong;
  try {
    Block block = experiment::block_from_bytes(bytes);
    wrong = defect(block, plan, run);
    if (wrong.empty()) {
      return block;
    }
  } catch (const std::runtime_error& error) {
    wrong = error.what();
  }
  throw InputError(fmt::format("{} holds {}: remove it", log.string(), wrong));
}

/// Puts the blocks that a log holds to what there is: those that follow on it, and whole ones beyond.
class Joining {
 public:
  Joining(Begun& begun, const Plan& plan) : begun_(begun), plan_(plan) {}

  void add(Block&& block) {
    if (is_beyond(block)) {
      if (is_whole(block, plan_)) {
        begun_.beyond.insert_or_assign(block.index, std::move(block));
      }
      return;
    }
    if (follows(block)) {
      begun_.results.append(std::move(block));
      add_beyond();
    }
  }

 private:
  [[nodiscard]] bool is_beyond(const Block& block) const { return block.index > begun_.results.end_block(); }

  /// Whether it is the next one, or continues the last; else all of it is there already.
  [[nodiscard]] bool follows(const Block& block) const {
    const Results& results = begun_.results;
    const std::int64_t before = block.sums.replications - block.added;
    if (block.index == results.end_block()) {
      return before == 0 && (results.blocks.empty() || results.blocks.back().replications == whole());
    }
    return block.index == results.end_block() - 1 && before == results.blocks.back().replications;
  }

  [[nodiscard]] std::int64_t whole() const { return plan_.has_draws() ? plan_.replications : experiment::block_size; }

  void add_beyond() {
    auto& beyond = begun_.beyond;
    for (auto next = beyond.find(begun_.results.end_block()); next != beyond.end() && follows(next->second);
         next = beyond.find(begun_.results.end_block())) {
      begun_.results.append(std::move(next->second));
      beyond.erase(next);
    }
  }

  Begun& begun_;
  const Plan& plan_;
};

std::string blocks_text(std::uint64_t count) { return count == 1 ? "1 block" : fmt::format("{} blocks", count); }

}  // namespace

RunFiles::RunFiles(fs::path result, ThisRun run, bool resume)
    : result_(std::move(result)), log_file_(locked_log(result_)), run_(std::move(run)), resume_(resume) {
  if (!log_file_.is_locked()) {
    warnings_.push_back(
        fmt::format("the file system of {} has no locks: see that no other run writes it", log_file_.path().string()));
  }
  if (resume_) {
    return;  // begin() reads it
  }
  results::LogReader log(log_file_);
  if (!log.is_empty() && (!log.head() || log.next() || log.end_is_damaged())) {
    throw InputError(results::log_is_in_the_way(log_file_.path()));
  }
}

Begun RunFiles::begin(Results none, const Plan& plan, std::int64_t end_block) {
  const std::int64_t first_block = none.first_block;
  results::LogHead expected{run_.identity, first_block, 0, 0, run_.resolved};
  results::LogReader log(log_file_, expected);
  if (!log.is_empty() && !log.head()) {
    keep_aside(
        fmt::format("the head of {} is damaged, and no block of this run is found in it", log_file_.path().string()));
  }
  Begun begun(Results{});
  if (resume_ && log.head()) {
    begun = from_log(log, std::move(none), plan);
  } else {
    begun = resume_ && fs::exists(result_) ? from_result(std::move(none)) : std::move(none);
    expected.replications_before = begun.results.replications;
    expected.run = results::new_run_number(expected);
    log_.emplace(log_file_, expected);
  }
  const std::int64_t wanted = plan.range(end_block - 1).end - plan.range(first_block).first;
  if (begun.results.replications > wanted) {
    throw InputError(fmt::format("{} holds {} replications already, more than the {} asked for", result_.string(),
                                 grouped(begun.results.replications), grouped(wanted)));
  }
  return begun;
}

/// Names and lengths are those of `none`, which the file need not repeat.
Results RunFiles::from_result(Results none) const {
  results::StoredRun stored = results::read_run(result_);
  check_same_run(result_, stored.identity, run_, results::read_scenario(result_).resolved);
  if (stored.results.first_block != none.first_block || stored.results.points() != none.points()) {
    throw InputError(fmt::format("{} holds another part of the run", result_.string()));
  }
  stored.results.segment_km = std::move(none.segment_km);
  return std::move(stored.results);
}

/// The result file may hold more than the log goes on from: all of it, where the run ended before the log was removed.
Begun RunFiles::from_log(results::LogReader& reader, Results none, const Plan& plan) {
  results::LogHead head = *reader.head();
  if (reader.head_is_replaced()) {
    head.replications_before = replications_of_same_run();
  }
  check_same_run(log_file_.path(), head.identity, run_, head.resolved);
  if (head.first_block != none.first_block) {
    throw InputError(fmt::format("{} holds another part of the run", log_file_.path().string()));
  }
  Begun begun(head.replications_before > 0 ? from_result(std::move(none)) : std::move(none));
  if (begun.results.replications < head.replications_before) {
    throw InputError(fmt::format("{} goes on from {} replications, and {} holds {}: remove it",
                                 log_file_.path().string(), grouped(head.replications_before), result_.string(),
                                 grouped(begun.results.replications)));
  }
  Joining joining(begun, plan);
  try {
    while (const auto bytes = reader.next()) {
      joining.add(block_of(*bytes, plan, begun.results, log_file_.path()));
      ++logged_;
    }
  } catch (const std::overflow_error& error) {
    throw InputError(fmt::format("{} holds {}: remove it", log_file_.path().string(), error.what()));
  }
  if (reader.head_is_replaced() || reader.damaged_bytes() > 0 || reader.end_is_damaged()) {
    keep_aside(fmt::format(
        "{} is damaged: {} lost, {} whole", log_file_.path().string(),
        reader.head_is_replaced() && reader.lost_blocks() == 0 && !reader.end_is_damaged() ? "its head is"
        : reader.end_is_damaged() ? "the end of it and what stood there are"
                                  : blocks_text(reader.lost_blocks()) + (reader.lost_blocks() == 1 ? " is" : " are"),
        blocks_text(static_cast<std::uint64_t>(logged_))));
    results::write_log_anew(log_file_, head);
  }
  results::LogReader whole(log_file_);
  while (whole.next()) {
  }
  log_.emplace(log_file_, whole);
  return begun;
}

std::int64_t RunFiles::replications_of_same_run() const {
  if (!fs::exists(result_)) {
    return 0;
  }
  try {
    const results::StoredRun stored = results::read_run(result_);
    return difference(run_.identity, stored.identity).empty() ? stored.results.replications : 0;
  } catch (const InputError&) {  // damaged, or no result
    return 0;
  }
}

void RunFiles::keep_aside(const std::string& what) {
  warnings_.push_back(fmt::format("{}; it is kept as {}", what, log_file_.copy_aside(".damaged").string()));
}

void RunFiles::append(const Block& block) {
  try {
    log_->append(block);
    ++logged_;
  } catch (const SystemError& error) {
    throw SystemError(
        fmt::format("{}; it keeps the blocks before: the same command with --resume goes on from them", error.what()));
  }
}

}  // namespace convoyrisk::app
