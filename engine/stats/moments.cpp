#include "stats/moments.hpp"

#include <cmath>

namespace convoyrisk::stats {

void Moments::add(double value) {
  ++count_;
  const double deviation = value - mean_;
  mean_ += deviation / static_cast<double>(count_);
  squares_ += deviation * (value - mean_);
}

void Moments::merge(const Moments& other) {
  if (other.count_ == 0) {
    return;
  }
  if (count_ == 0) {
    *this = other;
    return;
  }
  const auto n = static_cast<double>(count_);
  const auto m = static_cast<double>(other.count_);
  const double gap = other.mean_ - mean_;
  count_ += other.count_;
  mean_ += gap * (m / (n + m));
  squares_ += other.squares_ + gap * gap * (n * m / (n + m));
}

double Moments::variance() const { return count_ > 1 ? squares_ / static_cast<double>(count_ - 1) : 0; }

double Moments::standard_error() const { return count_ > 0 ? std::sqrt(variance() / static_cast<double>(count_)) : 0; }

void PairedMoments::add(double x, double y) {
  ++count_;
  const auto n = static_cast<double>(count_);
  const double deviation_x = x - mean_x_;
  const double deviation_y = y - mean_y_;
  mean_x_ += deviation_x / n;
  mean_y_ += deviation_y / n;
  squares_x_ += deviation_x * (x - mean_x_);
  squares_y_ += deviation_y * (y - mean_y_);
  products_ += deviation_x * (y - mean_y_);
}

void PairedMoments::merge(const PairedMoments& other) {
  if (other.count_ == 0) {
    return;
  }
  if (count_ == 0) {
    *this = other;
    return;
  }
  const auto n = static_cast<double>(count_);
  const auto m = static_cast<double>(other.count_);
  const double gap_x = other.mean_x_ - mean_x_;
  const double gap_y = other.mean_y_ - mean_y_;
  const double weight = n * m / (n + m);
  count_ += other.count_;
  mean_x_ += gap_x * (m / (n + m));
  mean_y_ += gap_y * (m / (n + m));
  squares_x_ += other.squares_x_ + gap_x * gap_x * weight;
  squares_y_ += other.squares_y_ + gap_y * gap_y * weight;
  products_ += other.products_ + gap_x * gap_y * weight;
}

double PairedMoments::correlation() const {
  const double scale = std::sqrt(squares_x_ * squares_y_);
  return scale > 0 ? products_ / scale : 0;
}

double CountSums::mean(std::int64_t count) const {
  return count > 0 ? static_cast<double>(sum) / static_cast<double>(count) : 0;
}

double CountSums::standard_error(std::int64_t count) const {
  if (count < 2) {
    return 0;
  }
  // In whole numbers of 128 bits, so that nothing cancels.
  __extension__ using Wide = __int128;
  const Wide scaled = Wide{count} * sum_of_squares - Wide{sum} * sum;
  const auto n = static_cast<double>(count);
  return std::sqrt(static_cast<double>(scaled) / (n * (n - 1)) / n);
}

}  // namespace convoyrisk::stats
