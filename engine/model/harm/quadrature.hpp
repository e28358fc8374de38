#pragma once

#include <functional>
#include <vector>

#include "spec/duration.hpp"

namespace convoyrisk::model {

/// A positive random variable as an integral: E[g(X)] = sum over atoms + integral of g(value(y)) density(y) dy over the
/// pieces between successive `cuts`, in a variable y in which the density is bounded (log-hours for gamma and
/// lognormal).
struct Law {
  struct Atom {
    double value;
    double probability;
  };
  std::vector<Atom> atoms;
  std::vector<double> cuts;  ///< of y, ascending; empty where all is in atoms
  std::function<double(double)> value;
  std::function<double(double)> density;
};

/// min(D, limit) for a duration D; `limit` may be infinite.
[[nodiscard]] Law truncated_law(const spec::Duration& duration, double limit_h);

/// E[g(X)] for a function g that writes `size` numbers into its second argument. Adaptive Gauss-Kronrod 15-31 (Piessens
/// et al. 1983) until the greatest estimated error of a piece is below `tolerance`.
[[nodiscard]] std::vector<double> expectation(const Law& law, std::size_t size, double tolerance,
                                              const std::function<void(double, std::vector<double>&)>& function);

}  // namespace convoyrisk::model
