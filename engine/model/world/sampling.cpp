#include "model/world/sampling.hpp"

#include <cmath>
#include <map>

#include "random/distributions.hpp"

namespace convoyrisk::model {

DurationSampler::DurationSampler(const spec::Duration& duration) {
  struct Visitor {
    DurationSampler& sampler;
    void set(Kind kind, double a, double b = 0, double c = 0) const {
      sampler.kind_ = kind;
      sampler.a_ = a;
      sampler.b_ = b;
      sampler.c_ = c;
    }
    void operator()(const spec::Fixed& law) const { set(Kind::fixed, law.value_h); }
    void operator()(const spec::Exponential& law) const { set(Kind::exponential, law.mean_h); }
    void operator()(const spec::Gamma& law) const {
      law.cv > 0 ? set(Kind::gamma, law.mean_h, law.cv) : set(Kind::fixed, law.mean_h);
    }
    void operator()(const spec::Lognormal& law) const {
      const double sigma = std::sqrt(std::log1p(law.cv * law.cv));
      law.cv > 0 ? set(Kind::lognormal, std::log(law.mean_h) - sigma * sigma / 2, sigma) : set(Kind::fixed, law.mean_h);
    }
    void operator()(const spec::Uniform& law) const { set(Kind::uniform, law.low_h, law.high_h); }
    void operator()(const spec::Triangular& law) const { set(Kind::triangular, law.low_h, law.mode_h, law.high_h); }
  };
  std::visit(Visitor{*this}, duration);
}

double DurationSampler::operator()(random::Stream& stream) const {
  switch (kind_) {
    case Kind::fixed:
      return a_;
    case Kind::exponential:
      return a_ * random::exponential(stream.uniform());
    case Kind::gamma:
      return random::gamma(stream, a_, b_);
    case Kind::lognormal:
      return random::lognormal(stream.uniform(), a_, b_);
    case Kind::uniform:
      return a_ + (b_ - a_) * stream.uniform();
    case Kind::triangular:
      return random::triangular(stream.uniform(), a_, b_, c_);
  }
  return a_;
}

PaceLaw::PaceLaw(double cv) {
  if (cv <= 0) {
    return;
  }
  thread_local std::map<double, std::shared_ptr<const random::LognormalQuantile>> kept;
  constexpr std::size_t most = 20;  // a drawn coefficient of variation brings ever new ones
  if (kept.size() >= most && !kept.contains(cv)) {
    kept.clear();
  }
  std::shared_ptr<const random::LognormalQuantile>& quantile = kept[cv];
  if (!quantile) {
    const double variance = std::log1p(cv * cv);  // of the logarithm
    quantile = std::make_shared<random::LognormalQuantile>(-variance / 2, std::sqrt(variance));
  }
  quantile_ = quantile;
}

}  // namespace convoyrisk::model
