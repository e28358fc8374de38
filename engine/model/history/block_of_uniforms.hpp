#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "model/history/moment.hpp"

namespace convoyrisk::model {

/// The uniforms of one purpose of an entity, by ordinal, where one is enough for each: a block of four words serves
/// four ordinals, and its stream's ordinal counts blocks. Keeps the block asked for last.
class BlockOfUniforms {
 public:
  [[nodiscard]] double of(const Moment& moment, Purpose purpose, std::uint64_t entity, std::uint32_t ordinal) {
    const std::uint32_t block = ordinal / size;
    if (block != block_) {
      block_ = block;
      uniforms_ = moment.stream(purpose, entity, block).first_block();
    }
    return uniforms_[ordinal % size];
  }

 private:
  static constexpr unsigned size = random::Stream::words_per_block;

  std::array<double, size> uniforms_{};
  std::uint32_t block_ = std::numeric_limits<std::uint32_t>::max();
};

}  // namespace convoyrisk::model
