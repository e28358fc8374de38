#pragma once

#include <memory>
#include <span>

#include "random/lognormal_quantile.hpp"
#include "random/stream.hpp"
#include "spec/duration.hpp"

namespace convoyrisk::model {

/// A duration's law, ready to be drawn from.
class DurationSampler {
 public:
  explicit DurationSampler(const spec::Duration& duration);

  /// Hours. Takes no uniform for a fixed duration, one by inversion otherwise, and a variable number for gamma.
  [[nodiscard]] double operator()(random::Stream& stream) const;

 private:
  enum class Kind { fixed, exponential, gamma, lognormal, uniform, triangular };
  Kind kind_ = Kind::fixed;
  double a_ = 0;
  double b_ = 0;
  double c_ = 0;
};

/// The law of a trip's pace: lognormal with mean 1.
class PaceLaw {
 public:
  /// `cv` >= 0. Laws with the same cv share what takes time to make, within a thread.
  explicit PaceLaw(double cv);

  using Range = random::LognormalQuantile::Range;

  /// Always 1.
  [[nodiscard]] bool certain() const { return quantile_ == nullptr; }
  /// Of all factors that can be drawn.
  [[nodiscard]] Range range() const { return certain() ? Range{1, 1} : quantile_->range(); }
  [[nodiscard]] double factor(double uniform) const { return certain() ? 1 : (*quantile_)(uniform); }
  /// Factors in place of the uniforms they are made from, at least one; not where they are certain. Returns their
  /// range.
  Range make(std::span<double> uniforms) const { return quantile_->make(uniforms); }

 private:
  std::shared_ptr<const random::LognormalQuantile> quantile_;  ///< none: always 1
};

}  // namespace convoyrisk::model
