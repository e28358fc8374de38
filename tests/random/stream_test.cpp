#include "random/stream.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

namespace convoyrisk::random {
namespace {

struct KnownAnswer {
  std::array<std::uint64_t, 4> counter;
  std::array<std::uint64_t, 2> key;
  std::array<std::uint64_t, 4> words;
};

// philox4x64_10 of Random123's kat_vectors.
constexpr std::uint64_t ones = UINT64_MAX;
constexpr std::array known_answers{
    KnownAnswer{{0, 0, 0, 0}, {0, 0}, {0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b}},
    KnownAnswer{{ones, ones, ones, ones},
                {ones, ones},
                {0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}},
    KnownAnswer{{0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
                {0x452821e638d01377, 0xbe5466cf34e90c6c},
                {0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}},
};

std::vector<double> next(Stream& stream, int count) {
  std::vector<double> values;
  for (int i = 0; i < count; ++i) {
    values.push_back(stream.uniform());
  }
  return values;
}

std::vector<double> first(Stream stream, int count = 6) { return next(stream, count); }

TEST_CASE("the generator gives the known answers of Philox4x64-10") {
  for (const KnownAnswer& answer : known_answers) {
    const r123::Philox4x64::ctr_type words =
        r123::Philox4x64()({{answer.counter[0], answer.counter[1], answer.counter[2], answer.counter[3]}},
                           {{answer.key[0], answer.key[1]}});
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(words[i] == answer.words[i]);
    }
  }
}

TEST_CASE("a stream's key is seed and purpose, its counter ordinal, replication, entity and block") {
  for (const KnownAnswer& answer : known_answers) {
    const auto& [ordinal, replication, entity, unused] = answer.counter;
    const auto& [seed, purpose] = answer.key;
    const std::vector<double> values = first(Stream(seed, purpose, replication, entity, ordinal), 12);
    for (std::uint64_t block = 0; block < 3; ++block) {
      const auto words = r123::Philox4x64()({{ordinal, replication, entity, block}}, {{seed, purpose}});
      for (std::size_t i = 0; i < 4; ++i) {
        CHECK(values[4 * block + i] == Stream::to_uniform(words[i]));
      }
    }
  }
}

TEST_CASE("uniforms lie in the open interval at the extreme words") {
  CHECK(Stream::to_uniform(0) == 0x1p-53);
  CHECK(Stream::to_uniform(UINT64_MAX) == 1 - 0x1p-53);
  CHECK(Stream::to_uniform(UINT64_MAX) < 1);
  CHECK(Stream::to_uniform(std::uint64_t{1} << 63U) > 0.5);
  CHECK(std::isfinite(std::log(Stream::to_uniform(0))));
}

TEST_CASE("each part of a stream's key and counter leads to another stream") {
  const std::vector<double> base = first(Stream(1, 2, 3, 4, 5));
  CHECK(first(Stream(1, 2, 3, 4, 5)) == base);
  CHECK(first(Stream(9, 2, 3, 4, 5)) != base);
  CHECK(first(Stream(1, 9, 3, 4, 5)) != base);
  CHECK(first(Stream(1, 2, 9, 4, 5)) != base);
  CHECK(first(Stream(1, 2, 3, 9, 5)) != base);
  CHECK(first(Stream(1, 2, 3, 4, 9)) != base);
}

TEST_CASE("streams do not depend on the order in which they are used") {
  Stream a(1, 2, 3, 4, 5);
  Stream b(1, 2, 3, 4, 6);
  std::vector<double> alternating;
  for (int i = 0; i < 6; ++i) {
    alternating.push_back(a.uniform());
    b.uniform();
  }
  CHECK(alternating == first(Stream(1, 2, 3, 4, 5)));
}

TEST_CASE("a copy of a stream goes on from the same place") {
  Stream stream(1, 2, 3, 4, 5);
  next(stream, 3);
  Stream copy = stream;
  CHECK(next(copy, 7) == next(stream, 7));
}

TEST_CASE("the first block is the first four words, wherever the stream stands") {
  Stream stream(1, 2, 3, 4, 5);
  const auto block = stream.first_block();
  const std::vector<double> words = next(stream, 7);
  CHECK(std::vector<double>(block.begin(), block.end()) == std::vector<double>(words.begin(), words.begin() + 4));
  CHECK(stream.first_block() == block);
}

TEST_CASE("any word may be sought from anywhere") {
  Stream stream(1, 2, 3, 4, 5);
  const std::vector<double> run = next(stream, 24);
  for (const int used : {0, 1, 4, 9}) {
    for (const unsigned word : {0U, 3U, 4U, 5U, 8U, 13U}) {
      Stream sought(1, 2, 3, 4, 5);
      next(sought, used);
      sought.seek(word);
      CHECK(next(sought, 8) == std::vector<double>(run.begin() + word, run.begin() + word + 8));
    }
  }
}

}  // namespace
}  // namespace convoyrisk::random
