#include "stats/co_moments.hpp"

#include "base/check.hpp"

namespace convoyrisk::stats {

CoMoments::CoMoments(std::size_t variables, Pairs pairs)
    : pairs_(std::move(pairs)), means_(variables), products_(pairs_->size()) {}

CoMoments::CoMoments(Pairs pairs, std::int64_t count, std::vector<double> means, std::vector<double> products)
    : pairs_(std::move(pairs)), count_(count), means_(std::move(means)), products_(std::move(products)) {
  CONVOYRISK_ASSERT(products_.size() == pairs_->size());
}

void CoMoments::add(std::span<const double> values) {
  CONVOYRISK_ASSERT(values.size() == means_.size());
  ++count_;
  const auto n = static_cast<double>(count_);
  for (std::size_t i = 0; i < means_.size(); ++i) {
    means_[i] += (values[i] - means_[i]) / n;
  }
  if (count_ == 1) {
    return;
  }
  // Deviations from the new means alone: those from the old ones are n/(n-1) as large.
  const double scale = n / (n - 1);
  for (std::size_t k = 0; k < products_.size(); ++k) {
    const auto [i, j] = (*pairs_)[k];
    products_[k] += scale * ((values[i] - means_[i]) * (values[j] - means_[j]));
  }
}

void CoMoments::merge(const CoMoments& other) {
  if (other.count_ == 0) {
    return;
  }
  if (count_ == 0) {
    *this = other;
    return;
  }
  const auto n = static_cast<double>(count_);
  const auto m = static_cast<double>(other.count_);
  const double weight = n * m / (n + m);
  for (std::size_t k = 0; k < products_.size(); ++k) {
    const auto [i, j] = (*pairs_)[k];
    products_[k] += other.products_[k] + (other.means_[i] - means_[i]) * (other.means_[j] - means_[j]) * weight;
  }
  for (std::size_t i = 0; i < means_.size(); ++i) {
    means_[i] += (other.means_[i] - means_[i]) * (m / (n + m));
  }
  count_ += other.count_;
}

}  // namespace convoyrisk::stats
