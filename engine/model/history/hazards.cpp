#include "model/history/hazards.hpp"

#include <algorithm>
#include <cmath>

#include "model/history/event_queue.hpp"
#include "model/world/purpose.hpp"
#include "random/distributions.hpp"

namespace convoyrisk::model {

void multiply_by_tempo(const StepFunction& factor, const std::vector<spec::TempoWindow>& tempo, StepFunction& product,
                       std::vector<double>& steps) {
  steps.clear();
  for (const StepFunction::Step& step : factor.steps()) {
    steps.push_back(step.time);
  }
  for (const spec::TempoWindow& window : tempo) {
    steps.push_back(window.from_h);
    steps.push_back(window.to_h);
  }
  std::ranges::sort(steps);
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  product.clear(factor.value(0));
  for (const double step : steps) {
    double value = factor.at(step);
    for (const spec::TempoWindow& window : tempo) {
      if (step >= window.from_h && step < window.to_h) {
        value *= window.factor;
      }
    }
    product.append(step, value);
  }
}

void Excitation::reset(double decay_h, double start) {
  decay_h_ = decay_h;
  time_ = start;
  level_ = 0;
  integral_ = 0;
}

double Excitation::advance(double time, const StepFunction& factor) {
  if (level_ > 0) {
    for (std::size_t i = factor.piece(time_); time_ < time; ++i) {
      const double until = std::min(time, factor.end(i));
      const double fall = -std::expm1(-(until - time_) / decay_h_);
      integral_ += factor.value(i) * level_ * decay_h_ * fall;
      level_ -= level_ * fall;
      time_ = until;
    }
  }
  time_ = time;
  return integral_;
}

void Excitation::jump(double time, double amount, const StepFunction& factor) {
  advance(time, factor);
  level_ += amount;
}

double Excitation::ring(double threshold, const StepFunction& factor) const {
  double missing = threshold - integral_;
  double level = level_;
  double time = time_;
  if (level <= 0) {
    return never;
  }
  for (std::size_t i = factor.piece(time); i < factor.piece_count(); ++i) {
    const double total = factor.value(i) * level * decay_h_;  // were this piece endless
    const double until = factor.end(i);
    const double fall = until == never ? 1 : -std::expm1(-(until - time) / decay_h_);
    if (missing < total * fall) {
      return time - decay_h_ * std::log1p(-missing / total);
    }
    missing -= total * fall;
    level -= level * fall;
    time = until;
  }
  return never;
}

void draw_regime_path(const spec::Threat& threat, std::uint64_t seed, std::uint64_t replication, double from_h,
                      double to_h, StepFunction& path) {
  const auto& regimes = threat.regimes;
  if (regimes.empty()) {
    path.clear(1);
    return;
  }
  std::size_t state = 0;
  double time = from_h;
  if (threat.regime_at_start) {
    state = threat.regime_at_start->index();
    time = 0;
  } else {
    random::Stream stream(seed, key(Purpose::regime_start), replication, 0, 0);
    double total = 0;
    for (const spec::Regime& regime : regimes) {
      total += regime.mean_stay_h;
    }
    double rest = stream.uniform() * total;
    while (state + 1 < regimes.size() && rest >= regimes[state].mean_stay_h) {
      rest -= regimes[state].mean_stay_h;
      ++state;
    }
  }
  path.clear(regimes[state].factor);
  if (regimes.size() == 1) {
    return;
  }
  for (std::uint64_t stay = 0;; ++stay) {
    random::Stream stream(seed, key(Purpose::regime_stay), replication, 0, stay);
    time += regimes[state].mean_stay_h * random::exponential(stream.uniform());
    if (time >= to_h) {
      return;
    }
    const auto others = static_cast<double>(regimes.size() - 1);
    const auto pick = std::min(static_cast<std::size_t>(stream.uniform() * others), regimes.size() - 2);
    state = pick < state ? pick : pick + 1;
    path.append(time, regimes[state].factor);
  }
}

}  // namespace convoyrisk::model
