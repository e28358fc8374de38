#pragma once

#include <Random123/philox.h>

#include <cstdint>

namespace convoyrisk::random {

/// A stream of uniforms that belongs to (seed, purpose, replication, entity, ordinal) and to nothing else: not to a
/// thread, not to a policy, not to the order of execution. A value: copies go on independently from the same place.
/// Philox4x64-10 (Salmon et al. 2011) with key (seed, purpose) and counter (ordinal, replication, entity, sub-index).
class Stream {
 public:
  Stream(std::uint64_t seed, std::uint64_t purpose, std::uint64_t replication, std::uint64_t entity,
         std::uint64_t ordinal)
      : key_{{seed, purpose}},
        counter_{{ordinal, replication, entity, 0}},
        words_(r123::Philox4x64()(counter_, key_)) {}

  /// The next uniform, in the open interval (0, 1).
  double uniform() { return to_uniform(next()); }

  /// Goes to word 0 of the given block of four words, wherever the stream stood.
  void seek_block(std::uint64_t block) {
    counter_[3] = block;
    words_ = r123::Philox4x64()(counter_, key_);
    used_ = 0;
  }

  /// 52 bits and a half: the ends 0 and 1 cannot occur, so logarithms are finite.
  static constexpr double to_uniform(std::uint64_t word) { return (static_cast<double>(word >> 12U) + 0.5) * 0x1p-52; }

 private:
  std::uint64_t next() {
    if (used_ == 4) {
      seek_block(counter_[3] + 1);
    }
    return words_[used_++];
  }

  r123::Philox4x64::key_type key_;
  r123::Philox4x64::ctr_type counter_;
  r123::Philox4x64::ctr_type words_;
  unsigned used_ = 0;
};

}  // namespace convoyrisk::random
