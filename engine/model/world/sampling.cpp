#include "model/world/sampling.hpp"

#include <algorithm>
#include <cmath>

#include "base/check.hpp"
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

void DurationSampler::make(std::span<double> uniforms) const {
  CONVOYRISK_ASSERT(kind_ == Kind::fixed || kind_ == Kind::lognormal);
  if (kind_ == Kind::fixed) {
    std::ranges::fill(uniforms, a_);
  } else {
    random::make_lognormal(uniforms, a_, b_);
  }
}

}  // namespace convoyrisk::model
