#include "experiment/run/experiment.hpp"

#include <utility>

namespace convoyrisk::experiment {

namespace {

/// The block after those that are done; the last of them where that was only begun.
std::int64_t first_to_do(const Plan& plan, const Results& done) {
  if (done.blocks.empty()) {
    return done.end_block();
  }
  const std::int64_t last = done.end_block() - 1;
  const Plan::Range range = plan.range(last);
  return done.blocks.back().replications < range.end - range.first ? last : last + 1;
}

}  // namespace

BlockMerger::BlockMerger(const Plan& plan, Begun begun, std::int64_t end_block, const Observer& observer,
                         const std::atomic<bool>* stop)
    : observer_(observer),
      stop_(stop),
      end_block_(end_block),
      next_ticket_(first_to_do(plan, begun.results)),
      merges_(next_ticket_, std::move(begun.beyond)),
      merged_(std::move(begun.results)) {
  if (next_ticket_ < merged_.end_block()) {
    begun_block_ = merged_.blocks.back();
  }
}

std::optional<Ticket> BlockMerger::next() {
  const std::lock_guard lock(mutex_);
  while (merges_.waits(next_ticket_)) {
    ++next_ticket_;
  }
  if (next_ticket_ >= end_block_ || (stop_ != nullptr && stop_->load())) {
    return std::nullopt;
  }
  Ticket ticket{next_ticket_++, {}};
  if (begun_block_) {
    ticket.begun = std::move(*begun_block_);
    begun_block_.reset();
  }
  return ticket;
}

void BlockMerger::put(Block&& block) {
  const std::lock_guard lock(mutex_);
  if (block.index >= end_block_) {
    return;
  }
  try {
    if (observer_.block) {
      observer_.block(block);
    }
    const std::int64_t index = block.index;
    merges_.put(index, std::move(block));
    if (merges_.next() < end_block_) {
      merges_.hand_on([this](Block&& next) {
        merge(std::move(next));
        return merges_.next() < end_block_;
      });
    }
  } catch (...) {
    end_block_ = merges_.next();
    throw;
  }
}

void BlockMerger::merge(Block&& block) {
  merged_.append(std::move(block));
  if (observer_.enough && observer_.enough(merged_.blocks.back())) {
    end_block_ = merges_.next();
  }
  if (observer_.progress) {
    observer_.progress(merged_.replications);
  }
}

Results BlockMerger::take() {
  const std::lock_guard lock(mutex_);
  return std::move(merged_);
}

Results no_results(const Plan& plan, const Worlds& worlds, std::int64_t first_block) {
  Results results;
  results.first_block = first_block;
  for (std::size_t point = 0; point < plan.points; ++point) {
    const auto world = worlds(point, 0);
    if (point == 0) {
      for (const PolicyId policy : plan.policies) {
        results.policy_names.push_back(world->policy(policy).spec->name);
      }
      results.convoys = world->scenario().convoys.size();
    }
    std::vector<double>& segment_km = results.segment_km.emplace_back();
    for (const model::Leg& leg : world->legs()) {
      segment_km.push_back(leg.segment_km());
    }
  }
  results.totals.resize(plan.points * plan.policies.size());
  return results;
}

Results run_experiment(const Plan& plan, const Worlds& worlds, int threads, const spec::Keep& keep, Begun begun,
                       std::int64_t end_block, const Observer& observer, const std::atomic<bool>* stop) {
  BlockMerger merger(plan, std::move(begun), end_block, observer, stop);
  simulate_blocks(
      plan, worlds, threads, keep, [&merger] { return merger.next(); },
      [&merger](Block&& block) { merger.put(std::move(block)); });
  return merger.take();
}

}  // namespace convoyrisk::experiment
