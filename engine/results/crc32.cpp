#include "results/crc32.hpp"

#include <array>

namespace convoyrisk::results {
namespace {

constexpr std::size_t stride = 8;  // bytes taken at once
constexpr std::size_t byte_values = 256;
using Table = std::array<std::uint32_t, byte_values>;

/// What a byte does to the check when so many others follow it. With these, bytes that are taken together do not wait
/// for each other (Kounavis and Berry 2008, "slicing-by-8").
[[nodiscard]] constexpr std::array<Table, stride> make_tables() {
  constexpr std::uint32_t polynomial = 0xedb88320;  // least power last
  std::array<Table, stride> tables{};
  for (std::uint32_t byte = 0; byte < byte_values; ++byte) {
    std::uint32_t check = byte;
    for (int bit = 0; bit < 8; ++bit) {
      check = check >> 1U ^ ((check & 1U) != 0 ? polynomial : 0);
    }
    tables[0][byte] = check;
  }
  for (std::size_t followers = 1; followers < stride; ++followers) {
    for (std::size_t byte = 0; byte < byte_values; ++byte) {
      const std::uint32_t before = tables[followers - 1][byte];
      tables[followers][byte] = before >> 8U ^ tables[0][before & 0xffU];
    }
  }
  return tables;
}

constexpr std::array<Table, stride> tables = make_tables();

}  // namespace

std::uint32_t crc32(std::span<const std::byte> bytes) {
  std::uint32_t check = ~std::uint32_t{0};
  for (; bytes.size() >= stride; bytes = bytes.subspan(stride)) {
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < stride; ++i) {
      const std::uint32_t part = i < sizeof check ? check >> (8 * i) : 0;
      next ^= tables[stride - 1 - i][(part ^ std::to_integer<std::uint32_t>(bytes[i])) & 0xffU];
    }
    check = next;
  }
  for (const std::byte byte : bytes) {
    check = check >> 8U ^ tables[0][(check ^ std::to_integer<std::uint32_t>(byte)) & 0xffU];
  }
  return ~check;
}

}  // namespace convoyrisk::results
