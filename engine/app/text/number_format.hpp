#pragma once

#include <string>

#include "base/grouped.hpp"
#include "base/number_text.hpp"
#include "stats/intervals.hpp"

namespace convoyrisk::app {

/// `mean [low, high]` with as many decimals as the interval's width makes sense of. All three are multiplied by `scale`
/// first.
[[nodiscard]] std::string with_interval(double mean, const stats::Interval& interval, double scale = 1,
                                        bool show_sign = false);
/// `mean ± half-width`, shorter: of an interval that is not symmetric the wider half.
[[nodiscard]] std::string with_half_width(double mean, const stats::Interval& interval, double scale = 1);
/// So many significant digits at most, without trailing zeros: for given numbers such as 90 days. Large ones are
/// written out (190, 12,000), not with an exponent.
[[nodiscard]] std::string compact(double value, int digits = 4);
/// With a sign, but not before what is 0 as it is shown.
[[nodiscard]] std::string signed_percent(double share);
/// A probability that comes from a sample, which is never certain: "> 99.9 %", "< 0.1 %".
[[nodiscard]] std::string chance(double probability);

/// Pads a UTF-8 text to a width in characters, cutting it with an ellipsis where it is longer.
[[nodiscard]] std::string left(const std::string& text, std::size_t width);
[[nodiscard]] std::string right(const std::string& text, std::size_t width);
/// Breaks a text at blanks into lines of at most `width` characters, indented; where they are, lines after the first by
/// two more.
[[nodiscard]] std::string wrapped(const std::string& text, std::size_t width, std::size_t indent = 0);
[[nodiscard]] std::size_t text_width(const std::string& text);

}  // namespace convoyrisk::app
