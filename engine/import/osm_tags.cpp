#include "import/osm_tags.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "import/mapping.hpp"

namespace convoyrisk::importer {
namespace {

using Named = std::pair<std::string_view, double>;

// OSRM's profile for cars, profiles/car.lua of Project-OSRM/osrm-backend at commit 4fc76ca (17 August 2026), but for
// the last two, which are not driven there: a road of unknown class is taken for an unclassified one, and a track has
// the profile's limit for the softest tracks (grade5).
constexpr std::array<Named, 15> class_speeds_kmh{{{"motorway", 90},
                                                  {"motorway_link", 45},
                                                  {"trunk", 85},
                                                  {"trunk_link", 40},
                                                  {"primary", 65},
                                                  {"primary_link", 30},
                                                  {"secondary", 55},
                                                  {"secondary_link", 25},
                                                  {"tertiary", 40},
                                                  {"tertiary_link", 20},
                                                  {"unclassified", 25},
                                                  {"residential", 25},
                                                  {"living_street", 10},
                                                  {"road", 25},
                                                  {"track", 20}}};

// The default limits of the same profile; walking pace and living streets as it has them for Germany.
constexpr std::array<Named, 6> word_speeds_kmh{
    {{"walk", 7}, {"living_street", 7}, {"urban", 50}, {"rural", 90}, {"trunk", 110}, {"motorway", 130}}};

constexpr std::array<Named, 7> units_kmh{
    {{"", 1}, {"km/h", 1}, {"kmh", 1}, {"kph", 1}, {"kmph", 1}, {"mph", 1.609344}, {"knots", 1.852}}};

template <std::size_t size>
[[nodiscard]] std::optional<double> find(const std::array<Named, size>& table, std::string_view name) {
  const auto* const found = std::ranges::find(table, name, &Named::first);
  return found == table.end() ? std::nullopt : std::optional(found->second);
}

[[nodiscard]] std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

[[nodiscard]] std::optional<double> one_speed_kmh(std::string_view text) {
  constexpr double greatest_kmh = 250;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc()) {
    const auto unit = find(units_kmh, trimmed(text.substr(static_cast<std::size_t>(end - text.data()))));
    const bool readable = unit && value > 0 && value * *unit <= greatest_kmh;
    return readable ? std::optional(value * *unit) : std::nullopt;
  }
  const std::size_t colon = text.rfind(':');
  return find(word_speeds_kmh, colon == std::string_view::npos ? text : text.substr(colon + 1));
}

// Of the same profile: access_tags_hierarchy; access_tag_blacklist without restricted_access_tag_list (private,
// customers, delivery, destination), on which it drives to where a journey starts or ends.
constexpr std::array<const char*, 4> access_keys{"motorcar", "motor_vehicle", "vehicle", "access"};
constexpr std::array<std::string_view, 5> closed_values{"no", "agricultural", "forestry", "emergency", "psv"};

[[nodiscard]] bool open_to_cars(const TagValue& tag, const std::string& direction) {
  for (const std::string key : access_keys) {
    const std::string_view own = tag(key + direction);
    const std::string_view value = own.empty() ? tag(key) : own;
    if (!value.empty()) {
      return std::ranges::find(closed_values, value) == closed_values.end();
    }
  }
  return true;
}

[[nodiscard]] std::string_view oneway_of_cars(const TagValue& tag) {
  for (const char* const key : {"oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle"}) {
    if (const std::string_view value = tag(key); !value.empty()) {
      return value;
    }
  }
  return tag("oneway");
}

}  // namespace

const std::vector<std::string>& road_classes() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, kmh] : class_speeds_kmh) {
      all.emplace_back(name);
    }
    return all;
  }();
  return names;
}

ClassSpeeds::ClassSpeeds(bool tracks, std::span<const std::string> own) {
  std::vector<std::string> classes;
  for (const auto& [name, usual_kmh] : class_speeds_kmh) {
    if (tracks || name != "track") {
      classes.emplace_back(name);
      kmh_.emplace(name, usual_kmh);
    }
  }
  const std::string option = "--class-speed";
  const Mapping given(own, classes, option, "trunk=60");
  for (const auto& [name, own_kmh] : given.all()) {
    kmh_[name] = number(own_kmh, Range::positive, option, name);
  }
}

std::optional<double> ClassSpeeds::operator()(std::string_view highway) const {
  const auto found = kmh_.find(highway);
  return found == kmh_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> maxspeed_kmh(std::string_view maxspeed) {
  std::optional<double> least;
  for (std::size_t start = 0; start <= maxspeed.size();) {
    const std::size_t end = std::min(maxspeed.find(';', start), maxspeed.size());
    const std::optional<double> speed = one_speed_kmh(trimmed(maxspeed.substr(start, end - start)));
    if (speed && (!least || *speed < *least)) {
      least = speed;
    }
    start = end + 1;
  }
  return least;
}

Direction direction(std::string_view oneway, std::string_view junction, std::string_view highway) {
  if (oneway == "yes" || oneway == "true" || oneway == "1") {
    return Direction::forward;
  }
  if (oneway == "-1" || oneway == "reverse") {
    return Direction::backward;
  }
  if (oneway == "no" || oneway == "false" || oneway == "0") {
    return Direction::both;
  }
  const bool implied = highway == "motorway" || junction == "roundabout" || junction == "circular";
  return implied ? Direction::forward : Direction::both;
}

std::optional<Direction> drivable_direction(const TagValue& tag) {
  const std::string_view oneway = oneway_of_cars(tag);
  if (tag("area") == "yes" || tag("impassable") == "yes" || tag("status") == "impassable" || oneway == "reversible") {
    return std::nullopt;
  }
  const Direction traffic = direction(oneway, tag("junction"), tag("highway"));
  const bool forward = traffic != Direction::backward && open_to_cars(tag, ":forward");
  const bool backward = traffic != Direction::forward && open_to_cars(tag, ":backward");
  if (!forward && !backward) {
    return std::nullopt;
  }
  return forward && backward ? Direction::both : (forward ? Direction::forward : Direction::backward);
}

}  // namespace convoyrisk::importer
