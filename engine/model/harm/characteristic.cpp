#include "model/harm/characteristic.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace convoyrisk::model {

Frequencies::Frequencies(std::size_t greatest) : points_(greatest + 1) {
  for (std::size_t k = 0; k < points_; ++k) {
    const double t = 2 * std::numbers::pi * static_cast<double>(k) / static_cast<double>(points_);
    cosines_.push_back(std::cos(t));
    sines_.push_back(std::sin(t));
  }
  x_.resize(points_ / 2 / 2 + 1);
  for (std::size_t k = 0; k < 2 * x_.size(); ++k) {
    x_[k / 2].real[k % 2] = cosines_[k % points_];
    x_[k / 2].imaginary[k % 2] = sines_[k % points_];
  }
}

/// |1 - x| = 2 sin(t/2).
std::size_t Frequencies::groups_within(double squared_distance) const {
  if (!(squared_distance < 4)) {
    return groups();
  }
  const double last = std::asin(std::sqrt(squared_distance) / 2) / std::numbers::pi * static_cast<double>(points_);
  return std::min(groups(), static_cast<std::size_t>(last) / 2 + 1);
}

/// P(n) is the average over all points of the characteristic function times exp(-i t n). A point and its conjugate are
/// taken together; n and points - n share their terms.
std::vector<double> Frequencies::law(std::span<const Complex2> characteristic) const {
  constexpr double least = 1e-14;
  std::vector<double> law(points_);
  const auto set = [&](std::size_t n, double sum) {
    const double probability = sum / static_cast<double>(points_);
    law[n] = probability < least ? 0 : probability;
  };
  for (std::size_t n = 0; 2 * n <= points_ && n < points_; ++n) {
    double even = characteristic[0].real[0];
    double odd = 0;
    std::size_t place = 0;
    for (std::size_t k = 1; 2 * k <= points_; ++k) {
      place += n;
      place -= place >= points_ ? points_ : 0;
      const double times = 2 * k == points_ ? 1 : 2;  // its own conjugate
      even += times * characteristic[k / 2].real[k % 2] * cosines_[place];
      odd += times * characteristic[k / 2].imaginary[k % 2] * sines_[place];
    }
    set(n, even + odd);
    if (n > 0) {
      set(points_ - n, even - odd);
    }
  }
  return law;
}

}  // namespace convoyrisk::model
