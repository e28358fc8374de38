#include "search/screening.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.hpp"

namespace convoyrisk::search {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();
/// References differ by this part of it at least, so that they stand for all plans between them.
constexpr double part_between_references = 1.0 / 3;
/// A step averts this part of it at least: a front of what hardly differs is long and says little.
constexpr double least_part_of_step = 0.1;
constexpr double most_references = 200;

/// Lower by more than rounding.
[[nodiscard]] bool is_less(double harm, double least) {
  return harm < least && (least == infinite || !stats::equal_but_for_rounding(harm, least));
}

}  // namespace

bool can_pay(double budget, double cost) {
  constexpr double rounding = 1e-9;
  return cost <= budget + rounding * std::abs(budget);
}

Screening::Screening(const std::vector<PlanNumber>& plans, const Promise& promise)
    : promise_(promise), references_{0}, place_(plans.size(), no_place), harm_after_(plans.size()) {
  records_.reserve(plans.size());
  for (const PlanNumber plan : plans) {
    records_.emplace_back().plan = plan;
  }
  place_[0] = 0;
}

std::vector<std::size_t> Screening::others() const {
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (records_[i].fate == Fate::stays && !is_reference(i)) {
      others.push_back(i);
    }
  }
  return others;
}

std::int64_t Screening::left() const { return std::ranges::count(records_, Fate::stays, &Record::fate); }

stats::Interval Screening::bounds(const Moments& moments) const {
  return moments.constant() ? stats::Interval{moments.mean(), moments.mean()}
                            : stats::mean_estimate(moments.sample(), 1 - 2 * tail_).interval;
}

/// Where two plans hardly ever differ, a mean of few differences has no law that one could lean on: they differ no
/// oftener than the binomial law allows, and by no more than the largest harm that was seen.
double Screening::excess(const PlanSums& sums, std::size_t reference) const {
  const Moments& difference = sums.against[reference].harm;
  if (!stats::too_few_events(difference.nonzero(), difference.count())) {
    return bounds(difference).high;
  }
  const double largest = std::max(largest_, sums.harm.greatest());
  if (!(largest > 0)) {
    return infinite;
  }
  return stats::clopper_pearson(difference.nonzero(), difference.count(), 1 - 2 * tail_).high * largest;
}

bool Screening::costs_no_more(const PlanSums& sums, std::size_t reference) const {
  const Moments& difference = sums.against[reference].cost;
  return difference.mean() <= 0 && bounds(difference).high <= 0;
}

void Screening::note(Record& record, const PlanSums& sums) const {
  record.stage = round_;
  record.harm.merge(sums.harm);
  record.cost.merge(sums.cost);
  record.delivered.merge(sums.delivered);
  record.payable_from = bounds(sums.cost).high;
  const stats::Interval spare = bounds(sums.spare);
  record.delivers = spare.low >= 0;
  if (spare.high < 0) {
    record.fate = Fate::undelivered;
  }
}

bool Screening::remove(Record& record, const PlanSums& sums) {
  const double room = part_for_removal * within_ - record.slack;
  std::size_t best = no_place;
  double least = infinite;
  for (std::size_t i = 0; i < references_.size(); ++i) {
    const Record& reference = records_[references_[i]];
    const Moments& difference = sums.against[i].harm;
    const double clearly =
        difference.mean() + 2 * std::sqrt(difference.variance() / static_cast<double>(difference.count()));
    if (&reference == &record || reference.fate != Fate::stays || !reference.delivers ||
        clearly > std::min(room, least) || !costs_no_more(sums, i)) {
      continue;
    }
    const double worse = excess(sums, i);
    if (worse <= room && worse < least) {
      best = i;
      least = worse;
    }
  }
  if (best == no_place) {
    return false;
  }
  Record& by = records_[references_[best]];
  by.slack = std::max(by.slack, record.slack + least);
  record.fate = Fate::dominated;
  record.removed_by = by.plan;
  return true;
}

/// A plan may be payable a little before a step that is as good, where luck of their costs alone decides which of the
/// two needs the greater budget. Where this is no more than the width of its own bound, both are payable from the step
/// on.
void Screening::wait_for_step(Record& record, const PlanSums& sums) const {
  const double width = record.payable_from - sums.cost.mean();
  for (const Step& step : steps_) {
    const double later = step.from - record.payable_from;
    if (later > 0 && later <= width && record.slack + excess(sums, place_[step.record]) <= within_) {
      record.payable_from = step.from;
      return;
    }
  }
}

/// Against every plan that is named for some budget that can pay this one.
double Screening::shortfall_of(const Record& record, const PlanSums& sums) const {
  double greatest = -infinite;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const double until = i + 1 < steps_.size() ? steps_[i + 1].from : infinite;
    if (!can_pay(record.payable_from, until)) {
      const bool itself = &records_[steps_[i].record] == &record;
      greatest = std::max(greatest, itself ? 0 : excess(sums, place_[steps_[i].record]));
    }
  }
  return record.slack + greatest;
}

