#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace convoyrisk::model {

/// Two complex numbers, on which the compiler works side by side.
struct Complex2 {
  using Two = double __attribute__((vector_size(2 * sizeof(double))));

  Two real{};
  Two imaginary{};

  Complex2& operator+=(const Complex2& other) {
    real += other.real;
    imaginary += other.imaginary;
    return *this;
  }
  Complex2& operator*=(const Complex2& other) { return *this = *this * other; }
  friend Complex2 operator+(const Complex2& a, const Complex2& b) {
    return {a.real + b.real, a.imaginary + b.imaginary};
  }
  friend Complex2 operator*(double factor, const Complex2& a) { return {factor * a.real, factor * a.imaginary}; }
  friend Complex2 operator*(const Complex2& a, const Complex2& b) {
    return {a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real};
  }
};

/// The same real number twice.
inline Complex2 both(double real) { return {Complex2::Two{} + real, Complex2::Two{}}; }

/// exponent >= 1.
inline Complex2 power(const Complex2& of, unsigned exponent) {
  Complex2 base = of;
  while (exponent % 2 == 0) {
    base *= base;
    exponent /= 2;
  }
  Complex2 result = base;
  for (exponent /= 2; exponent > 0; exponent /= 2) {
    base *= base;
    if (exponent % 2 != 0) {
      result *= base;
    }
  }
  return result;
}

/// The law of a number from 0 to `greatest` through its characteristic function, the sum of P(n) x^n, x = exp(i t), at
/// the frequencies t = 2 pi k/(greatest + 1), k = 0..(greatest + 1)/2, two of them together; at the others it takes
/// the conjugate values. It is a discrete Fourier transform, so nothing is lost but rounding, 1e-15 or so.
class Frequencies {
 public:
  explicit Frequencies(std::size_t greatest);

  /// Of two frequencies each, the last padded.
  [[nodiscard]] std::size_t groups() const { return x_.size(); }
  [[nodiscard]] const Complex2& x(std::size_t group) const { return x_[group]; }
  /// How many of the first groups hold those with |1 - x|^2 <= this.
  [[nodiscard]] std::size_t groups_within(double squared_distance) const;
  /// [n]: the probability of n. What is less than 1e-14, where rounding alone is left, is 0.
  [[nodiscard]] std::vector<double> law(std::span<const Complex2> characteristic) const;

 private:
  std::size_t points_;
  std::vector<double> cosines_;  ///< of 2 pi k/points, k < points
  std::vector<double> sines_;
  std::vector<Complex2> x_;
};

}  // namespace convoyrisk::model
