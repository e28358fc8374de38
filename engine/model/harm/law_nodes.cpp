#include "model/harm/law_nodes.hpp"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <functional>
#include <map>
#include <numbers>
#include <variant>

namespace convoyrisk::model {
namespace {

constexpr double node_accuracy = 1e-10;

/// In double precision: the default, long double, takes many times as long.
using Plain = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

/// How sharp the functions are that are averaged over a piece from `low` to `high`: the squared degree of a polynomial
/// that follows them, over -2 log(accuracy). A binomial law of n people is nearly normal with standard deviation
/// n^(-1/2) in the angle 2 arcsin sqrt(p), and in the angle of Chebyshev's nodes a normal law of standard deviation s
/// takes a degree of sqrt(-2 log(accuracy)) / s. Of products the squares add up.
using Sharpness = std::function<double(double low, double high)>;

int node_count(double sharpness, double weight) {
  constexpr double spare = 3;
  constexpr double step = 2;  // few sizes, so that rules are found again
  const double digits = std::max(std::log(weight / node_accuracy), 1.0);
  return static_cast<int>(step * std::ceil((std::sqrt(2 * digits * sharpness) / 2 + spare) / step));
}

/// Pieces of a law whose density has no end of its own.
class Pieces {
 public:
  explicit Pieces(const Sharpness& sharpness) : sharpness_(sharpness) {}

  /// `density` over [low, high], which holds no more than `weight`; `own` is the sharpness of the density.
  template <class Density>
  void add(double low, double high, double weight, double own, const Density& density) {
    for (const WeightedValue& node : gauss_rule(node_count(sharpness_(low, high) + own, weight), 0)) {
      const double value = low + (high - low) * node.value;
      nodes_.push_back({value, (high - low) * node.weight * density(value)});
    }
  }

  /// t^power times `rest` over [0, high].
  template <class Rest>
  void add_from_zero(double high, double power, double own, const Rest& rest) {
    for (const WeightedValue& node : gauss_rule(node_count(sharpness_(0, high) + own, 1), power)) {
      nodes_.push_back({high * node.value, node.weight * rest(high * node.value)});
    }
  }

  void add_atom(double value, double probability) { nodes_.push_back({value, probability}); }

  [[nodiscard]] std::vector<WeightedValue> take() { return std::move(nodes_); }

 private:
  const Sharpness& sharpness_;
  std::vector<WeightedValue> nodes_;
};

/// Gamma with mean 1.
class UnitGamma {
 public:
  explicit UnitGamma(double cv)
      : shape_(1 / (cv * cv)),
        log_scale_(shape_ * std::log(shape_) - boost::math::lgamma(shape_, Plain())),
        low_(from_zero() ? 0 : boost::math::gamma_p_inv(shape_, left_out, Plain()) / shape_),
        high_(boost::math::gamma_q_inv(shape_, left_out, Plain()) / shape_) {}

  [[nodiscard]] double low() const { return low_; }
  [[nodiscard]] double high() const { return high_; }
  [[nodiscard]] double above(double value) const {
    return value <= low_ ? 1 : boost::math::gamma_q(shape_, shape_ * value, Plain());
  }

  void add_piece(double low, double high, Pieces& pieces) const {
    const double of_exponential = shape_ * (high - low) / 2;
    if (low == 0 && shape_ >= 4 && high > half_the_mean) {
      add_piece(0, half_the_mean, pieces);  // wider, and the weights of the rule lose digits
      low = half_the_mean;
    } else if (low == 0) {
      const double log_power = log_scale_ + shape_ * std::log(high);
      pieces.add_from_zero(high, shape_ - 1, of_exponential,
                           [&](double value) { return std::exp(log_power - shape_ * value); });
      return;
    }
    constexpr double widest = 4;  // wider, and the power of the density wants many nodes
    constexpr double of_power = 12;
    while (from_zero() && high > widest * low) {
      add_piece(low, widest * low, pieces);
      low *= widest;
    }
    const double of_normal = shape_ * (high - low) * (high - low) / 4;
    pieces.add(low, high, above(low), std::min(of_normal, shape_ * (high - low) / 2) + of_power,
               [&](double value) { return std::exp(log_scale_ + (shape_ - 1) * std::log(value) - shape_ * value); });
  }

