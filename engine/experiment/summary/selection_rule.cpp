#include "experiment/summary/selection_rule.hpp"

namespace convoyrisk::experiment {

bool SelectionRule::add(const BlockSums& block) {
  if (block.replications < block_size) {
    return false;
  }
  const OutcomeMoments& moments = block.points.front().moments;
  const model::Outcome judged = model::conditional_of(outcome_).value_or(outcome_);
  Means block_means;
  for (std::size_t policy = 0; policy < moments.policies(); ++policy) {
    const stats::Sample sample = moments.sample(judged, {policy});
    block_means.means.push_back(sample.mean);
    block_means.events.push_back(sample.nonzero < 0 ? sample.count : sample.nonzero);
  }
  if (selection_) {
    return selection_->add(block_means.means, block_means.events);
  }
  if (first_stage_.empty()) {
    first_stage_moments_ = moments;
  } else {
    first_stage_moments_.merge(moments);
  }
  first_stage_.push_back(std::move(block_means));
  if (static_cast<std::int64_t>(first_stage_.size()) == rule_.first_stage) {
    begin();
  }
  return selection_ && selection_->decided();
}

void SelectionRule::begin() {
  std::vector<std::size_t> eligible;
  for (std::size_t policy = 0; policy < first_stage_moments_.policies(); ++policy) {
    if (delivered_share(first_stage_moments_, policy) >= least_delivered_) {
      eligible.push_back(policy);
    }
  }
  selection_.emplace(first_stage_moments_.policies(), std::move(eligible), rule_);
  for (const Means& block : first_stage_) {
    static_cast<void>(selection_->add(block.means, block.events));
  }
}

std::optional<stats::SelectionVerdict> SelectionRule::verdict() const {
  return selection_ ? std::optional(selection_->verdict()) : std::nullopt;
}

}  // namespace convoyrisk::experiment
