#include "scenario/text/units.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

#include "base/grouped.hpp"
#include "base/nearest.hpp"

namespace convoyrisk::scenario {
namespace {

struct Unit {
  std::string_view symbol;
  std::string_view word;
  double size;  ///< in s or m
};

constexpr std::array<Unit, 6> times{{{"s", "second", 1},
                                     {"min", "minute", 60},
                                     {"h", "hour", 3600},
                                     {"d", "day", 86400},
                                     {"wk", "week", 604800},
                                     {"yr", "year", 31557600}}};
constexpr std::array<Unit, 2> lengths{{{"m", "metre", 1}, {"km", "kilometre", 1000}}};
constexpr double hour_s = 3600;
constexpr double metres_per_km = 1000;

[[nodiscard]] bool is_space(char c) { return c == ' ' || c == '\t'; }

[[nodiscard]] std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

[[nodiscard]] bool is_digit(std::string_view text, std::size_t at) {
  return at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0;
}

[[nodiscard]] bool starts_number(std::string_view text) {
  const std::size_t at = !text.empty() && (text.front() == '+' || text.front() == '-') ? 1 : 0;
  return is_digit(text, at) || (at < text.size() && text[at] == '.' && is_digit(text, at + 1));
}

/// YAML's .inf and .nan, and what other languages print for them.
[[nodiscard]] bool names_nonfinite(std::string_view text) {
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    text.remove_prefix(1);
  }
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
  }
  std::string word;
  for (const char c : text.substr(0, text.find(' '))) {
    word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word == "inf" || word == "infinity" || word == "nan";
}

/// The number at the front of `text`, which is cut off.
[[nodiscard]] double take_number(std::string_view& text, std::string_view whole) {
  if (names_nonfinite(text)) {
    throw Wrong(shown(whole) + " is not a finite number");
  }
  if (!starts_number(text)) {
    throw Wrong(shown(whole) + " is not a number");
  }
  if (text.front() == '+') {
    text.remove_prefix(1);
  }
  double value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure == std::errc::result_out_of_range) {
    throw Wrong(shown(whole) + " is beyond the range of a double");
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

enum class Shape { bare, percent, time, length, speed, rate_per_time, rate_per_length };

[[nodiscard]] std::string_view describe(Shape shape) {
  switch (shape) {
    case Shape::bare:
      return "a bare number";
    case Shape::percent:
      return "a percentage";
    case Shape::time:
      return "a time";
    case Shape::length:
      return "a length";
    case Shape::speed:
      return "a speed";
    case Shape::rate_per_time:
      return "a rate in time";
    case Shape::rate_per_length:
      return "a rate along the road";
  }
  return "";
}

struct Need {
  Shape shape;
  std::string_view example;
};

[[nodiscard]] Need need_of(Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
      return {Shape::bare, "1.5"};
    case Dimension::share:
      return {Shape::bare, "0.3"};
    case Dimension::hours:
    case Dimension::seconds:
      return {Shape::time, "20 min"};
    case Dimension::rate_per_hour:
      return {Shape::rate_per_time, "0.3 /wk"};
    case Dimension::rate_per_km:
      return {Shape::rate_per_length, "0.02 /1000km"};
    case Dimension::kilometres:
      return {Shape::length, "5 km"};
    case Dimension::kmh:
      return {Shape::speed, "40 km/h"};
  }
  return {Shape::bare, ""};
}

template <std::size_t n>
[[nodiscard]] std::string join_symbols(const std::array<Unit, n>& units, std::string_view separator) {
  std::string text;
  for (const Unit& unit : units) {
    text += text.empty() ? "" : separator;
    text += unit.symbol;
  }
  return text;
}

/// A number with its unit, not yet brought to the unit in which it is kept.
struct Quantity {
  double number = 0;
  Shape shape = Shape::bare;
  double unit = 1;  ///< in s or m
  double per = 1;   ///< the count of units below the line of a rate
};

template <std::size_t n>
[[nodiscard]] const Unit* find_unit(const std::array<Unit, n>& units, std::string_view symbol) {
  for (const Unit& unit : units) {
    if (unit.symbol == symbol) {
      return &unit;
    }
  }
  return nullptr;
}

/// The nearest symbol of the shape, by its word or another usual spelling.
[[nodiscard]] std::string unit_meant(std::string_view symbol, double per, Shape shape) {
  const bool rate = shape == Shape::rate_per_time || shape == Shape::rate_per_length;
  if (shape == Shape::speed) {
    const std::vector<std::string> spellings{"km/h", "kmh", "kph", "km/hr", "kmph"};
    return nearest(symbol, spellings).empty() ? "" : "km/h";
  }
  std::vector<std::string> spellings;
  std::vector<std::string> symbols;
  const auto add = [&](const auto& units) {
    for (const Unit& unit : units) {
      for (const std::string_view spelling : {unit.symbol, unit.word}) {
        spellings.emplace_back(spelling);
        symbols.emplace_back(unit.symbol);
      }
    }
  };
  if (shape == Shape::length || shape == Shape::rate_per_length) {
    add(lengths);
  } else {
    add(times);
  }
  const std::string found = nearest(symbol, spellings);
  for (std::size_t i = 0; i < spellings.size() && !found.empty(); ++i) {
    if (spellings[i] == found) {
      return rate ? fmt::format("/{}{}", per == 1 ? "" : fmt::format("{}", per), symbols[i]) : symbols[i];
    }
  }
  return "";
}

/// " (units: km, m)", after what says that a unit is wrong.
[[nodiscard]] std::string units_of(Shape shape) {
  switch (shape) {
    case Shape::time:
      return fmt::format(" (units: {})", join_symbols(times, ", "));
    case Shape::length:
      return fmt::format(" (units: {})", join_symbols(lengths, ", "));
    case Shape::speed:
      return " (unit: km/h)";
    case Shape::rate_per_time:
      return fmt::format(" (units: / any number of {})", join_symbols(times, ", "));
    case Shape::rate_per_length:
      return fmt::format(" (units: / any number of {})", join_symbols(lengths, ", "));
    default:
      return "";
  }
}

[[noreturn]] void throw_unknown_unit(std::string_view text, std::string_view symbol, double per, Shape wanted) {
  const std::string meant = unit_meant(symbol, per, wanted);
  throw Wrong(fmt::format("{} has an unknown unit{}{}", shown(text), units_of(wanted),
                          meant.empty() ? "" : "; did you mean '" + meant + "'?"));
}

[[nodiscard]] Quantity parse_unit(double number, std::string_view unit, std::string_view text, Shape wanted) {
  if (unit.empty()) {
    return {number, Shape::bare, 1, 1};
  }
  if (unit == "%") {
    return {number, Shape::percent, 1, 1};
  }
  if (unit == "km/h") {
    return {number, Shape::speed, metres_per_km, 1};
  }
  const bool rate = unit.front() == '/';
  double per = 1;
  if (rate) {
    unit = trim(unit.substr(1));
    if (starts_number(unit)) {
      per = take_number(unit, text);
      unit = trim(unit);
      if (!(per > 0)) {
        throw Wrong(shown(text) + " is a rate per nothing");
      }
    }
  }
  if (const Unit* time = find_unit(times, unit)) {
    return {number, rate ? Shape::rate_per_time : Shape::time, time->size, per};
  }
  if (const Unit* length = find_unit(lengths, unit)) {
    return {number, rate ? Shape::rate_per_length : Shape::length, length->size, per};
  }
  throw_unknown_unit(text, unit, per, wanted);
}

/// number * unit / base with one rounding, for units that are a multiple or a divisor of the base.
[[nodiscard]] double scale(double number, double unit, double base) {
  return unit >= base ? number * (unit / base) : number / (base / unit);
}

[[nodiscard]] double convert(const Quantity& quantity, Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
      return quantity.number;
    case Dimension::share:
      return quantity.shape == Shape::percent ? quantity.number / 100 : quantity.number;
    case Dimension::hours:
      return scale(quantity.number, quantity.unit, hour_s);
    case Dimension::seconds:
      return quantity.number * quantity.unit;
    case Dimension::rate_per_hour:
      return scale(quantity.number, hour_s, quantity.unit * quantity.per);
    case Dimension::rate_per_km:
      return scale(quantity.number, metres_per_km, quantity.unit * quantity.per);
    case Dimension::kilometres:
      return scale(quantity.number, quantity.unit, metres_per_km);
    case Dimension::kmh:
      return quantity.number;
  }
  return 0;
}

