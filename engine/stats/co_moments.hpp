#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace convoyrisk::stats {

/// Number, means and co-moments of a sample of vectors, updated one vector at a time (Welford 1962) and merged in pairs
/// (Chan, Golub and LeVeque 1983). The co-moment of x and y is the sum of (x - mean x)(y - mean y); only those of the
/// pairs asked for are kept. Merging depends on order in the last bits: merge in a fixed order. Variables whose values
/// are the same have the same bits in all that is kept of them.
class CoMoments {
 public:
  using Pair = std::pair<std::uint32_t, std::uint32_t>;
  /// Pairs of variables; one list serves many samples.
  using Pairs = std::shared_ptr<const std::vector<Pair>>;

  CoMoments() = default;
  CoMoments(std::size_t variables, Pairs pairs);
  /// As it was kept: `means` by variable, `products` by pair.
  CoMoments(Pairs pairs, std::int64_t count, std::vector<double> means, std::vector<double> products);

  /// One value a variable.
  void add(std::span<const double> values);
  void merge(const CoMoments& other);

  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] double mean(std::size_t variable) const { return means_[variable]; }
  /// Sample covariance of a pair by its place in the list; 0 below two values.
  [[nodiscard]] double covariance(std::size_t pair) const {
    return count_ > 1 ? products_[pair] / static_cast<double>(count_ - 1) : 0;
  }
  [[nodiscard]] const std::vector<double>& means() const { return means_; }
  [[nodiscard]] const std::vector<double>& products() const { return products_; }

 private:
  Pairs pairs_;
  std::int64_t count_ = 0;
  std::vector<double> means_;
  std::vector<double> products_;
};

}  // namespace convoyrisk::stats
