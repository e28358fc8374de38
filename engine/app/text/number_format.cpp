#include "app/text/number_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <sstream>
#include <string>

namespace convoyrisk::app {
namespace {

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

std::string with_half_width(double mean, const stats::Interval& interval, double scale) {
  if (!std::isfinite(interval.high - interval.low)) {
    return rounded(mean * scale) + " ± ?";
  }
  const double half_width = std::max(interval.high - mean, mean - interval.low) * scale;
  const int decimals = decimals_for(half_width > 0 ? half_width : std::abs(mean * scale), 2);
  return fmt::format("{} ± {}", grouped(mean * scale, decimals), grouped(half_width, decimals));
}

std::string with_interval(double mean, const stats::Interval& interval, double scale, bool show_sign) {
  if (!std::isfinite(interval.high - interval.low)) {
    return (show_sign && mean > 0 ? "+" : "") + rounded(mean * scale) + " [?, ?]";
  }
  const double half_width = (interval.high - interval.low) * scale / 2;
  const int decimals = decimals_for(half_width > 0 ? half_width : std::abs(mean * scale), 2);
  const auto print = [&](double value) {
    const std::string text = grouped(value * scale, decimals);
    return show_sign && value > 0 ? "+" + text : text;
  };
  return fmt::format("{} [{}, {}]", print(mean), print(interval.low), print(interval.high));
}

std::string compact(double value, int digits) {
  const std::string text = fmt::format("{:.{}g}", value, digits);
  const bool has_exponent = text.find('e') != std::string::npos;
  return has_exponent && std::abs(value) >= 1 ? grouped(std::strtod(text.c_str(), nullptr)) : text;
}

std::string signed_percent(double share) {
  constexpr double shown = 0.0005;  // less is 0.0
  return std::abs(share) < shown ? "0.0 %" : fmt::format("{:+.1f} %", 100 * share);
}

std::string chance(double probability) {
  constexpr double least = 0.001;
  return probability < least ? "< 0.1 %" : probability > 1 - least ? "> 99.9 %" : percent(probability);
}

std::size_t text_width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, starts_character));
}

std::string left(const std::string& text, std::size_t width) {
  const std::size_t size = text_width(text);
  if (size <= width) {
    return text + std::string(width - size, ' ');
  }
  std::string cut;
  std::size_t taken = 0;
  for (const char byte : text) {
    taken += starts_character(byte) ? 1 : 0;
    if (taken >= width) {
      break;
    }
    cut += byte;
  }
  return cut + "…";
}

std::string right(const std::string& text, std::size_t width) {
  const std::size_t size = text_width(text);
  return size < width ? std::string(width - size, ' ') + text : text;
}

std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::string result;
  std::string line(indent, ' ');
  bool has_words = false;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    if (has_words && text_width(line) + 1 + text_width(word) > width) {
      result += line + "\n";
      line = std::string(indent == 0 ? 0 : indent + 2, ' ');
      has_words = false;
    }
    line += (has_words ? " " : "") + word;
    has_words = true;
  }
  return result + line + "\n";
}

}  // namespace convoyrisk::app
