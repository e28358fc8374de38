#include "model/harm/law_nodes.hpp"

#include <algorithm>
#include <array>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <variant>

#include "model/harm/plain_precision.hpp"

namespace convoyrisk::model {
namespace {

constexpr double node_accuracy = 2e-9;
constexpr double least_piece = 1e-10;  // probability

/// An ellipse around a piece in the complex plane: its foci are the ends of the piece, its half axes `along` and
/// `across` times half of it.
struct Ellipse {
  double widening;
  double along;   ///< cosh(widening)
  double across;  ///< sinh(widening)
};

constexpr std::size_t ellipse_count = 12;

/// From the widest to the narrowest.
const std::array<Ellipse, ellipse_count>& ellipses() {
  static const std::array<Ellipse, ellipse_count> all = [] {
    std::array<Ellipse, ellipse_count> made{};
    double widening = 3;
    for (Ellipse& ellipse : made) {
      ellipse = {widening, std::cosh(widening), std::sinh(widening)};
      widening /= 1.5;
    }
    return made;
  }();
  return all;
}

/// A Gauss rule of M nodes errs by about size exp(growth(ellipse) - 2 M widening), whichever ellipse one takes; `size`
/// is the integral of the rule's weight, exp(growth) the greatest absolute value on the ellipse of what is averaged.
template <class GrowthByEllipse>
int node_count(double size, const GrowthByEllipse& growth) {
  constexpr double step = 2;  // few sizes, so that rules are found again
  const double log_ratio = std::log(size / node_accuracy);
  double fewest = std::numeric_limits<double>::infinity();
  for (const Ellipse& ellipse : ellipses()) {
    const double nodes = (log_ratio + growth(ellipse)) / (2 * ellipse.widening);
    if (nodes > fewest) {
      break;  // it falls and then rises
    }
    fewest = nodes;
  }
  return static_cast<int>(step * std::ceil(std::max(fewest, 1.0) / step));
}

constexpr int fewest_nodes = 2;  // that node_count() gives

/// A direction from the middle of an ellipse.
struct Direction {
  double cosine;
  double sine;
};

Direction with_cosine(double cosine) { return {cosine, std::sqrt(1 - cosine * cosine)}; }

/// The greatest value of `function`, of a real and an imaginary part, on the ellipse around [low, high].
template <std::size_t count, class Function>
double greatest_around(double low, double high, const Ellipse& ellipse, const std::array<Direction, count>& directions,
                       const Function& function) {
  const double half = (high - low) / 2;
  double greatest = -std::numeric_limits<double>::infinity();
  for (const Direction& direction : directions) {
    greatest = std::max(greatest, function(low + half * (1 + ellipse.along * direction.cosine),
                                           half * ellipse.across * direction.sine));
  }
  return greatest;
}

/// Pieces of a law, whose density is told by the real part of its logarithm at a complex value.
/// growth(low, high, ellipse): how sharp the functions are that are averaged over a piece from `low` to `high`, the
/// logarithm of the greatest absolute value that they take on the ellipse around it.
template <class Growth>
class Pieces {
 public:
  explicit Pieces(const Growth& growth) : growth_(growth) {}

  template <class LogDensity>
  [[nodiscard]] int nodes(double low, double high, const LogDensity& density) const {
    static const std::array all_around{with_cosine(-1),  with_cosine(-0.8), with_cosine(-0.4), with_cosine(0),
                                       with_cosine(0.4), with_cosine(0.8),  with_cosine(1)};
    return node_count(high - low, [&](const Ellipse& ellipse) {
      return greatest_around(low, high, ellipse, all_around, density) + growth_(low, high, ellipse);
    });
  }

  template <class LogDensity>
  void add(double low, double high, const LogDensity& density) {
    add(low, high, density, nodes(low, high, density));
  }

  template <class LogDensity>
  void add(double low, double high, const LogDensity& density, int nodes) {
    for (const WeightedValue& node : gauss_rule(nodes, 0)) {
      const double value = low + (high - low) * node.value;
      nodes_.push_back({value, (high - low) * node.weight * std::exp(density(value, 0.0))});
    }
  }

