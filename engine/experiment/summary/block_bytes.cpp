#include "experiment/summary/block_bytes.hpp"

#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace convoyrisk::experiment {
namespace {

/// Puts values one after the other, once it has counted how many bytes they take. It and Reader are told what to do by
/// the same functions below, so that both agree.
class Writer {
 public:
  explicit Writer(std::vector<std::byte>& bytes) : bytes_(bytes) {}

  /// From now on what is told is put, no longer counted.
  void begin() {
    bytes_.reserve(bytes_.size() + count_);
    counting_ = false;
  }

  template <class Number>
  requires std::is_arithmetic_v<Number>
  void number(const Number& value) { raw(&value, sizeof value); }

  template <class Item, class Each>
  void list(const std::vector<Item>& items, std::size_t /*least_bytes*/, const Each& each) {
    number(items.size());
    for (const Item& item : items) {
      each(*this, item);
    }
  }

  template <class Number>
  void numbers(const std::vector<Number>& values) {
    static_assert(std::is_trivially_copyable_v<Number>);
    number(values.size());
    raw(values.data(), values.size() * sizeof(Number));
  }

 private:
  void raw(const void* data, std::size_t size) {
    if (counting_) {
      count_ += size;
    } else {
      const auto* first = static_cast<const std::byte*>(data);
      bytes_.insert(bytes_.end(), first, first + size);
    }
  }

  std::vector<std::byte>& bytes_;
  bool counting_ = true;
  std::size_t count_ = 0;
};

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class Number>
  requires std::is_arithmetic_v<Number>
  void number(Number& value) { raw(&value, sizeof value); }

  /// An item has so many bytes at least: memory is not given to a length that cannot be true.
  template <class Item, class Each>
  void list(std::vector<Item>& items, std::size_t least_bytes, const Each& each) {
    items.resize(length(least_bytes));
    for (Item& item : items) {
      each(*this, item);
    }
  }

  template <class Number>
  void numbers(std::vector<Number>& values) {
    static_assert(std::is_trivially_copyable_v<Number>);
    values.resize(length(sizeof(Number)));
    raw(values.data(), values.size() * sizeof(Number));
  }

  void finish() const {
    if (!bytes_.empty()) {
      fail();
    }
  }

 private:
  [[noreturn]] static void fail() { throw std::runtime_error("bytes that are no block"); }

  /// Of a list that can still follow.
  std::size_t length(std::size_t item_size) {
    std::size_t count = 0;
    number(count);
    if (count > bytes_.size() / item_size) {
      fail();
    }
    return count;
  }

  void raw(void* data, std::size_t size) {
    if (size > bytes_.size()) {
      fail();
    }
    if (size > 0) {
      std::memcpy(data, bytes_.data(), size);
    }
    bytes_ = bytes_.subspan(size);
  }

  std::span<const std::byte> bytes_;
};

void transfer(Writer& writer, const OutcomeMoments& moments) {
  writer.number(moments.policies());
  writer.number(moments.count());
  writer.numbers(moments.moments().means());
  writer.numbers(moments.moments().products());
  writer.numbers(moments.cubes());
  writer.numbers(moments.unequal());
}

void transfer(Reader& reader, OutcomeMoments& moments) {
  std::size_t policies = 0;
  std::int64_t count = 0;
  MomentParts parts;
  reader.number(policies);
  reader.number(count);
  reader.numbers(parts.means);
  reader.numbers(parts.products);
  reader.numbers(parts.cubes);
  reader.numbers(parts.unequal);
  if (policies > parts.means.size() || parts.means.size() != OutcomeMoments::variable_count(policies) ||
      parts.products.size() != OutcomeMoments::product_count(policies) ||
      parts.cubes.size() != OutcomeMoments::outcome_pair_count(policies) ||
      parts.unequal.size() != OutcomeMoments::outcome_pair_count(policies)) {
    throw std::runtime_error("bytes that are no block");
  }
  moments = OutcomeMoments(policies, count, std::move(parts));
}

void transfer(Writer& writer, const stats::Histogram& histogram) { writer.numbers(histogram.entries()); }

void transfer(Reader& reader, stats::Histogram& histogram) {
  constexpr std::int64_t most = std::int64_t{1} << 40;
  std::vector<stats::Histogram::Entry> entries;
  reader.numbers(entries);
  std::int64_t least = 0;
  std::int64_t count = 0;
  for (const stats::Histogram::Entry& entry : entries) {
    if (entry.value < least || entry.value > most || entry.count < 1 || entry.count > most - count) {
      throw std::runtime_error("bytes that are no block");
    }
    histogram.add(entry.value, entry.count);
    least = entry.value + 1;
    count += entry.count;
  }
}

// What an item has at least: its numbers, and a length for each list.
constexpr std::size_t least_policy_bytes = sizeof(std::int64_t) * (tail_outcomes.size() + 2);
constexpr std::size_t least_point_bytes = sizeof(std::int64_t) * 8;
constexpr std::size_t least_totals_bytes = sizeof(std::int64_t) * 6;

constexpr auto policy_sums = [](auto& way, auto& sums) {
  for (auto& histogram : sums.tails) {
    transfer(way, histogram);
  }
  way.numbers(sums.severity_conditional);
  way.numbers(sums.convoys_conditional);
};

constexpr auto point_sums = [](auto& way, auto& point) {
  transfer(way, point.moments);
  way.list(point.policies, least_policy_bytes, policy_sums);
  way.numbers(point.deadly_together);
};

constexpr auto policy_totals = [](auto& way, auto& totals) {
  way.numbers(totals.legs);
  way.numbers(totals.days);
  way.numbers(totals.convoys);
  way.numbers(totals.severity);
  way.numbers(totals.values);
  way.numbers(totals.events);
};

constexpr auto whole_block = [](auto& way, auto& block) {
  way.number(block.index);
  way.number(block.added);
  way.number(block.sums.replications);
  way.list(block.sums.points, least_point_bytes, point_sums);
  way.list(block.totals, least_totals_bytes, policy_totals);
};

}  // namespace

void append_bytes(const Block& block, std::vector<std::byte>& bytes) {
  Writer writer(bytes);
  whole_block(writer, block);
  writer.begin();
  whole_block(writer, block);
}

std::vector<std::byte> to_bytes(const Block& block) {
  std::vector<std::byte> bytes;
  append_bytes(block, bytes);
  return bytes;
}

Block block_from_bytes(std::span<const std::byte> bytes) {
  Reader reader(bytes);
  Block block;
  whole_block(reader, block);
  reader.finish();
  return block;
}

}  // namespace convoyrisk::experiment
