#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>

namespace convoyrisk::random {

/// A stream of uniforms that belongs to (seed, purpose, replication, entity, ordinal) and to nothing else: not to a
/// thread, not to a policy, not to the order of execution. A value: copies go on independently from the same place.
/// Philox4x64-10 (Salmon et al. 2011) with key (seed, purpose) and counter (ordinal, replication, entity, sub-index).
class Stream {
 public:
  static constexpr unsigned words_per_block = 4;

  Stream(std::uint64_t seed, std::uint64_t purpose, std::uint64_t replication, std::uint64_t entity,
         std::uint64_t ordinal)
      : key_{{seed, purpose}}, counter_{{ordinal, replication, entity, 0}} {}

  /// The next uniform, in the open interval (0, 1). A block of four words is made when the first of them is asked for.
  double uniform() {
    const unsigned block = next_ / words_per_block;
    if (!made_ || counter_[3] != block) {
      counter_[3] = block;
      words_ = r123::Philox4x64()(counter_, key_);
      made_ = true;
    }
    return to_uniform(words_[next_++ % words_per_block]);
  }

  /// The uniforms of the first block, all at once.
  [[nodiscard]] std::array<double, words_per_block> first_block() const {
    const r123::Philox4x64::ctr_type words = r123::Philox4x64()({{counter_[0], counter_[1], counter_[2], 0}}, key_);
    return {to_uniform(words[0]), to_uniform(words[1]), to_uniform(words[2]), to_uniform(words[3])};
  }

  /// Goes to the word of this number, counted from 0, wherever the stream stood.
  void seek(unsigned word) { next_ = word; }

  /// 52 bits and a half: the ends 0 and 1 cannot occur, so logarithms are finite.
  static constexpr double to_uniform(std::uint64_t word) { return (static_cast<double>(word >> 12U) + 0.5) * 0x1p-52; }

 private:
  r123::Philox4x64::key_type key_;
  r123::Philox4x64::ctr_type counter_;
  r123::Philox4x64::ctr_type words_{};
  unsigned next_ = 0;  ///< the word to come
  bool made_ = false;  ///< words_ holds block counter_[3]
};

/// Identity, in stream keys, of what an entity brings forth: the `number`-th of its `ordinal`-th event. A Philox word,
/// so that whole lines of descent have identities of their own (two alike are less likely than 1 in 1e12 among 1000);
/// the highest bit is set, which keeps them apart from entities that are counted.
[[nodiscard]] inline std::uint64_t descendant(std::uint64_t parent, std::uint64_t ordinal, std::uint64_t number) {
  constexpr std::uint64_t highest_bit = std::uint64_t{1} << 63U;
  return r123::Philox4x64()({{parent, ordinal, number, 0}}, {{0, 0}})[0] | highest_bit;
}

}  // namespace convoyrisk::random
