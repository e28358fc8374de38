#pragma once

#include <cmath>

#include "random/stream.hpp"

namespace convoyrisk::random {

/// Exponential with mean 1, by inversion of a uniform in (0, 1).
[[nodiscard]] inline double exponential(double uniform) { return -std::log(uniform); }

/// Quantile of the standard normal, |relative error| < 1e-15 (Wichura 1988, AS 241, PPND16). 0 < probability < 1.
[[nodiscard]] double normal_quantile(double probability);

/// Lognormal by inversion: its logarithm is normal with the given mean and standard deviation.
[[nodiscard]] double lognormal(double uniform, double log_mean, double log_sd);

/// Gamma with the given mean > 0 and coefficient of variation > 0 (Marsaglia and Tsang 2000). Takes a variable number
/// of uniforms from the stream.
[[nodiscard]] double gamma(Stream& stream, double mean, double cv);

/// Triangular on [low, high] with the given mode, by inversion.
[[nodiscard]] double triangular(double uniform, double low, double mode, double high);

/// Binomial(trials, probability) by inversion, so that it grows with the uniform and with both parameters.
[[nodiscard]] int binomial(double uniform, int trials, double probability);

/// Poisson with a small mean by inversion, so that it grows with the uniform and with the mean. Its time grows with
/// what is drawn.
[[nodiscard]] int poisson(double uniform, double mean);

}  // namespace convoyrisk::random