  /// exp(log_factor - rate t) t^power over [0, high].
  [[nodiscard]] int nodes_from_zero(double high, double log_factor, double power, double rate) const {
    return node_count(std::exp(log_factor + (power + 1) * std::log(high)) / (power + 1), [&](const Ellipse& ellipse) {
      return rate * high / 2 * (ellipse.along - 1) + growth_(0, high, ellipse);
    });
  }

  void add_from_zero(double high, double log_factor, double power, double rate, int nodes) {
    const double log_weight = log_factor + (power + 1) * std::log(high);
    for (const WeightedValue& node : gauss_rule(nodes, power)) {
      nodes_.push_back({high * node.value, node.weight * std::exp(log_weight - rate * high * node.value)});
    }
  }

  void add_atom(double value, double probability) { nodes_.push_back({value, probability}); }

  [[nodiscard]] std::vector<WeightedValue> take() { return std::move(nodes_); }

 private:
  const Growth& growth_;
  std::vector<WeightedValue> nodes_;
};

/// Gamma with mean 1.
class UnitGamma {
 public:
  explicit UnitGamma(double cv)
      : shape_(1 / (cv * cv)),
        log_scale_(shape_ * std::log(shape_) - boost::math::lgamma(shape_, PlainPrecision())),
        low_(from_zero() ? 0 : boost::math::gamma_p_inv(shape_, left_out, PlainPrecision()) / shape_),
        high_(boost::math::gamma_q_inv(shape_, left_out, PlainPrecision()) / shape_) {}

  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }
  [[nodiscard]] double above(double value) const {
    return value <= low_ ? 1 : boost::math::gamma_q(shape_, shape_ * value, PlainPrecision());
  }

  template <class Growth>
  void add_piece(double low, double high, Pieces<Growth>& pieces) const {
    if (high > furthest(low)) {
      const double inner = end_of_first_part(low, high);
      add_piece(low, inner, pieces);
      add_piece(inner, high, pieces);
    } else {
      add_where_fewest(low, high, nodes(low, high, pieces), pieces);
    }
  }

 private:
  static constexpr double left_out = 1e-13;
  static constexpr int fewest_to_cut = 33;  // nodes of a piece; of fewer its parts seldom save more than a tenth

  static double end_of_first_part(double low, double high) { return low + (high - low) * 0.25; }

  /// A piece that need not end earlier, of so many nodes: cut where its parts take fewer. Counting takes time too, so
  /// it is left where little can be saved.
  template <class Growth>
  void add_where_fewest(double low, double high, int whole, Pieces<Growth>& pieces) const {
    const double inner = end_of_first_part(low, high);
    const int first = whole >= fewest_to_cut ? nodes(low, inner, pieces) : whole;
    const int second = first + fewest_nodes < whole ? nodes(inner, high, pieces) : whole;
    if (first + second < whole) {
      add_where_fewest(low, inner, first, pieces);
      add_where_fewest(inner, high, second, pieces);
    } else if (low == 0) {
      pieces.add_from_zero(high, log_scale_, shape_ - 1, shape_, whole);
    } else {
      pieces.add(
          low, high, [this](double real, double imaginary) { return log_density(real, imaginary); }, whole);
    }
  }
  /// Whether the density is felt at 0, where it may not be smooth.
  [[nodiscard]] bool from_zero() const { return shape_ < 9; }
  /// Where a piece from `low` must end: beyond, the power of the density wants many nodes, or the weights of its rule
  /// lose digits.
  [[nodiscard]] double furthest(double low) const {
    constexpr double everywhere = std::numeric_limits<double>::infinity();
    if (low == 0) {
      return shape_ < 4 ? everywhere : 0.5;
    }
    return from_zero() && shape_ != 1 ? 4 * low : everywhere;
  }
  /// Infinite left of 0, which is no place for an ellipse unless the density is exponential.
  [[nodiscard]] double log_density(double real, double imaginary) const {
    if (shape_ == 1) {
      return -real;
    }
    return real <= 0 ? std::numeric_limits<double>::infinity()
                     : log_scale_ + (shape_ - 1) / 2 * std::log(real * real + imaginary * imaginary) - shape_ * real;
  }
  template <class Growth>
  [[nodiscard]] int nodes(double low, double high, const Pieces<Growth>& pieces) const {
    return low == 0 ? pieces.nodes_from_zero(high, log_scale_, shape_ - 1, shape_)
                    : pieces.nodes(low, high,
                                   [this](double real, double imaginary) { return log_density(real, imaginary); });
  }

