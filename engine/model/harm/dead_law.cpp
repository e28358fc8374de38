#include "model/harm/dead_law.hpp"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace convoyrisk::model {

ClassTable::ClassTable(const std::vector<int>& people_by_class) : steps_(people_by_class.size()) {
  for (const int people : people_by_class) {
    people_.push_back(static_cast<std::size_t>(people));
  }
  totals_.assign(1, 0);
  for (std::size_t i = people_.size(); i-- > 0;) {
    steps_[i] = totals_.size();
    for (std::size_t place = 0; place < people_[i] * steps_[i]; ++place) {
      totals_.push_back(totals_[place] + 1);
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
      // Of the product the chain of values is only the last factor, so that divisions need not wait for each other.
      out[static_cast<std::size_t>(n) + 1] = (odds * (trials - n) / (n + 1)) * out[static_cast<std::size_t>(n)];
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

AveragedBinomials::AveragedBinomials(const ClassTable& table, std::span<const WeightedValue> nodes,
                                     std::span<const double> risks)
    : table_(table), laws_(table.classes(), std::vector<double>(table.size(), 0)) {
  std::vector<double> product;
  std::vector<double> longer;
  std::vector<double> of_class;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    product.assign(1, nodes[i].weight);
    for (std::size_t c = 0; c < table.classes(); ++c) {
      binomial_probabilities(static_cast<int>(table.people(c)), risks[i * table.classes() + c], of_class);
      longer.clear();
      for (const double before : product) {
        for (const double probability : of_class) {
          longer.push_back(before * probability);
        }
      }
      std::swap(product, longer);
    }
    for (std::size_t place = 0; place < product.size(); ++place) {
      laws_[0][place] += product[place];
    }
  }
}

void AveragedBinomials::leave_one_out(std::size_t of_class, std::size_t people, std::vector<double>& law) const {
  const std::size_t step = table_.step(of_class);
  const std::size_t length = (table_.people(of_class) + 1) * step;
  const double share = 1 / static_cast<double>(people);
  for (std::size_t block = 0; block < law.size(); block += length) {
    double* const line = &law[block];
    if (step == 1) {
      for (std::size_t dead = 0; dead < people; ++dead) {
        line[dead] =
            (line[dead] * static_cast<double>(people - dead) + line[dead + 1] * static_cast<double>(dead + 1)) * share;
      }
      line[people] = 0;
      continue;
    }
    for (std::size_t dead = 0; dead < people; ++dead) {
      const double lives = static_cast<double>(people - dead) * share;
      const double dies = static_cast<double>(dead + 1) * share;
      double* const here = line + dead * step;
      for (std::size_t i = 0; i < step; ++i) {
        here[i] = here[i] * lives + here[i + step] * dies;
      }
    }
    std::fill_n(line + people * step, step, 0);
  }
}

}  // namespace convoyrisk::model
