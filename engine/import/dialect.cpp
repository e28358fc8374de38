#include "import/dialect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "import/mapping.hpp"

namespace convoyrisk::importer {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 6> length_units_km{
    {{"km", 1}, {"m", 0.001}, {"mi", 1.609344}, {"miles", 1.609344}, {"ft", 0.0003048}, {"nmi", 1.852}}};

constexpr std::array<std::string_view, 7> forward_words{"yes", "true", "1", "1.0", "y", "ft", "forward"};
constexpr std::array<std::string_view, 5> backward_words{"-1", "-1.0", "reverse", "tf", "backward"};
constexpr std::array<std::string_view, 11> both_words{"",  "no",   "false", "0",   "0.0",        "n",
                                                      "b", "both", "none",  "nan", "alternating"};

template <std::size_t size>
[[nodiscard]] bool is_among(const std::array<std::string_view, size>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

[[nodiscard]] double to_the_millimetre(double km) {
  constexpr double per_km = 1e6;
  return std::max(std::round(km * per_km), 1.0) / per_km;
}

[[nodiscard]] std::string lower(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(),
                         [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return small;
}

}  // namespace

std::string list_as_osm(const std::string& text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') {
    return text;
  }
  std::string items;
  char quote = '\0';
  for (const char c : text.substr(1, text.size() - 2)) {
    if (c == quote || (quote == '\0' && (c == '\'' || c == '"'))) {
      quote = c == quote ? '\0' : c;
    } else if (quote == '\0' && c == ',') {
      items += ';';
    } else if (quote != '\0' || c != ' ') {
      items += c;
    }
  }
  return items;
}

double length_in_km(std::string_view text, double unit_km, const std::string& where, const std::string& name) {
  for (const auto& [unit, km] : length_units_km) {
    if (!text.ends_with(unit)) {
      continue;
    }
    const std::string_view before = text.substr(0, text.size() - unit.size());
    const std::string_view amount = before.substr(0, before.find_last_not_of(' ') + 1);
    if (!amount.empty() && (std::isdigit(static_cast<unsigned char>(amount.back())) != 0 || amount.back() == '.')) {
      return to_the_millimetre(number(amount, Range::positive, where, name) * km);
    }
  }
  return to_the_millimetre(number(text, Range::positive, where, name) * unit_km);
}

std::optional<double> speed_in_kmh(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size()) {
    return std::isfinite(value) && value > 0 ? std::optional(value) : std::nullopt;
  }
  return maxspeed_kmh(text);
}

Direction oneway_direction(std::string_view text, bool geofabrik, const std::string& where, const std::string& name) {
  const std::string word = lower(text);
  if (geofabrik && (word == "f" || word == "t")) {
    return word == "f" ? Direction::forward : Direction::backward;
  }
  if (is_among(both_words, word)) {
    return Direction::both;
  }
  if (is_among(forward_words, word)) {
    return Direction::forward;
  }
  if (is_among(backward_words, word)) {
    return Direction::backward;
  }
  throw InputError(fmt::format("{}: {} must be yes, no or -1 (against the line), not {}{}", where, name, shown(text),
                               word == "f" || word == "t" ? ", which may mean true and false or from and to" : ""));
}

}  // namespace convoyrisk::importer