  double shape_;
  double log_scale_;
  double low_;
  double high_;
};

/// The inverses take longer than all else that is made of them.
const UnitGamma& unit_gamma(double cv) {
  thread_local std::map<double, UnitGamma> laws;
  constexpr std::size_t most = 1000;
  if (laws.size() >= most && !laws.contains(cv)) {
    laws.clear();
  }
  return laws.try_emplace(cv, cv).first->second;
}

/// min(X, end) for a gamma law X of mean `mean`, cut at `edges`, which ascend.
template <class Growth>
std::vector<WeightedValue> gamma_nodes(double mean, double cv, std::span<const double> edges, double end,
                                       const Growth& growth) {
  const UnitGamma& law = unit_gamma(cv);
  const auto scaled = [&](double low, double high, const Ellipse& ellipse) {
    return growth(mean * low, mean * high, ellipse);
  };
  Pieces pieces(scaled);
  const double last = std::min(end / mean, law.high());
  double low = law.low();
  if (last <= low) {
    return {{end, 1}};
  }
  const auto add_until = [&](double high) {
    if (high > low && law.above(low) > least_piece) {
      law.add_piece(low, high, pieces);
      low = high;
    }
  };
  for (const double edge : edges) {
    add_until(std::min(edge / mean, last));
  }
  add_until(last);
  if (low < law.high()) {
    pieces.add_atom(low, law.above(low));
  }
  std::vector<WeightedValue> nodes = pieces.take();
  for (WeightedValue& node : nodes) {
    node.value *= mean;
  }
  return nodes;
}

/// min(D, limit) for an assault of length D.
template <class Growth>
struct AssaultNodes {
  double limit = 0;
  std::span<const PeopleAtRisk> all;
  const Growth& growth;

  using Nodes = std::vector<WeightedValue>;

  Nodes operator()(const spec::Fixed& law) const { return {{std::min(law.value_h, limit), 1}}; }
  Nodes operator()(const spec::Exponential& law) const { return gamma(law.mean_h, 1); }
  Nodes operator()(const spec::Gamma& law) const { return law.cv > 0 ? gamma(law.mean_h, law.cv) : fixed(law.mean_h); }
  Nodes operator()(const spec::Lognormal& law) const {
    return law.cv > 0 ? lognormal(law.mean_h, law.cv) : fixed(law.mean_h);
  }
  Nodes operator()(const spec::Uniform& law) const {
    const double density = -std::log(law.high_h - law.low_h);
    return bounded({law.low_h, law.high_h}, [=](double) { return [=](double, double) { return density; }; });
  }
  Nodes operator()(const spec::Triangular& law) const {
    return bounded({law.low_h, law.mode_h, law.high_h}, [&law](double end) {
      const double foot = end == law.mode_h ? law.low_h : law.high_h;
      const double slope = 2 / ((law.high_h - law.low_h) * std::abs(law.mode_h - foot));
      return [=](double real, double imaginary) { return std::log(slope * std::hypot(real - foot, imaginary)); };
    });
  }

 private:
  [[nodiscard]] Nodes fixed(double value) const { return {{std::min(value, limit), 1}}; }

  [[nodiscard]] Nodes gamma(double mean, double cv) const { return gamma_nodes(mean, cv, {}, limit, growth); }

  /// A law on the pieces between `corners`; `density` gives that of the piece that ends at a corner. What help ends is
  /// what the pieces before leave.
  template <class Density>
  [[nodiscard]] Nodes bounded(std::initializer_list<double> corners, const Density& density) const {
    if (!(*std::prev(corners.end()) > *corners.begin())) {
      return fixed(*corners.begin());
    }
    Pieces pieces(growth);
    double before = std::min(*corners.begin(), limit);
    for (const double corner : corners) {
      const double after = std::min(corner, limit);
      if (after > before) {
        pieces.add(before, after, density(corner));
        before = after;
      }
    }
    return with_rest(pieces.take(), before);
  }

