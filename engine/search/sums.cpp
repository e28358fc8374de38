#include "search/sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>
#include <type_traits>

#include "stats/skewed_mean.hpp"

namespace convoyrisk::search {
namespace {

/// What rounding alone makes differ is equal.
[[nodiscard]] double difference(double a, double b) { return stats::equal_but_for_rounding(a, b) ? 0 : a - b; }

template <class Value>
void put(std::vector<std::byte>& bytes, const Value& value) {
  static_assert(std::is_trivially_copyable_v<Value>);
  const auto* first = reinterpret_cast<const std::byte*>(&value);
  bytes.insert(bytes.end(), first, first + sizeof value);
}

template <class Value>
void take(std::span<const std::byte>& bytes, Value& value) {
  static_assert(std::is_trivially_copyable_v<Value>);
  if (bytes.size() < sizeof value) {
    throw std::runtime_error("bytes that are no block");
  }
  std::memcpy(&value, bytes.data(), sizeof value);
  bytes = bytes.subspan(sizeof value);
}

}  // namespace

void Moments::add(double value) {
  ++count_;
  nonzero_ += value != 0 ? 1 : 0;
  greatest_ = std::max(greatest_, std::abs(value));
  const auto n = static_cast<double>(count_);
  const double delta = value - mean_;
  const double step = delta / n;
  const double term = delta * step * (n - 1);
  mean_ += step;
  cubes_ += term * step * (n - 2) - 3 * step * squares_;
  squares_ += term;
}

void Moments::merge(const Moments& other) {
  if (other.count_ == 0) {
    return;
  }
  if (count_ == 0) {
    *this = other;
    return;
  }
  const auto a = static_cast<double>(count_);
  const auto b = static_cast<double>(other.count_);
  const double n = a + b;
  const double delta = other.mean_ - mean_;
  cubes_ += other.cubes_ + delta * delta * delta * a * b * (a - b) / (n * n) +
            3 * delta * (a * other.squares_ - b * squares_) / n;
  squares_ += other.squares_ + delta * delta * a * b / n;
  mean_ += delta * b / n;
  count_ += other.count_;
  nonzero_ += other.nonzero_;
  greatest_ = std::max(greatest_, other.greatest_);
}

double Moments::variance() const { return count_ > 1 ? squares_ / static_cast<double>(count_ - 1) : 0; }

stats::Sample Moments::sample() const {
  return {count_, mean_, variance(), nonzero_, stats::sample_skewness(cubes_, variance(), count_)};
}

void Against::add(double of_harm, double of_cost) {
  const double from_mean = of_harm - harm.mean();
  harm.add(of_harm);
  cost.add(of_cost);
  products += from_mean * (of_cost - cost.mean());
}

void Against::merge(const Against& other) {
  const auto a = static_cast<double>(harm.count());
  const auto b = static_cast<double>(other.harm.count());
  products += other.products;
  if (a > 0 && b > 0) {
    products += (other.harm.mean() - harm.mean()) * (other.cost.mean() - cost.mean()) * a * b / (a + b);
  }
  harm.merge(other.harm);
  cost.merge(other.cost);
}

double Against::covariance() const { return harm.count() > 1 ? products / static_cast<double>(harm.count() - 1) : 0; }

void PlanSums::add(const Values& values, std::span<const Values> references, double least_delivered) {
  const Values& base = references.front();
  against.resize(references.size());
  harm.add(values.harm);
  cost.add(difference(values.cost, base.cost));
  delivered.add(values.delivered);
  spare.add(difference(values.delivered, least_delivered * base.delivered));
  luck.add(values.luck);
  for (std::size_t i = 0; i < references.size(); ++i) {
    against[i].add(difference(references[i].harm, values.harm), difference(references[i].cost, values.cost));
  }
}

void PlanSums::merge(const PlanSums& other) {
  against.resize(other.against.size());
  harm.merge(other.harm);
  cost.merge(other.cost);
  delivered.merge(other.delivered);
  spare.merge(other.spare);
  luck.merge(other.luck);
  kept.insert(kept.end(), other.kept.begin(), other.kept.end());
  for (std::size_t i = 0; i < against.size(); ++i) {
    against[i].merge(other.against[i]);
  }
}

std::vector<std::byte> to_bytes(const std::vector<PlanSums>& plans) {
  std::vector<std::byte> bytes;
  put(bytes, plans.size());
  put(bytes, plans.empty() ? std::size_t{0} : plans.front().against.size());
  put(bytes, plans.empty() ? std::size_t{0} : plans.front().kept.size());
  for (const PlanSums& plan : plans) {
    for (const Moments* moments : {&plan.harm, &plan.cost, &plan.delivered, &plan.spare, &plan.luck}) {
      put(bytes, *moments);
    }
    for (const Against& against : plan.against) {
      put(bytes, against);
    }
    for (const double kept : plan.kept) {
      put(bytes, kept);
    }
  }
  return bytes;
}

std::vector<PlanSums> sums_from_bytes(std::span<const std::byte> bytes) {
  std::size_t plans = 0;
  std::size_t references = 0;
  take(bytes, plans);
  take(bytes, references);
  std::size_t kept = 0;
  take(bytes, kept);
  const std::size_t left = bytes.size();
  if (references > left / sizeof(Against) || kept > left / sizeof(double) || plans > left / (5 * sizeof(Moments)) ||
      left != plans * (5 * sizeof(Moments) + references * sizeof(Against) + kept * sizeof(double))) {
    throw std::runtime_error("bytes that are no block");
  }
  std::vector<PlanSums> sums(plans);
  for (PlanSums& plan : sums) {
    for (Moments* moments : {&plan.harm, &plan.cost, &plan.delivered, &plan.spare, &plan.luck}) {
      take(bytes, *moments);
    }
    plan.against.resize(references);
    for (Against& against : plan.against) {
      take(bytes, against);
    }
    plan.kept.resize(kept);
    for (double& harm : plan.kept) {
      take(bytes, harm);
    }
  }
  return sums;
}

}  // namespace convoyrisk::search
