#include "model/harm/dead_law.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace convoyrisk::model {

DeadLaw::DeadLaw(std::vector<int> people_by_class) : people_by_class_(std::move(people_by_class)) {
  std::size_t size = 1;
  for (const int people : people_by_class_) {
    size *= static_cast<std::size_t>(people) + 1;
    people_ += static_cast<std::size_t>(people);
  }
  values_.assign(size, 0);
  values_[0] = 1;
}

template <class Visit>
void DeadLaw::for_lines(std::size_t of_class, const Visit& visit) const {
  const auto length = static_cast<std::size_t>(people_by_class_[of_class]) + 1;
  std::size_t step = 1;
  for (std::size_t i = of_class + 1; i < people_by_class_.size(); ++i) {
    step *= static_cast<std::size_t>(people_by_class_[i]) + 1;
  }
  for (std::size_t block = 0; block < values_.size(); block += step * length) {
    for (std::size_t inner = 0; inner < step; ++inner) {
      visit(block + inner, step);
    }
  }
}

void DeadLaw::add_part(DeadLaw& undrawn, DeadLaw& drawn, std::size_t of_class, double share,
                       const std::vector<double>& hit, const std::vector<double>& missed) {
  const auto length = static_cast<std::size_t>(undrawn.people_by_class_[of_class]) + 1;
  undrawn.for_lines(of_class, [&](std::size_t first, std::size_t step) {
    // From the top downwards, so that what is read has not been overwritten.
    for (std::size_t n = length; n-- > 0;) {
      double still_undrawn = 0;
      double now_drawn = 0;
      for (std::size_t j = 0; j < hit.size() && j <= n; ++j) {
        const std::size_t before = first + (n - j) * step;
        still_undrawn += missed[j] * undrawn.values_[before];
        now_drawn += missed[j] * drawn.values_[before] + share * hit[j] * undrawn.values_[before];
      }
      undrawn.values_[first + n * step] = still_undrawn;
      drawn.values_[first + n * step] = now_drawn;
    }
  });
}

void DeadLaw::thin(const std::vector<double>& risks) {
  std::vector<double> before;
  std::vector<double> after;
  for (std::size_t i = 0; i < people_by_class_.size(); ++i) {
    const double risk = risks[i];
    const auto people = static_cast<std::size_t>(people_by_class_[i]);
    for_lines(i, [&](std::size_t first, std::size_t step) {
      before.clear();
      for (std::size_t dead = 0; dead <= people; ++dead) {
        before.push_back(values_[first + dead * step]);
      }
      // Horner's rule on the generating function of the survivors, sum over s of P(s) (risk + (1 - risk) x)^s.
      after.assign(people + 1, 0);
      for (std::size_t used = 0; used <= people; ++used) {
        for (std::size_t power = used; power > 0; --power) {
          after[power] = after[power] * risk + after[power - 1] * (1 - risk);
        }
        after[0] = after[0] * risk + before[used];
      }
      for (std::size_t dead = 0; dead <= people; ++dead) {
        values_[first + dead * step] = after[people - dead];
      }
    });
  }
}

void DeadLaw::totals(std::vector<double>& out) const {
  out.assign(people_ + 1, 0);
  std::vector<std::size_t> dead(people_by_class_.size(), 0);
  std::size_t total = 0;
  for (const double value : values_) {
    out[total] += value;
    for (std::size_t i = dead.size(); i-- > 0;) {  // the next place, as an odometer
      if (dead[i] < static_cast<std::size_t>(people_by_class_[i])) {
        ++dead[i];
        ++total;
        break;
      }
      total -= dead[i];
      dead[i] = 0;
    }
  }
}

void binomial_probabilities(int trials, double probability, std::vector<double>& out) {
  out.assign(static_cast<std::size_t>(trials) + 1, 0);
  const double rare = std::min(probability, 1 - probability);
  const double log_first = trials * std::log1p(-rare);
  if (log_first > -600) {
    const double odds = rare / (1 - rare);
    out[0] = std::exp(log_first);
    for (int n = 0; n < trials; ++n) {
      out[static_cast<std::size_t>(n) + 1] = out[static_cast<std::size_t>(n)] * odds * (trials - n) / (n + 1);
    }
  } else {  // the first term would underflow
    const boost::math::binomial_distribution<double> law(trials, rare);
    for (int n = 0; n <= trials; ++n) {
      out[static_cast<std::size_t>(n)] = boost::math::pdf(law, n);
    }
  }
  if (probability > 0.5) {
    std::ranges::reverse(out);
  }
}

}  // namespace convoyrisk::model
