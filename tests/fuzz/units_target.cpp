// A quantity of every dimension: what is read must be read again from what is printed.
#include <cstdio>
#include <cstdlib>

#include "fuzz/target.hpp"
#include "scenario/text/units.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk::scenario;
  const std::string text = convoyrisk::fuzz::input_text(data, size);
  for (const Dimension dimension :
       {Dimension::number, Dimension::share, Dimension::hours, Dimension::seconds, Dimension::rate_per_hour,
        Dimension::rate_per_km, Dimension::kilometres, Dimension::kmh}) {
    try {
      const double value = parse_quantity(text, dimension);
      if (parse_quantity(print_quantity(value, dimension), dimension) != value) {
        static_cast<void>(std::fprintf(stderr, "not the same when printed and read: %s\n", text.c_str()));
        std::abort();
      }
    } catch (const Wrong&) {
    }
  }
  try {
    static_cast<void>(parse_count(text, 0, 1'000'000));
  } catch (const Wrong&) {
  }
  try {
    static_cast<void>(parse_bool(text));
  } catch (const Wrong&) {
  }
  return 0;
}
