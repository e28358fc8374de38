#include "results/seal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "base/input_file.hpp"
#include "results/sha256.hpp"

namespace convoyrisk::results {
namespace {

constexpr std::string_view seal_mark = "convoyrisk sha256 ";
constexpr std::size_t seal_size = seal_mark.size() + 64 + 1;

}  // namespace

std::string seal_of(std::span<const std::byte> bytes) {
  Sha256 digest;
  digest.add(bytes);
  return fmt::format("{}{}\n", seal_mark, digest.hexadecimal());
}

Seal check_seal(const std::filesystem::path& file) {
  constexpr std::uint64_t step = 1 << 20;
  const InputFile opened(file);
  if (opened.size() < seal_size) {
    return Seal::none;
  }
  const std::uint64_t sealed = opened.size() - seal_size;
  std::string seal(seal_size, '\0');
  opened.read(sealed, std::as_writable_bytes(std::span(seal)));
  if (!seal.starts_with(seal_mark)) {
    return Seal::none;
  }
  Sha256 digest;
  std::vector<std::byte> bytes(step);
  for (std::uint64_t place = 0; place < sealed; place += step) {
    const std::span<std::byte> part = std::span(bytes).first(std::min(step, sealed - place));
    opened.read(place, part);
    digest.add(part);
  }
  return seal == fmt::format("{}{}\n", seal_mark, digest.hexadecimal()) ? Seal::holds : Seal::broken;
}

}  // namespace convoyrisk::results
