#include <catch2/catch.hpp>

#include "import/osm_tags.hpp"

namespace convoyrisk::importer {

TEST_CASE("a maxspeed is read in its unit, and words as the speed they stand for", "[import]") {
  CHECK(maxspeed_kmh("60") == 60);
  CHECK(maxspeed_kmh("60 km/h") == 60);
  CHECK(maxspeed_kmh("60km/h") == 60);
  CHECK(maxspeed_kmh("40 mph").value() == Approx(64.37376));
  CHECK(maxspeed_kmh("PK:urban") == 50);
  CHECK(maxspeed_kmh("PK:rural") == 90);
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
  const ClassSpeeds usual;
  CHECK(usual("motorway") == 90);
  CHECK(usual("trunk_link") == 40);
  CHECK(usual("residential") == 25);
  CHECK_FALSE(usual("track"));
  const ClassSpeeds with_tracks(true);
  CHECK(with_tracks("track") == 20);
  CHECK_FALSE(with_tracks("footway"));
  CHECK_FALSE(with_tracks("service"));
}

TEST_CASE("speeds of classes may be given", "[import]") {
  const std::vector<std::string> own{"trunk=50.5", "track=9"};
  const ClassSpeeds speeds(true, own);
  CHECK(speeds("trunk") == 50.5);
  CHECK(speeds("primary") == 65);
  CHECK(speeds("track") == 9);
  const auto refused = [](const std::string& text) { return ClassSpeeds(false, std::vector<std::string>{text}); };
  CHECK_THROWS_WITH(refused("trunc=50"), Catch::Contains("did you mean 'trunk'?"));
  CHECK_THROWS_WITH(refused("track=9"), Catch::Contains("'track' is none of motorway"));
  CHECK_THROWS_WITH(refused("trunk"), "--class-speed 'trunk': must be of the form trunk=60");
  CHECK_THROWS_WITH(refused("trunk=0"), "--class-speed: trunk must be a number greater than 0, not '0'");
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