void check_shape(const Quantity& quantity, Dimension dimension, std::string_view text) {
  const Need need = need_of(dimension);
  if (quantity.shape == need.shape || (quantity.shape == Shape::percent && dimension == Dimension::share)) {
    return;
  }
  if (quantity.shape == Shape::bare) {
    throw Wrong(fmt::format("{} has no unit, {} such as '{}' is needed{}", shown(text), describe(need.shape),
                            need.example, units_of(need.shape)));
  }
  throw Wrong(fmt::format("{} is {}, {} such as '{}' is needed{}", shown(text), describe(quantity.shape),
                          describe(need.shape), need.example, units_of(need.shape)));
}

}  // namespace

Notation notation(Dimension dimension) {
  const Need need = need_of(dimension);
  Notation result{std::string(describe(need.shape)), std::string(need.example), "", ""};
  const auto below = [](const std::string& symbols) {
    return fmt::format(R"(/\s*({}\s*)?({}))", number_pattern, symbols);
  };
  switch (dimension) {
    case Dimension::number:
      break;
    case Dimension::share:
      result.kind = "a share";
      result.units = "none or %";
      result.unit_pattern = "%";
      break;
    case Dimension::hours:
    case Dimension::seconds:
      result.units = join_symbols(times, ", ");
      result.unit_pattern = "(" + join_symbols(times, "|") + ")";
      break;
    case Dimension::rate_per_hour:
      result.units = "/ any number of " + join_symbols(times, ", ");
      result.unit_pattern = below(join_symbols(times, "|"));
      break;
    case Dimension::rate_per_km:
      result.units = "/ any number of " + join_symbols(lengths, ", ");
      result.unit_pattern = below(join_symbols(lengths, "|"));
      break;
    case Dimension::kilometres:
      result.units = join_symbols(lengths, ", ");
      result.unit_pattern = "(" + join_symbols(lengths, "|") + ")";
      break;
    case Dimension::kmh:
      result.units = "km/h";
      result.unit_pattern = "km/h";
      break;
  }
  return result;
}

