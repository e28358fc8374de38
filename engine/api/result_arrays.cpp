#include "api/result_arrays.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "api/caller_struct.hpp"
#include "stats/histogram.hpp"

namespace convoyrisk::api {
namespace {

/// Calls `write(point, policy)` in the order of arrays.
template <class Write>
void for_each_policy(const experiment::Results& results, const Write& write) {
  for (std::size_t point = 0; point < results.points(); ++point) {
    for (std::size_t policy = 0; policy < results.policies(); ++policy) {
      write(point, policy);
    }
  }
}

[[nodiscard]] double per_replication(double sum, const experiment::Results& results) {
  return results.replications > 0 ? sum / static_cast<double>(results.replications) : 0;
}

}  // namespace

model::Outcome tail_outcome(int number) {
  std::string names;
  for (const model::Outcome kept : experiment::tail_outcomes) {
    if (static_cast<int>(kept) == number) {
      return kept;
    }
    names += names.empty() ? "" : ", ";
    names += model::outcome_infos()[static_cast<std::size_t>(kept)].name;
  }
  throw Misuse("the outcome is none of " + names);
}

void write_legs(const experiment::Results& results, double* to) {
  for_each_policy(results, [&](std::size_t point, std::size_t policy) {
    const std::vector<double>& segment_km = results.segment_km[point];
    std::vector<experiment::LegSums> legs = results.totals_of(point, policy).legs;
    legs.resize(segment_km.size());
    for (std::size_t road = 0; road < legs.size(); ++road) {
      const auto mean = [&](const stats::CountSums& sums) {
        return per_replication(static_cast<double>(sums.sum), results);
      };
      *to++ = mean(legs[road].segments_passed) * segment_km[road];
      *to++ = mean(legs[road].stagings);
      *to++ = mean(legs[road].attacks);
      *to++ = mean(legs[road].killed);
    }
  });
}

void write_severity(const experiment::Results& results, std::size_t count, double* to) {
  for_each_policy(results, [&](std::size_t point, std::size_t policy) {
    std::fill_n(to, count, 0.0);
    const std::vector<std::int64_t>& counted = results.totals_of(point, policy).severity;
    for (std::size_t killed = 0; killed < counted.size(); ++killed) {
      to[std::min(killed, count - 1)] += per_replication(static_cast<double>(counted[killed]), results);
    }
    to += count;
  });
}

void write_tails(const experiment::Results& results, model::Outcome outcome, double level, double* to) {
  for_each_policy(results, [&](std::size_t point, std::size_t policy) {
    const stats::Histogram histogram = results.tail(outcome, point, policy);
    const bool any = histogram.count() > 0;
    *to++ = any ? static_cast<double>(stats::quantile(histogram, level)) : 0;
    *to++ = any ? stats::cvar(histogram, level) : 0;
  });
}

void write_exceedance(const experiment::Results& results, model::Outcome outcome, std::size_t count, double* to) {
  for_each_policy(results, [&](std::size_t point, std::size_t policy) {
    const stats::Histogram histogram = results.tail(outcome, point, policy);
    for (std::size_t i = 0; i < count; ++i) {
      *to++ = per_replication(static_cast<double>(histogram.exceedance(static_cast<std::int64_t>(i))), results);
    }
  });
}

}  // namespace convoyrisk::api
