#include "scenario/variation/systematic_sample.hpp"

#include <numeric>
#include <utility>

#include "random/stream.hpp"
#include "scenario/variation/parameter_keys.hpp"

namespace convoyrisk::scenario {
namespace {

/// What a uniform is for, as the ordinal of its stream.
enum class Use : std::uint64_t { order_of_rows, offset, order_of_draws };

[[nodiscard]] random::Stream stream_for(Use use, std::uint64_t seed) {
  return {seed, parameter_purpose, 0, path_hash("uncertainty.table"), static_cast<std::uint64_t>(use)};
}

/// Fisher and Yates (Durstenfeld 1964).
void shuffle(std::vector<std::size_t>& items, random::Stream stream) {
  for (std::size_t left = items.size(); left > 1; --left) {
    const auto chosen = static_cast<std::size_t>(stream.uniform() * static_cast<double>(left));
    std::swap(items[chosen], items[left - 1]);
  }
}

}  // namespace

std::vector<std::size_t> systematic_sample(std::span<const double> weights, std::size_t draws, std::uint64_t seed) {
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(order, [&](std::size_t row) { return !(weights[row] > 0); });
  shuffle(order, stream_for(Use::order_of_rows, seed));
  double total = 0;
  for (const std::size_t row : order) {
    total += weights[row];
  }
  const double offset = stream_for(Use::offset, seed).uniform();
  std::vector<std::size_t> rows;
  std::size_t at = 0;
  double up_to = weights[order.front()];
  for (std::size_t draw = 0; draw < draws; ++draw) {
    const double mark = (static_cast<double>(draw) + offset) / static_cast<double>(draws) * total;
    while (up_to <= mark && at + 1 < order.size()) {
      up_to += weights[order[++at]];
    }
    rows.push_back(order[at]);
  }
  shuffle(rows, stream_for(Use::order_of_draws, seed));
  return rows;
}

}  // namespace convoyrisk::scenario
