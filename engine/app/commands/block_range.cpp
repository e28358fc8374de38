#include "app/commands/block_range.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/error.hpp"

namespace convoyrisk::app {

BlockRange block_range(const std::string& text, const experiment::Plan& plan) {
  BlockRange range{0, plan.block_count()};
  if (text.empty()) {
    return range;
  }
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, range.first);
  const bool dots = first.ec == std::errc() && end - first.ptr > 2 && first.ptr[0] == '.' && first.ptr[1] == '.';
  const auto last = std::from_chars(dots ? first.ptr + 2 : end, end, range.end);
  if (!dots || last.ec != std::errc() || last.ptr != end) {
    throw InputError(fmt::format("--blocks {}: must be A..B, for blocks from A up to but not with B", text));
  }
  if (range.first < 0 || range.first >= range.end || range.end > plan.block_count()) {
    throw InputError(fmt::format("--blocks {}: the run has blocks 0..{}, and at least one must be asked for", text,
                                 plan.block_count()));
  }
  return range;
}

}  // namespace convoyrisk::app
