#include "app/text/number_format.hpp"

#include <catch2/catch.hpp>

namespace convoyrisk::app {
namespace {

TEST_CASE("Digits are grouped by three") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1000) == "1,000");
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(-1234.5, 1) == "-1,234.5");
  CHECK(grouped(-123456) == "-123,456");
  CHECK(grouped(999.96, 1) == "1,000.0");
  CHECK(grouped(1e15) == "1,000,000,000,000,000");
}

TEST_CASE("Zero has no sign, whatever it was rounded from") {
  CHECK(grouped(-0.0) == "0");
  CHECK(grouped(-0.004, 2) == "0.00");
  CHECK(grouped(-0.006, 2) == "-0.01");
}

TEST_CASE("About three significant digits") {
  CHECK(rounded(0.0123456) == "0.0123");
  CHECK(rounded(9.876) == "9.88");
  CHECK(rounded(45.67) == "45.7");
  CHECK(rounded(1234.5) == "1,234");
  CHECK(rounded(-45.67) == "-45.7");
  CHECK(rounded(5e-7) == "0.000000");  // never more than six decimals
}

TEST_CASE("Given numbers are compact, and large ones without an exponent") {
  CHECK(compact(90) == "90");
  CHECK(compact(0.25) == "0.25");
  CHECK(compact(2.0 / 3) == "0.6667");
  CHECK(compact(190, 2) == "190");
  CHECK(compact(1937.4, 2) == "1,900");
  CHECK(compact(12345) == "12,340");
  CHECK(compact(-12000) == "-12,000");
  CHECK(compact(1.5e-7) == "1.5e-07");
}

TEST_CASE("An interval has two digits of its half-width") {
  CHECK(with_interval(5.1234, {4.8, 5.4}) == "5.12 [4.80, 5.40]");
  CHECK(with_interval(5.1234, {2, 8}) == "5.1 [2.0, 8.0]");
  CHECK(with_interval(51234, {48000, 54000}) == "51,234 [48,000, 54,000]");
  CHECK(with_interval(0.5, {0.38, 0.62}, 100) == "50 [38, 62]");
  CHECK(with_interval(1.5, {-1, 4}, 1, true) == "+1.5 [-1.0, +4.0]");
  CHECK(with_interval(-1.5, {-4, 1}, 2, true) == "-3.0 [-8.0, +2.0]");
}

TEST_CASE("An interval without width shows its mean, also where that is zero") {
  CHECK(with_interval(3.25, {3.25, 3.25}) == "3.2 [3.2, 3.2]");
  CHECK(with_interval(0, {0, 0}) == "0.00 [0.00, 0.00]");
  CHECK(with_interval(0, {0, 0}, 1, true) == "0.00 [0.00, 0.00]");
  CHECK(with_half_width(0, {0, 0}) == "0.00 ± 0.00");
}

TEST_CASE("A half-width stands for a symmetric interval") {
  CHECK(with_half_width(5.1234, {4.8234, 5.4234}) == "5.12 ± 0.30");
  CHECK(with_half_width(5.1234, {4.8234, 5.4234}, 2) == "10.25 ± 0.60");
  CHECK(with_half_width(51234, {48234, 54234}) == "51,234 ± 3,000");
}

TEST_CASE("Shares are in per cent") {
  CHECK(percent(0.12345) == "12.3 %");
  CHECK(percent(1, 0) == "100 %");
  CHECK(percent(0.99964, 2) == "99.96 %");
}

TEST_CASE("Widths count characters and not bytes") {
  CHECK(text_width("Übergang") == 8);
  CHECK(text_width("±…€") == 3);
  CHECK(left("Übergang", 10) == "Übergang  ");
  CHECK(right("Übergang", 10) == "  Übergang");
  CHECK(left("Übergänge", 9) == "Übergänge");
  CHECK(left("Übergänge", 8) == "Übergän…");
  CHECK(left("Übergänge", 3) == "Üb…");
  CHECK(right("Übergänge", 3) == "Übergänge");  // numbers are never cut
  CHECK(text_width(left("armoured vehicles and escorts", 12)) == 12);
}

TEST_CASE("Text is broken at blanks") {
  CHECK(wrapped("one two three", 80) == "one two three\n");
  CHECK(wrapped("one two three", 7) == "one two\nthree\n");
  CHECK(wrapped("äöü äöü äöü", 7) == "äöü äöü\näöü\n");
  CHECK(wrapped("one two three", 9, 2) == "  one two\n    three\n");
  CHECK(wrapped("unbreakable", 4) == "unbreakable\n");
}

}  // namespace
}  // namespace convoyrisk::app
