#include "results/crc32.hpp"

#include <boost/crc.hpp>
#include <catch2/catch.hpp>
#include <random>
#include <string_view>
#include <vector>

namespace convoyrisk::results {

TEST_CASE("the check of nine digits is that of the standard", "[results]") {
  const std::string_view digits = "123456789";
  CHECK(crc32(std::as_bytes(std::span(digits))) == 0xcbf43926);
  CHECK(crc32({}) == 0);
}

TEST_CASE("the check is that of another implementation, whatever the length and the place", "[results]") {
  std::mt19937 random(1);
  std::vector<std::byte> bytes(300);
  for (std::byte& byte : bytes) {
    byte = static_cast<std::byte>(random());
  }
  for (std::size_t first = 0; first < 9; ++first) {
    for (std::size_t size = 0; first + size <= bytes.size(); ++size) {
      const std::span<const std::byte> part = std::span(bytes).subspan(first, size);
      boost::crc_32_type expected;
      expected.process_bytes(part.data(), part.size());
      REQUIRE(crc32(part) == expected.checksum());
    }
  }
}

}  // namespace convoyrisk::results
