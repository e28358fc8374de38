#include "stats/selection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "base/check.hpp"
#include "stats/intervals.hpp"

namespace convoyrisk::stats {
namespace {

/// Third central moment over the standard deviation cubed.
double skewness_of(const std::vector<std::vector<double>>& blocks, std::size_t policy) {
  const auto n = static_cast<double>(blocks.size());
  // From the first value on, so that values that are the same have no rounding for a spread.
  double mean = 0;
  for (const auto& block : blocks) {
    mean += (block[policy] - blocks.front()[policy]) / n;
  }
  double second = 0;
  double third = 0;
  for (const auto& block : blocks) {
    const double x = block[policy] - blocks.front()[policy] - mean;
    second += x * x / n;
    third += x * x * x / n;
  }
  return second > 0 ? third / std::pow(second, 1.5) : 0;
}

}  // namespace

double kim_nelson_eta(double confidence, std::size_t policies, std::int64_t first_stage) {
  const double error = 2 * (1 - confidence) / static_cast<double>(policies - 1);
  return (std::pow(error, -2 / static_cast<double>(first_stage - 1)) - 1) / 2;
}

Selection::Selection(std::size_t policies, std::vector<std::size_t> eligible, SelectionRule rule)
    : policies_(policies),
      rule_(std::move(rule)),
      eligible_count_(eligible.size()),
      survivors_(std::move(eligible)),
      sums_(policies),
      events_(policies),
      reach_(policies * policies),
      eliminated_at_(policies) {
  std::ranges::sort(survivors_);
  if (survivors_.empty() || survivors_.back() >= policies ||
      std::ranges::adjacent_find(survivors_) != survivors_.end()) {
    throw std::invalid_argument("selection: the eligible policies are none, or not of the run, or named twice");
  }
  if (!(rule_.indifference > 0) || rule_.first_stage < 20) {
    throw std::invalid_argument("selection: needs an indifference above 0 and a first stage of at least 20 blocks");
  }
  if (!(rule_.confidence > 1 / static_cast<double>(eligible_count_) || eligible_count_ == 1) || rule_.confidence >= 1) {
    throw std::invalid_argument("selection: the confidence is not above that of a guess, or not below 1");
  }
}

bool Selection::add(std::span<const double> block_means, std::span<const std::int64_t> events) {
  CONVOYRISK_ASSERT(block_means.size() == policies_ && (events.empty() || events.size() == policies_));
  if (decided()) {
    return true;
  }
  blocks_.emplace_back(block_means.begin(), block_means.end());
  for (std::size_t policy = 0; policy < policies_; ++policy) {
    sums_[policy] += block_means[policy];
    events_[policy] += events.empty() ? least_events : events[policy];
  }
  if (!screening_ && blocks() >= rule_.first_stage && enough_events()) {
    end_first_stage();
    screening_ = true;
  }
  if (screening_) {
    screen();
  }
  return decided();
}

bool Selection::enough_events() const {
  return std::ranges::count_if(survivors_, [&](std::size_t i) { return events_[i] < least_events; }) <= 1;
}

void Selection::end_first_stage() {
  const auto n = static_cast<double>(blocks());
  const double eta = kim_nelson_eta(rule_.confidence, eligible_count_, blocks());
  const double h2 = 2 * eta * (n - 1);
  for (const std::size_t i : survivors_) {
    for (const std::size_t l : survivors_) {
      const double mean = (sums_[i] - sums_[l]) / n;
      double variance = 0;
      for (const auto& block : blocks_) {
        const double gap = block[i] - block[l] - mean;
        variance += gap * gap / (n - 1);
      }
      reach_[i * policies_ + l] = h2 * variance / (rule_.indifference * rule_.indifference);
    }
  }
}

double Selection::reach(std::size_t policy, std::size_t other) const { return reach_[policy * policies_ + other]; }

void Selection::screen() {
  const auto r = static_cast<double>(blocks());
  const auto beaten_by = [&](std::size_t i, std::size_t l) {
    const double allowance = std::max(0.0, rule_.indifference / (2 * r) * (reach(i, l) - r));
    return !equal_but_for_rounding(sums_[i], sums_[l]) && (sums_[i] - sums_[l]) / r > allowance;
  };
  const std::vector<std::size_t> before = survivors_;
  double longest = 0;
  for (const std::size_t i : before) {
    if (std::ranges::any_of(before, [&](std::size_t l) { return beaten_by(i, l); })) {
      std::erase(survivors_, i);
      eliminated_at_[i] = blocks();
    }
  }
  for (const std::size_t i : survivors_) {
    for (const std::size_t l : survivors_) {
      longest = std::max(longest, reach(i, l));
    }
  }
  if (survivors_.size() > 1 && r > longest) {  // they tie
    for (std::size_t i = 1; i < survivors_.size(); ++i) {
      eliminated_at_[survivors_[i]] = blocks();
    }
    survivors_.erase(survivors_.begin() + 1, survivors_.end());
  }
}

SelectionVerdict Selection::verdict() const {
  SelectionVerdict verdict;
  verdict.decided = decided();
  if (verdict.decided) {
    verdict.winner = survivors_.front();
  }
  verdict.survivors = survivors_;
  verdict.blocks = blocks();
  verdict.eliminated_at = eliminated_at_;
  for (std::size_t policy = 0; policy < policies_; ++policy) {
    verdict.skewness.push_back(skewness_of(blocks_, policy));
  }
  verdict.guarantee = guarantee();
  return verdict;
}

std::string Selection::guarantee() const {
  if (eligible_count_ == 1) {
    return "One policy took part, so nothing was selected.";
  }
  const std::string margin = fmt::format("{:g}{}{}", rule_.indifference, rule_.unit.empty() ? "" : " ", rule_.unit);
  const std::string promise = fmt::format(
      "if one of the {} policies is better than every other by at least {}, it is the one selected with a probability "
      "of at least {:g} %, provided that means of blocks are about normal (KN, Kim and Nelson 2001)",
      eligible_count_, margin, 100 * rule_.confidence);
  if (!screening_ && blocks() >= rule_.first_stage) {
    return fmt::format(
        "No winner is supported: {} blocks have too few events (all policies but one want {} "
        "replications with one). Once one is: {}.",
        blocks(), least_events, promise);
  }
  return decided() ? fmt::format("Selected after {} blocks: {}.", blocks(), promise)
                   : fmt::format("No winner is supported: after {} blocks {} policies are left. Once one is: {}.",
                                 blocks(), survivors_.size(), promise);
}

}  // namespace convoyrisk::stats
