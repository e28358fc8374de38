#pragma once

#include <variant>

namespace convoyrisk::spec {

/// Distributions of a duration in hours. `cv` is the coefficient of variation (standard deviation / mean), >= 0.
struct Fixed {
  double value_h = 0;
  friend bool operator==(const Fixed&, const Fixed&) = default;
};
struct Exponential {
  double mean_h = 0;
  friend bool operator==(const Exponential&, const Exponential&) = default;
};
struct Gamma {
  double mean_h = 0;
  double cv = 0;
  friend bool operator==(const Gamma&, const Gamma&) = default;
};
struct Lognormal {
  double mean_h = 0;
  double cv = 0;
  friend bool operator==(const Lognormal&, const Lognormal&) = default;
};
struct Uniform {
  double low_h = 0;
  double high_h = 0;
  friend bool operator==(const Uniform&, const Uniform&) = default;
};
struct Triangular {
  double low_h = 0;
  double mode_h = 0;
  double high_h = 0;
  friend bool operator==(const Triangular&, const Triangular&) = default;
};

using Duration = std::variant<Fixed, Exponential, Gamma, Lognormal, Uniform, Triangular>;

/// Expectation in hours.
[[nodiscard]] inline double mean_h(const Duration& duration) {
  struct Mean {
    double operator()(const Fixed& law) const { return law.value_h; }
    double operator()(const Exponential& law) const { return law.mean_h; }
    double operator()(const Gamma& law) const { return law.mean_h; }
    double operator()(const Lognormal& law) const { return law.mean_h; }
    double operator()(const Uniform& law) const { return (law.low_h + law.high_h) / 2; }
    double operator()(const Triangular& law) const { return (law.low_h + law.mode_h + law.high_h) / 3; }
  };
  return std::visit(Mean{}, duration);
}

}  // namespace convoyrisk::spec
