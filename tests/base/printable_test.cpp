#include "base/printable.hpp"

#include <catch2/catch.hpp>
#include <string>

namespace convoyrisk {

TEST_CASE("characters that steer a terminal are shown as escapes", "[base]") {
  CHECK(printable("a\nb\tc") == "a\\u000ab\\u0009c");
  CHECK(printable("\x1B[31mred\x7F") == "\\u001b[31mred\\u007f");
  CHECK(printable("\xC2\x9B"
                  "31m") == "\\u009b31m");  // the control sequence introducer in two bytes
  CHECK(printable("\xE2\x80\xAEtxt.exe\xE2\x81\xA6") == "\\u202etxt.exe\\u2066");  // right to left
  CHECK(printable("\xE2\x80\xA8") == "\\u2028");
  CHECK(printable_lines("a\nb\r") == "a\nb\\u000d");
}

TEST_CASE("other characters stay as they are", "[base]") {
  const std::string text = "Dasu \xE2\x80\x93 \xDA\xAF\xD9\x84\xDA\xAF\xD8\xAA \xF0\x9F\x9A\x8C \xC2\xB1 3 \\u0041";
  CHECK(printable(text) == text);
  CHECK(printable(printable("\x1B")) == printable("\x1B"));
}

TEST_CASE("bytes that are not UTF-8 are shown one by one", "[base]") {
  CHECK(printable("B\xE9sham") == "B\\xe9sham");
  CHECK(printable("\xC0\xAF") == "\\xc0\\xaf");           // overlong
  CHECK(printable("\xED\xA0\x80") == "\\xed\\xa0\\x80");  // a surrogate
  CHECK(printable("\xE2\x80") == "\\xe2\\x80");           // cut off
  CHECK(utf8_length("\xF4\x8F\xBF\xBF", 0) == 4);
  CHECK(utf8_length("\xF4\x90\x80\x80", 0) == 0);
}

TEST_CASE("a text is shown on one line and not at any length", "[base]") {
  CHECK(shown("a\nb") == "'a\\u000ab'");
  CHECK(shown(std::string(100, 'x')) == "'" + std::string(60, 'x') + "...'");
  CHECK(shown(std::string(59, 'x') + "\xC3\xA9\xC3\xA9") == "'" + std::string(59, 'x') + "...'");
}

}  // namespace convoyrisk