void Screening::begin_round(std::vector<PlanSums> references) {
  CONVOYRISK_ASSERT(references.size() == references_.size());
  of_references_ = std::move(references);
  ++round_;
  const double round = round_;
  const double tests = static_cast<double>(left()) * (3 * static_cast<double>(references_.size()) + 3);
  tail_ = (1 - promise_.confidence) / (round * (round + 1)) / tests;
  within_ = promise_.within * (promise_.within_is_share ? of_references_.front().harm.mean() : 1);
  shortfall_ = -infinite;
  largest_ = 0;
  for (std::size_t i = 0; i < references_.size(); ++i) {
    largest_ = std::max(largest_, of_references_[i].harm.greatest());
    note(records_[references_[i]], of_references_[i]);
  }
  name_steps();
}

void Screening::name_steps() {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < references_.size(); ++i) {
    const Record& record = records_[references_[i]];
    if (record.fate == Fate::stays && record.delivers) {
      order.push_back(i);
    }
  }
  std::ranges::stable_sort(order, {}, [this](std::size_t i) {
    return std::pair(records_[references_[i]].payable_from, of_references_[i].harm.mean());
  });
  steps_.clear();
  double least = infinite;
  for (const std::size_t i : order) {
    const double harm = of_references_[i].harm.mean();
    if (is_less(harm, least - least_part_of_step * within_)) {
      const double from = records_[references_[i]].payable_from;
      if (!steps_.empty() && can_pay(steps_.back().from, from)) {
        steps_.pop_back();  // the two cost the same
      }
      steps_.push_back({references_[i], from});
      least = harm;
    }
  }
}

void Screening::judge(std::size_t index, const PlanSums& sums) {
  Record& record = records_[index];
  note(record, sums);
  if (record.fate == Fate::stays && !remove(record, sums)) {
    wait_for_step(record, sums);
    shortfall_ = std::max(shortfall_, shortfall_of(record, sums));
  }
}

void Screening::end_round() {
  for (std::size_t i = 0; i < references_.size(); ++i) {
    Record& record = records_[references_[i]];
    if (record.fate == Fate::stays) {
      if (std::ranges::find(steps_, references_[i], &Step::record) == steps_.end()) {
        wait_for_step(record, of_references_[i]);
      }
      shortfall_ = std::max(shortfall_, shortfall_of(record, of_references_[i]));
    }
  }
  for (std::size_t i = 0; i < records_.size(); ++i) {
    if (records_[i].fate == Fate::stays) {
      harm_after_[i].push_back(records_[i].harm.mean());
    }
  }
  if (reached()) {
    return;
  }
  std::vector<std::size_t> order(references_.size() - 1);
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = i + 1;  // the base stays, as all are compared with it
  }
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [this](std::size_t i) { return of_references_[i].harm.mean(); });
  for (const std::size_t i : order) {
    Record& record = records_[references_[i]];
    if (record.fate == Fate::stays) {
      remove(record, of_references_[i]);
    }
  }
  choose_references();
}

/// The front as all rounds estimate it, and the front of the plans that are shown to deliver enough: a plan of which
/// this is not known yet must not hide them. Of these also the front by the budgets that they need: one that costs less
/// on average, by much luck, may need more.
void Screening::choose_references() {
  std::vector<std::size_t> order;
  for (std::size_t i = 1; i < records_.size(); ++i) {
    if (records_[i].fate == Fate::stays) {
      order.push_back(i);
    }
  }
  std::ranges::stable_sort(
      order, {}, [this](std::size_t i) { return std::pair(records_[i].cost.mean(), records_[i].harm.mean()); });
  std::ranges::fill(place_, no_place);
  references_ = {0};
  place_[0] = 0;
  add_references(order);
  std::erase_if(order, [this](std::size_t i) { return !records_[i].delivers; });
  add_references(order);
  std::ranges::stable_sort(
      order, {}, [this](std::size_t i) { return std::pair(records_[i].payable_from, records_[i].harm.mean()); });
  add_references(order);
}

/// The front of these records, which are in the order of their costs.
void Screening::add_references(const std::vector<std::size_t>& order) {
  std::vector<std::size_t> front;
  double least = infinite;
  for (const std::size_t i : order) {
    if (is_less(records_[i].harm.mean(), least)) {
      front.push_back(i);
      least = records_[i].harm.mean();
    }
  }
  const double range = front.empty() ? 0 : records_[front.front()].harm.mean() - least;
  const double apart = std::max(part_between_references * within_, range / most_references);
  double last = infinite;
  for (const std::size_t i : front) {
    const double harm = records_[i].harm.mean();
    if (harm > last - apart && i != front.back()) {
      continue;
    }
    last = harm;
    if (!is_reference(i)) {
      place_[i] = references_.size();
      references_.push_back(i);
    }
  }
}

double Screening::seen_worse(std::size_t record, std::size_t than) const {
  const auto last_round = static_cast<std::size_t>(records_[record].stage) - 1;
  return records_[record].harm.mean() - harm_after_[than].at(last_round);
}

std::size_t Screening::named(double budget) const {
  std::size_t named = 0;
  for (const Step& step : steps_) {
    if (can_pay(budget, step.from)) {
      named = step.record;
    }
  }
  return named;
}

}  // namespace convoyrisk::search
