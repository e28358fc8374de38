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
  x_ = ComplexRow(widest * (points_ / 2 / widest + 1));
  for (std::size_t k = 0; k < size(); ++k) {
    x_.real[k] = cosines_[k % points_];
    x_.imaginary[k] = sines_[k % points_];
  }
}

/// |1 - x| = 2 sin(t/2).
std::size_t Frequencies::within(double squared_distance) const {
  if (!(squared_distance < 4)) {
    return size();
  }
  const double last = std::asin(std::sqrt(squared_distance) / 2) / std::numbers::pi * static_cast<double>(points_);
  return std::min(size(), widest * (static_cast<std::size_t>(last) / widest + 1));
}

/// P(n) is the average over all points of the characteristic function times exp(-i t n). A point and its conjugate are
/// taken together; n and points - n share their terms.
std::vector<double> Frequencies::law(const ComplexRow& characteristic) const {
  constexpr double least = 1e-14;
  std::vector<double> law(points_);
  const auto set = [&](std::size_t n, double sum) {
    const double probability = sum / static_cast<double>(points_);
    law[n] = probability < least ? 0 : probability;
  };
  for (std::size_t n = 0; 2 * n <= points_ && n < points_; ++n) {
    double even = characteristic.real[0];
    double odd = 0;
    std::size_t place = 0;
    for (std::size_t k = 1; 2 * k <= points_; ++k) {
      place += n;
      place -= place >= points_ ? points_ : 0;
      const double times = 2 * k == points_ ? 1 : 2;  // its own conjugate
      even += times * characteristic.real[k] * cosines_[place];
      odd += times * characteristic.imaginary[k] * sines_[place];
    }
    set(n, even + odd);
    if (n > 0) {
      set(points_ - n, even - odd);
    }
  }
  return law;
}

}  // namespace convoyrisk::model