double parse_quantity(std::string_view text, Dimension dimension) {
  std::string_view rest = trim(text);
  const double number = take_number(rest, text);
  const Shape wanted = need_of(dimension).shape;
  rest = trim(rest);
  if (wanted == Shape::bare && !rest.empty() && !(rest == "%" && dimension == Dimension::share)) {
    throw Wrong(shown(text) + " is not a bare number");
  }
  const Quantity quantity = parse_unit(number, rest, text, wanted);
  check_shape(quantity, dimension, text);
  const double value = convert(quantity, dimension);
  if (!std::isfinite(value)) {
    throw Wrong(shown(text) + " is beyond the range of a double");
  }
  return value;
}

std::string print_quantity(double value, Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
    case Dimension::share:
      return fmt::format("{}", value);
    case Dimension::hours:
      return fmt::format("{} h", value);
    case Dimension::seconds:
      return fmt::format("{} s", value);
    case Dimension::rate_per_hour:
      return fmt::format("{} /h", value);
    case Dimension::rate_per_km:
      return fmt::format("{} /km", value);
    case Dimension::kilometres:
      return fmt::format("{} km", value);
    case Dimension::kmh:
      return fmt::format("{} km/h", value);
  }
  return {};
}

std::string unit_symbol(Dimension dimension) {
  switch (dimension) {
    case Dimension::number:
    case Dimension::share:
      return "1";
    case Dimension::hours:
      return "h";
    case Dimension::seconds:
      return "s";
    case Dimension::rate_per_hour:
      return "1/h";
    case Dimension::rate_per_km:
      return "1/km";
    case Dimension::kilometres:
      return "km";
    case Dimension::kmh:
      return "km/h";
  }
  return {};
}

std::uint64_t parse_count(std::string_view text, std::uint64_t least, std::uint64_t greatest) {
  const std::string_view digits = trim(text);
  std::string_view rest = digits;
  int base = 10;
  if (digits.starts_with("0x") || digits.starts_with("0o")) {
    base = digits[1] == 'x' ? 16 : 8;
    rest.remove_prefix(2);
  }
  std::uint64_t value = 0;
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), value, base);
  if (failure == std::errc::result_out_of_range) {
    throw Wrong(fmt::format("must be at most {}, not {}", grouped(greatest), digits));
  }
  if (failure != std::errc() || end != rest.data() + rest.size()) {
    const double number = parse_quantity(text, Dimension::number);  // such as 1e6
    if (number < 0) {
      throw Wrong(fmt::format("must be at least {}, not {}", least, digits));
    }
    if (number != std::floor(number)) {
      throw Wrong(fmt::format("must be a whole number, not {}", digits));
    }
    if (number >= 0x1p64) {
      throw Wrong(fmt::format("must be at most {}, not {}", grouped(greatest), digits));
    }
    value = static_cast<std::uint64_t>(number);
  }
  if (value < least) {
    throw Wrong(fmt::format("must be at least {}, not {}", least, digits));
  }
  if (value > greatest) {
    throw Wrong(fmt::format("must be at most {}, not {}", grouped(greatest), digits));
  }
  return value;
}

bool parse_bool(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") {
    return true;
  }
  if (text == "false" || text == "False" || text == "FALSE") {
    return false;
  }
  throw Wrong("must be true or false, not " + shown(text));
}

}  // namespace convoyrisk::scenario
