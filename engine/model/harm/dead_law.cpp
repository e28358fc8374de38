#include "model/harm/dead_law.hpp"

#include <algorithm>
#include <array>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <cstring>

namespace convoyrisk::model {
namespace {

constexpr double least_log_of_first = -600;  // below, the first term would underflow

[[nodiscard]] double log_of_first(int trials, double rare) { return trials * std::log1p(-rare); }

}  // namespace

void binomial_probabilities(int trials, double probability, std::vector<double>& out) {
  out.assign(static_cast<std::size_t>(trials) + 1, 0);
  const double rare = std::min(probability, 1 - probability);
  const double log_first = log_of_first(trials, rare);
  if (log_first > least_log_of_first) {
    const double odds = rare / (1 - rare);
    out[0] = std::exp(log_first);
    for (int n = 0; n < trials; ++n) {
      // Of the product the chain of values is only the last factor, so that divisions need not wait for each other.
      out[static_cast<std::size_t>(n) + 1] = (odds * (trials - n) / (n + 1)) * out[static_cast<std::size_t>(n)];
    }
  } else {
    const boost::math::binomial_distribution<double> law(trials, rare);
    for (int n = 0; n <= trials; ++n) {
      out[static_cast<std::size_t>(n)] = boost::math::pdf(law, n);
    }
  }
  if (probability > 0.5) {
    std::ranges::reverse(out);
  }
}

namespace {

constexpr std::size_t at_once = 4;
using FourRisks = std::span<const WeightedValue, at_once>;

/// Adds the weighted laws of four nodes, node after node. Each is that of binomial_probabilities(), none of which may
/// underflow; they are worked out side by side, as the products of one wait for each other.
template <class Reals>
void add_four(int people, FourRisks risks, std::vector<double>& laws, std::vector<double>& sum) {
  constexpr std::size_t width = sizeof(Reals) / sizeof(double);
  const auto last = static_cast<std::size_t>(people);
  laws.resize(at_once * (last + 1));
  std::array<const double*, at_once> place{};
  std::array<std::ptrdiff_t, at_once> step{};
  for (std::size_t first = 0; first < at_once; first += width) {
    Reals odds{};
    Reals law{};
    for (std::size_t i = 0; i < width; ++i) {
      const double probability = risks[first + i].value;
      const double rare = std::min(probability, 1 - probability);
      odds[i] = rare / (1 - rare);
      law[i] = std::exp(log_of_first(people, rare));
      const bool reversed = probability > 0.5;
      place[first + i] = &laws[first + i + (reversed ? at_once * last : 0)];
      step[first + i] = reversed ? -static_cast<std::ptrdiff_t>(at_once) : at_once;
    }
    double* to = &laws[first];
    std::memcpy(to, &law, sizeof law);
    for (int n = 0; n < people; ++n) {
      to += at_once;
      law *= odds * static_cast<double>(people - n) / static_cast<double>(n + 1);
      std::memcpy(to, &law, sizeof law);
    }
  }
  for (double& sum_of_n : sum) {
    for (std::size_t i = 0; i < at_once; ++i) {
      sum_of_n += risks[i].weight * *place[i];
      place[i] += step[i];
    }
  }
}

CONVOYRISK_FOUR_AT_ONCE void add_four_wide(int people, FourRisks risks, std::vector<double>& laws,
                                           std::vector<double>& sum) {
  add_four<FourReals>(people, risks, laws, sum);
}

}  // namespace

std::vector<double> averaged_binomial(int people, std::span<const WeightedValue> risks, bool four_at_once) {
  std::vector<double> sum(static_cast<std::size_t>(people) + 1, 0);
  std::vector<double> laws;
  const auto underflows = [&](const WeightedValue& risk) {
    return !(log_of_first(people, std::min(risk.value, 1 - risk.value)) > least_log_of_first);
  };
  while (!risks.empty()) {
    if (risks.size() >= at_once && std::ranges::none_of(risks.first<at_once>(), underflows)) {
      four_at_once ? add_four_wide(people, risks.first<at_once>(), laws, sum)
                   : add_four<TwoReals>(people, risks.first<at_once>(), laws, sum);
      risks = risks.subspan(at_once);
    } else {
      binomial_probabilities(people, risks.front().value, laws);
      for (std::size_t n = 0; n < sum.size(); ++n) {
        sum[n] += risks.front().weight * laws[n];
      }
      risks = risks.subspan(1);
    }
  }
  return sum;
}

void leave_one_out(std::vector<double>& law) {
  const auto people = static_cast<int>(law.size()) - 1;  // whole numbers of this size become real ones side by side
  const double share = 1 / static_cast<double>(people);
  double* const of = law.data();
  for (int dead = 0; dead < people; ++dead) {
    of[dead] = (of[dead] * (people - dead) + of[dead + 1] * (dead + 1)) * share;
  }
  law.pop_back();
}

/// Those who were alive are added one after the other, from those alive whatever the number of dead before: to the law
/// of the further dead among them a factor 1 - p + p x each, and what was dead before comes in where as many are added.
std::vector<double> with_further_dead(std::span<const double> dead, double probability) {
  const std::size_t people = dead.size() - 1;
  const double survives = 1 - probability;
  std::vector<double> sum(people + 2, 0);  // backwards, as then nothing is read that has been overwritten; a 0 behind
  sum[people] = dead[0];
  for (std::size_t added = 1; added <= people; ++added) {
    double* const first = &sum[people - added];
    for (std::size_t i = 0; i <= added; ++i) {
      first[i] = probability * first[i + 1] + survives * first[i];
    }
    *first += dead[added];
  }
  sum.pop_back();
  std::ranges::reverse(sum);
  return sum;
}

/// Help takes over with probability exp(-help/mean). The assaults that end by themselves before are those without help
/// less those that would have gone on from what help found. `assaulted` is the probability that an assault goes on when
/// so many are dead: of it the share 1/(1 + alive rate mean) ends before the next death.
std::vector<double> dead_after_exponential_assault(std::vector<double> dead, double rate_per_h, double mean_h,
                                                   double help_h) {
  constexpr double nobody_survives = 1e100;  // finite, though products are taken of it
  const double deaths_before_end = std::min(rate_per_h * mean_h, nobody_survives);  // of one who would come back
  const double helped = help_h > 0 ? std::exp(-help_h / mean_h) : 1;
  std::vector<double> found_by_help;
  if (helped > 0) {
    found_by_help = with_further_dead(dead, help_h > 0 ? -std::expm1(-rate_per_h * help_h) : 0);
  } else {
    found_by_help.assign(dead.size(), 0);
  }
  double assaulted = 0;
  for (std::size_t n = 0; n < dead.size(); ++n) {
    const double until_help = helped * found_by_help[n];
    const double per_end = static_cast<double>(dead.size() - 1 - n) * deaths_before_end;
    assaulted = std::max(assaulted + dead[n] - until_help, 0.0);
    const double ended = assaulted / (1 + per_end);
    dead[n] = ended + until_help;
    assaulted = ended * per_end;
  }
  return dead;
}

}  // namespace convoyrisk::model
