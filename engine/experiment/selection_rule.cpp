#include "experiment/selection_rule.hpp"

namespace convoyrisk::experiment {

bool SelectionRule::add(const BlockSums& block) {
  if (block.replications < block_size) {
    return false;
  }
  const OutcomeMoments& moments = block.points.front().moments;
  const model::Outcome judged = model::conditional_of(outcome_).value_or(outcome_);
  std::vector<double> means;
  for (std::size_t policy = 0; policy < moments.policies(); ++policy) {
    means.push_back(moments.mean(judged, policy));
  }
  if (selection_) {
    return selection_->add(means);
  }
  if (first_stage_.empty()) {
    first_stage_moments_ = moments;
  } else {
    first_stage_moments_.merge(moments);
  }
  first_stage_.push_back(std::move(means));
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
  for (const std::vector<double>& means : first_stage_) {
    static_cast<void>(selection_->add(means));
  }
}

std::optional<stats::SelectionVerdict> SelectionRule::verdict() const {
  return selection_ ? std::optional(selection_->verdict()) : std::nullopt;
}

}  // namespace convoyrisk::experiment
