#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <vector>

/// Compiles a function, and all that it calls, for x86 processors that work on four numbers at once (AVX2), or on eight
/// (AVX-512); call it only where numbers_at_once() says so. Numbers are the same as elsewhere: no product is fused with
/// a sum.
#ifdef __x86_64__
#define CONVOYRISK_FOUR_AT_ONCE [[gnu::target("avx2"), gnu::flatten]]
#define CONVOYRISK_EIGHT_AT_ONCE [[gnu::target("avx512f"), gnu::flatten]]
#else
#define CONVOYRISK_FOUR_AT_ONCE
#define CONVOYRISK_EIGHT_AT_ONCE
#endif

namespace convoyrisk::model {

/// 2, 4 or 8.
[[nodiscard]] inline std::size_t numbers_at_once() {
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") != 0) {
    return 8;
  }
  return __builtin_cpu_supports("avx2") != 0 ? 4 : 2;
#else
  return 2;
#endif
}
[[nodiscard]] inline bool works_on_four() { return numbers_at_once() >= 4; }

/// Complex numbers with their parts apart, so that several are worked on side by side.
struct ComplexRow {
  std::vector<double> real;
  std::vector<double> imaginary;

  explicit ComplexRow(std::size_t size = 0) : real(size), imaginary(size) {}
};

using TwoReals = double __attribute__((vector_size(2 * sizeof(double))));
using FourReals = double __attribute__((vector_size(4 * sizeof(double))));
using EightReals = double __attribute__((vector_size(8 * sizeof(double))));

/// So many complex numbers side by side, 2, 4 or 8.
template <std::size_t width>
struct Complexes {
  using Reals = std::conditional_t<width == 2, TwoReals, std::conditional_t<width == 4, FourReals, EightReals>>;
  static_assert(sizeof(Reals) == width * sizeof(double));

  Reals real{};
  Reals imaginary{};

  static Complexes of(double real) { return {Reals{} + real, Reals{}}; }
  static Complexes load(const ComplexRow& row, std::size_t first) {
    Complexes loaded;
    std::memcpy(&loaded.real, &row.real[first], sizeof(Reals));
    std::memcpy(&loaded.imaginary, &row.imaginary[first], sizeof(Reals));
    return loaded;
  }
  void store(ComplexRow& row, std::size_t first) const {
    std::memcpy(&row.real[first], &real, sizeof(Reals));
    std::memcpy(&row.imaginary[first], &imaginary, sizeof(Reals));
  }

  Complexes& operator*=(const Complexes& other) { return *this = *this * other; }
  friend Complexes operator+(const Complexes& a, const Complexes& b) {
    return {a.real + b.real, a.imaginary + b.imaginary};
  }
  friend Complexes operator*(double factor, const Complexes& a) { return {factor * a.real, factor * a.imaginary}; }
  friend Complexes operator*(const Complexes& a, const Complexes& b) {
    return {a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real};
  }
};

/// exponent >= 1.
template <std::size_t width>
Complexes<width> power(const Complexes<width>& of, unsigned exponent) {
  Complexes<width> base = of;
  while (exponent % 2 == 0) {
    base *= base;
    exponent /= 2;
  }
  Complexes<width> result = base;
  for (exponent /= 2; exponent > 0; exponent /= 2) {
    base *= base;
    if (exponent % 2 != 0) {
      result *= base;
    }
  }
  return result;
}

/// The law of a number from 0 to `greatest` through its characteristic function, the sum of P(n) x^n, x = exp(i t), at
/// the frequencies t = 2 pi k/(greatest + 1), k = 0..(greatest + 1)/2; at the others it takes the conjugate values. It
/// is a discrete Fourier transform, so nothing is lost but rounding, 1e-15 or so.
class Frequencies {
 public:
  static constexpr std::size_t widest = 8;  ///< they are padded to a multiple of this

  explicit Frequencies(std::size_t greatest);

  [[nodiscard]] std::size_t size() const { return x_.real.size(); }
  [[nodiscard]] const ComplexRow& x() const { return x_; }
  /// How many of the first, padded, hold those with |1 - x|^2 <= this.
  [[nodiscard]] std::size_t within(double squared_distance) const;
  /// [n]: the probability of n. What is less than 1e-14, where rounding alone is left, is 0.
  [[nodiscard]] std::vector<double> law(const ComplexRow& characteristic) const;

 private:
  std::size_t points_;
  std::vector<double> cosines_;  ///< of 2 pi k/points, k < points
  std::vector<double> sines_;
  ComplexRow x_;
};

}  // namespace convoyrisk::model
