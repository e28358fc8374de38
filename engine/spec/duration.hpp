#pragma once

#include <variant>

namespace convoyrisk::spec {

/// Distributions of a duration in hours. `cv` is the coefficient of variation (standard deviation / mean), >= 0.
struct Fixed {
  double value_h = 0;
};
struct Exponential {
  double mean_h = 0;
};
struct Gamma {
  double mean_h = 0;
  double cv = 0;
};
struct Lognormal {
  double mean_h = 0;
  double cv = 0;
};
struct Uniform {
  double low_h = 0;
  double high_h = 0;
};
struct Triangular {
  double low_h = 0;
  double mode_h = 0;
  double high_h = 0;
};

using Duration = std::variant<Fixed, Exponential, Gamma, Lognormal, Uniform, Triangular>;

}  // namespace convoyrisk::spec
