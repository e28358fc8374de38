#include "api/caller_struct.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstdint>

namespace api = convoyrisk::api;

namespace {

struct First {
  std::size_t size;
  std::int64_t a;
};

/// This library's.
struct Second {
  std::size_t size;
  std::int64_t a;
  std::int64_t b;
};

struct Third {
  std::size_t size;
  std::int64_t a;
  std::int64_t b;
  std::int64_t c;
};

constexpr std::size_t least = sizeof(First);

/// The memory of a caller of another version, seen as this library does.
template <class Struct>
Second& seen(Struct& of_caller) {
  return reinterpret_cast<Second&>(of_caller);  // as across a C interface
}

}  // namespace

TEST_CASE("Of an older caller's struct only what it has is read and written, and the rest is 0") {
  std::array<First, 2> two{First{sizeof(First), 1}, First{77, 78}};  // the second stands where b would
  const Second read = api::read_struct(seen(two[0]), least, "options");
  CHECK(read.a == 1);
  CHECK(read.b == 0);
  api::write_struct(Second{0, 5, 6}, seen(two[0]), least, "shape");
  CHECK(two[0].a == 5);
  CHECK(two[0].size == sizeof(First));
  CHECK(two[1].size == 77);
  CHECK(two[1].a == 78);
}

TEST_CASE("Of a newer caller's struct what is not known stays as it is, and the size says so") {
  Third newer{sizeof(Third), 1, 2, 3};
  CHECK(api::read_struct(seen(newer), least, "options").b == 2);
  api::write_struct(Second{0, 5, 6}, seen(newer), least, "shape");
  CHECK(newer.a == 5);
  CHECK(newer.b == 6);
  CHECK(newer.c == 3);
  CHECK(newer.size == sizeof(Second));
}

TEST_CASE("A struct smaller than the first version, or without its size, is refused") {
  for (const std::size_t size : {std::size_t{0}, sizeof(std::size_t), least - 1}) {
    Second of_caller{size, 1, 2};
    CHECK_THROWS_AS(api::read_struct(of_caller, least, "options"), api::Misuse);
    CHECK_THROWS_WITH(api::write_struct(Second{0, 5, 6}, of_caller, least, "shape"),
                      Catch::Contains("set it to sizeof(shape)"));
    CHECK(of_caller.a == 1);
  }
}
