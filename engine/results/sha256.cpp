#include "results/sha256.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace convoyrisk::results {
namespace {

using State = std::array<std::uint32_t, 8>;

constexpr std::size_t block_bytes = 64;
constexpr State first_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                            0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
constexpr std::array<std::uint32_t, 64> constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

void absorb_block(State& state, std::string_view block) {
  std::array<std::uint32_t, 64> words{};
  for (std::size_t i = 0; i < block_bytes; ++i) {
    words[i / 4] = words[i / 4] << 8 | static_cast<unsigned char>(block[i]);
  }
  for (std::size_t i = 16; i < words.size(); ++i) {
    const std::uint32_t a = words[i - 15];
    const std::uint32_t b = words[i - 2];
    words[i] = words[i - 16] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ a >> 3) + words[i - 7] +
               (std::rotr(b, 17) ^ std::rotr(b, 19) ^ b >> 10);
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::uint32_t s =
        h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + words[i];
    const std::uint32_t t = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + s, d = c, c = b, b = a, a = s + t;
  }
  const State added{a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < state.size(); ++i) {
    state[i] += added[i];
  }
}

#ifdef __x86_64__
__m128i four_words(const void* place) { return _mm_loadu_si128(static_cast<const __m128i*>(place)); }

/// Four rounds of the standard a step, by the instructions that processors have for them. The state is held as they
/// want it: a, b, e, f in one register and c, d, g, h in the other, the first of them highest.
[[gnu::target("sha,sse4.1")]] void absorb_by_instructions(State& state, std::string_view blocks) {
  const __m128i bytes_of_words = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  const __m128i badc = _mm_shuffle_epi32(four_words(state.data()), 0xb1);
  const __m128i efgh = _mm_shuffle_epi32(four_words(&state[4]), 0x1b);
  __m128i abef = _mm_alignr_epi8(badc, efgh, 8);
  __m128i cdgh = _mm_blend_epi16(efgh, badc, 0xf0);
  for (; blocks.size() >= block_bytes; blocks.remove_prefix(block_bytes)) {
    const __m128i abef_before = abef;
    const __m128i cdgh_before = cdgh;
    __m128i words = _mm_shuffle_epi8(four_words(blocks.data()), bytes_of_words);
    __m128i second = _mm_shuffle_epi8(four_words(&blocks[16]), bytes_of_words);
    __m128i third = _mm_shuffle_epi8(four_words(&blocks[32]), bytes_of_words);
    __m128i fourth = _mm_shuffle_epi8(four_words(&blocks[48]), bytes_of_words);
    for (std::size_t i = 0; i < constants.size(); i += 4) {
      const __m128i sum = _mm_add_epi32(words, four_words(&constants[i]));
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0e));
      const __m128i next = _mm_sha256msg2_epu32(
          _mm_add_epi32(_mm_sha256msg1_epu32(words, second), _mm_alignr_epi8(fourth, third, 4)), fourth);
      words = second, second = third, third = fourth, fourth = next;
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  const __m128i feba = _mm_shuffle_epi32(abef, 0x1b);
  const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xb1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(state.data()), _mm_blend_epi16(feba, dchg, 0xf0));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(&state[4]), _mm_alignr_epi8(dchg, feba, 8));
}
#endif

/// Whole blocks.
void absorb(State& state, std::string_view blocks, [[maybe_unused]] bool by_instructions) {
#ifdef __x86_64__
  if (by_instructions) {
    absorb_by_instructions(state, blocks);
    return;
  }
#endif
  for (; !blocks.empty(); blocks.remove_prefix(block_bytes)) {
    absorb_block(state, blocks);
  }
}

}  // namespace

bool has_sha256_instructions() {
#ifdef __x86_64__
  constexpr unsigned extended_features = 7;
  constexpr unsigned sha = 1U << 29U;
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  return __builtin_cpu_supports("sse4.1") != 0 && __get_cpuid_count(extended_features, 0, &a, &b, &c, &d) != 0 &&
         (b & sha) != 0;
#else
  return false;
#endif
}

Sha256::Sha256(bool by_instructions) : state_(first_state), by_instructions_(by_instructions) {}

void Sha256::add(std::span<const std::byte> bytes) {
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  size_ += text.size();
  if (!rest_.empty()) {
    const std::size_t taken = std::min(block_bytes - rest_.size(), text.size());
    rest_ += text.substr(0, taken);
    text.remove_prefix(taken);
    if (rest_.size() < block_bytes) {
      return;
    }
    absorb(state_, rest_, by_instructions_);
    rest_.clear();
  }
  const std::size_t whole = text.size() / block_bytes * block_bytes;
  absorb(state_, text.substr(0, whole), by_instructions_);
  rest_ = text.substr(whole);
}

std::string Sha256::hexadecimal() {
  const std::uint64_t bits = size_ * 8;
  rest_ += '\x80';
  rest_.resize((rest_.size() + 8 + block_bytes - 1) / block_bytes * block_bytes - 8);
  for (int shift = 56; shift >= 0; shift -= 8) {
    rest_ += static_cast<char>(bits >> shift & 0xff);
  }
  absorb(state_, rest_, by_instructions_);
  std::string hexadecimal;
  for (const std::uint32_t word : state_) {
    for (int shift = 28; shift >= 0; shift -= 4) {
      hexadecimal += "0123456789abcdef"[word >> shift & 0xf];
    }
  }
  return hexadecimal;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.add(std::as_bytes(std::span(bytes)));
  return digest.hexadecimal();
}

}  // namespace convoyrisk::results
