#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace convoyrisk::scenario {

/// A text is not the value that is needed; what() says why.
class Wrong : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a number measures, and the unit in which it is kept.
enum class Dimension {
  number,         ///< bare
  share,          ///< bare, or in %
  hours,          ///< a time
  seconds,        ///< a time
  rate_per_hour,  ///< `0.3 /wk`, `1 /90d`
  rate_per_km,    ///< `0.02 /1000km`
  kilometres,     ///< a length
  kmh,            ///< a speed
};

/// A number without a sign, as a regular expression that JavaScript and Python read alike.
inline constexpr std::string_view number_pattern = R"(([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?)";

/// How the numbers of a dimension are written: what they are, an example, their units in words, and as a regular
/// expression, both empty where the numbers are bare.
struct Notation {
  std::string kind;
  std::string example;
  std::string units;
  std::string unit_pattern;
};

[[nodiscard]] Notation notation(Dimension dimension);

/// The value of `text` in the unit of `dimension`, rounded once from the number that is written. Throws Wrong.
[[nodiscard]] double parse_quantity(std::string_view text, Dimension dimension);

/// The shortest text that parse_quantity turns back into the same double.
[[nodiscard]] std::string print_quantity(double value, Dimension dimension);

/// The unit in which a dimension is kept, as results name it: "h", "1/h", "km", ...; "1" for a bare number.
[[nodiscard]] std::string unit_symbol(Dimension dimension);

/// A whole number in [least, greatest], decimal, or with 0x or 0o in front. Throws Wrong.
[[nodiscard]] std::uint64_t parse_count(std::string_view text, std::uint64_t least, std::uint64_t greatest);

/// true or false, as YAML 1.2 writes them. Throws Wrong.
[[nodiscard]] bool parse_bool(std::string_view text);

}  // namespace convoyrisk::scenario
