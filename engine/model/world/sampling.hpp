#pragma once

#include <span>

#include "random/stream.hpp"
#include "spec/duration.hpp"

namespace convoyrisk::model {

/// A duration's law, ready to be drawn from.
class DurationSampler {
 public:
  explicit DurationSampler(const spec::Duration& duration);

  /// Hours. Takes no uniform for a fixed duration, one by inversion otherwise, and a variable number for gamma.
  [[nodiscard]] double operator()(random::Stream& stream) const;
  /// Many at once, in place of the uniforms they are made from. Of lognormal and fixed durations alone.
  void make(std::span<double> uniforms) const;

 private:
  enum class Kind { fixed, exponential, gamma, lognormal, uniform, triangular };
  Kind kind_ = Kind::fixed;
  double a_ = 0;
  double b_ = 0;
  double c_ = 0;
};

}  // namespace convoyrisk::model
