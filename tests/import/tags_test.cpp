#include <catch2/catch.hpp>

#include "import/osm_tags.hpp"

namespace convoyrisk::importer {

TEST_CASE("a maxspeed is read in its unit, and words as the speed they stand for", "[import]") {
  CHECK(maxspeed_kmh("60") == 60);
  CHECK(maxspeed_kmh("60 km/h") == 60);
  CHECK(maxspeed_kmh("60km/h") == 60);
  CHECK(maxspeed_kmh("40 mph").value() == Approx(64.37376));
  CHECK(maxspeed_kmh("PK:urban") == 50);
  CHECK(maxspeed_kmh("walk") == 7);
  CHECK(maxspeed_kmh("80; 60") == 60);
}

TEST_CASE("a maxspeed that says nothing usable leaves the speed of the class", "[import]") {
  for (const char* text : {"", "none", "signals", "0", "-5", "60 parsecs", "9999", "nan", ";"}) {
    INFO(text);
    CHECK_FALSE(maxspeed_kmh(text));
  }
}

TEST_CASE("drivable classes have a speed, others none", "[import]") {
  CHECK(class_speed_kmh("motorway", false) == 100);
  CHECK(class_speed_kmh("residential", false) == 25);
  CHECK(class_speed_kmh("trunk_link", false) == 45);
  CHECK_FALSE(class_speed_kmh("footway", true));
  CHECK_FALSE(class_speed_kmh("service", true));
  CHECK_FALSE(class_speed_kmh("track", false));
  CHECK(class_speed_kmh("track", true) == 15);
}

TEST_CASE("the direction of traffic is said or implied", "[import]") {
  for (const char* yes : {"yes", "true", "1"}) {
    CHECK(direction(yes, "", "primary") == Direction::forward);
  }
  CHECK(direction("-1", "", "primary") == Direction::backward);
  CHECK(direction("reverse", "roundabout", "primary") == Direction::backward);
  CHECK(direction("", "", "primary") == Direction::both);
  CHECK(direction("", "", "motorway") == Direction::forward);
  CHECK(direction("no", "", "motorway") == Direction::both);
  CHECK(direction("", "roundabout", "residential") == Direction::forward);
}

}  // namespace convoyrisk::importer