 private:
  static constexpr double left_out = 1e-13;
  static constexpr double half_the_mean = 0.5;
  /// Whether the density is felt at 0, where it may not be smooth.
  [[nodiscard]] bool from_zero() const { return shape_ < 9; }

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
std::vector<WeightedValue> gamma_nodes(double mean, double cv, std::span<const double> edges, double end,
                                       const Sharpness& sharpness) {
  const UnitGamma& law = unit_gamma(cv);
  const Sharpness scaled = [&](double low, double high) { return sharpness(mean * low, mean * high); };
  Pieces pieces(scaled);
  const double last = std::min(end / mean, law.high());
  double low = law.low();
  if (last <= low) {
    return {{end, 1}};
  }
  const auto add_until = [&](double high) {
    if (high > low && law.above(low) > node_accuracy) {
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
struct AssaultNodes {
  double limit;
  int people;  ///< of all classes
  const Sharpness& sharpness;

  using Nodes = std::vector<WeightedValue>;

  Nodes operator()(const spec::Fixed& law) const { return {{std::min(law.value_h, limit), 1}}; }
  Nodes operator()(const spec::Exponential& law) const { return gamma(law.mean_h, 1); }
  Nodes operator()(const spec::Gamma& law) const { return law.cv > 0 ? gamma(law.mean_h, law.cv) : fixed(law.mean_h); }
  Nodes operator()(const spec::Lognormal& law) const {
    return law.cv > 0 ? lognormal(law.mean_h, law.cv) : fixed(law.mean_h);
  }
  Nodes operator()(const spec::Uniform& law) const {
    const double density = 1 / (law.high_h - law.low_h);
    return bounded({law.low_h, law.high_h}, [density](double) { return density; });
  }
  Nodes operator()(const spec::Triangular& law) const {
    const double width = law.high_h - law.low_h;
    return bounded({law.low_h, law.mode_h, law.high_h}, [&law, width](double value) {
      const bool rises = value < law.mode_h;
      const double foot = rises ? value - law.low_h : law.high_h - value;
      return 2 * foot / (width * (rises ? law.mode_h - law.low_h : law.high_h - law.mode_h));
    });
  }

 private:
  [[nodiscard]] Nodes fixed(double value) const { return {{std::min(value, limit), 1}}; }

  [[nodiscard]] Nodes gamma(double mean, double cv) const {
    const double edges[]{2 * mean, 8 * mean};  // beyond, little weight is left and few nodes are needed
    return gamma_nodes(mean, cv, edges, limit, sharpness);
  }

  /// A law on the pieces between `corners`. What help ends is what the pieces before leave.
  template <class Density>
  [[nodiscard]] Nodes bounded(std::initializer_list<double> corners, const Density& density) const {
    if (!(*std::prev(corners.end()) > *corners.begin())) {
      return fixed(*corners.begin());
    }
    Pieces pieces(sharpness);
    double before = std::min(*corners.begin(), limit);
    for (const double corner : corners) {
      const double after = std::min(corner, limit);
      if (after > before) {
        pieces.add(before, after, 1, 1, density);
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
    const Sharpness of_logarithm = [this](double low, double high) {
      constexpr double greatest = 0.65;  // of x^2/(e^x - 1), the squared slope of the angle over log x
      const double step = (high - low) / 2;
      return std::min(sharpness(0, std::exp(high)) * step * step, greatest * people * step * step);
    };
    Pieces pieces(of_logarithm);
    double low = centre - reach * sigma;
    const double last = std::min(std::log(limit), centre + reach * sigma);
    for (const double part : {-3.0, 0.0, 3.0, reach}) {
      const double high = std::min(centre + part * sigma, last);
      if (high > low) {
        const double own = (high - low) * (high - low) / (4 * variance);
        pieces.add(low, high, 1, own, [&](double y) {
          const double z = (y - centre) / sigma;
          return std::exp(-z * z / 2) / (sigma * std::sqrt(2 * std::numbers::pi));
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

std::vector<WeightedValue> severity_nodes(double cv, std::span<const PeopleAtRisk> classes) {
  std::vector<double> kinks;
  for (const PeopleAtRisk& of : classes) {
    if (of.rate > 0) {
      kinks.push_back(1 / of.rate);
    }
  }
  if (cv <= 0 || kinks.empty()) {
    return {{1, 1}};
  }
  std::ranges::sort(kinks);
  const Sharpness sharpness = [&](double low, double high) {
    double sum = 0;
    for (const PeopleAtRisk& of : classes) {
      sum += of.people * (std::min(1.0, of.rate * high) - std::min(1.0, of.rate * low));
    }
    return sum;
  };
  return gamma_nodes(1, cv, kinks, kinks.back(), sharpness);
}

std::vector<WeightedValue> assault_nodes(const spec::Duration& duration, double help_h,
                                         std::span<const PeopleAtRisk> classes) {
  double greatest = 0;
  int all = 0;
  for (const PeopleAtRisk& of : classes) {
    greatest = std::max(greatest, of.rate);
    all += of.people;
  }
  if (help_h <= 0 || greatest <= 0) {
    return {{0, 1}};
  }
  const Sharpness sharpness = [&](double low, double high) {
    double sum = 0;
    for (const PeopleAtRisk& of : classes) {
      const double step = of.rate * (high - low);
      const double steep = step * step / 4 / std::expm1(of.rate * low);  // infinite or not a number at 0
      sum += of.people * (steep < step ? steep : step);
    }
    return sum;
  };
  return std::visit(AssaultNodes{help_h, all, sharpness}, duration);
}

}  // namespace convoyrisk::model
