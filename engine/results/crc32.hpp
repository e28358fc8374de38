#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace convoyrisk::results {

/// The cyclic redundancy check of 32 bits that zip files and Ethernet have (ISO 3309): it tells a damaged record from a
/// whole one.
[[nodiscard]] std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace convoyrisk::results