  /// In the logarithm, where the law is normal.
  [[nodiscard]] Nodes lognormal(double mean, double cv) const {
    constexpr double reach = 7.5;  // standard deviations
    const double variance = std::log1p(cv * cv);
    const double sigma = std::sqrt(variance);
    const double centre = std::log(mean) - variance / 2;
    // In the angle 2 arcsin sqrt(probability) a binomial law of n people is about normal with standard deviation
    // n^(-1/2).
    const auto of_logarithm = [this](double low, double high, const Ellipse& ellipse) {
      constexpr double greatest = 0.65;  // of x^2/(e^x - 1), the squared slope of the angle over log x
      const double step = (high - low) / 2;
      double sum = 0;
      for (const PeopleAtRisk& of : all) {
        sum += of.groups * of.people * std::min(of.rate * std::exp(high), greatest);
      }
      return sum * step * step * ellipse.across * ellipse.across / 2;
    };
    Pieces pieces(of_logarithm);
    double low = centre - reach * sigma;
    const double last = std::min(std::log(limit), centre + reach * sigma);
    for (const double part : {-3.0, 0.0, 3.0, reach}) {
      const double high = std::min(centre + part * sigma, last);
      if (high > low) {
        pieces.add(low, high, [&](double real, double imaginary) {
          const double squares = (real - centre) * (real - centre) - imaginary * imaginary;
          return -squares / (2 * variance) - std::log(2 * std::numbers::pi * variance) / 2;
        });
        low = high;
      }
    }
    Nodes nodes = pieces.take();
    for (WeightedValue& node : nodes) {
      node.value = std::exp(node.value);
    }
    return with_rest(std::move(nodes), std::min(limit, std::exp(low)));
  }

  static Nodes with_rest(Nodes nodes, double value) {
    double sum = 0;
    for (const WeightedValue& node : nodes) {
      sum += node.weight;
    }
    if (sum < 1) {
      nodes.push_back({value, 1 - sum});
    }
    return nodes;
  }
};

}  // namespace

/// The probability that one of a group is killed, p = rate Z, runs over an ellipse with foci in [0, 1] that are `width`
/// apart, where |1 - p| + |p| is at most 1 + width (cosh(widening) - 1).
std::vector<WeightedValue> severity_nodes(double cv, std::span<const PeopleAtRisk> all) {
  std::vector<double> kinks;
  for (const PeopleAtRisk& of : all) {
    if (of.rate > 0) {
      kinks.push_back(1 / of.rate);
    }
  }
  if (cv <= 0 || kinks.empty()) {
    return {{1, 1}};
  }
  std::ranges::sort(kinks);
  const auto growth = [&](double low, double high, const Ellipse& ellipse) {
    const double beyond = ellipse.along - 1;
    double sum = 0;
    double first = 0;
    for (const PeopleAtRisk& of : all) {
      const double width = std::min(1.0, of.rate * high) - std::min(1.0, of.rate * low);
      const double at_risk = of.people * std::log1p(width * beyond);
      const double perhaps = of.chance < 1 ? std::log1p(of.chance * std::expm1(at_risk)) : at_risk;
      sum += of.groups * perhaps;
      first = std::max(first, at_risk - perhaps);
    }
    return sum + first;
  };
  return gamma_nodes(1, cv, kinks, kinks.back(), growth);
}

/// One of a group survives with probability w = exp(-rate A); on the ellipse |w| + |1 - w| is greatest between its left
/// end and its top.
std::vector<WeightedValue> assault_nodes(const spec::Duration& duration, double help_h,
                                         std::span<const PeopleAtRisk> all) {
  double greatest = 0;
  for (const PeopleAtRisk& of : all) {
    greatest = std::max(greatest, of.rate);
  }
  if (help_h <= 0 || greatest <= 0) {
    return {{0, 1}};
  }
  static const std::array left_to_top{with_cosine(-1), with_cosine(-0.8), with_cosine(-0.4)};
  const auto growth = [&](double low, double high, const Ellipse& ellipse) {
    return greatest_around(low, high, ellipse, left_to_top, [&](double hours, double beside) {
      double sum = 0;
      for (const PeopleAtRisk& of : all) {
        const double survives = std::exp(-of.rate * hours);
        const double dies = std::sqrt(1 - 2 * survives * std::cos(of.rate * beside) + survives * survives);
        sum += of.groups * of.people * std::log(survives + dies);
      }
      return sum;
    });
  };
  return std::visit(AssaultNodes<decltype(growth)>{help_h, all, growth}, duration);
}

}  // namespace convoyrisk::model
