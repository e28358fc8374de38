#include "import/osm_tags.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace convoyrisk::importer {
namespace {

using Named = std::pair<std::string_view, double>;

constexpr std::array<Named, 15> class_speeds_kmh{{{"motorway", 100},
                                                  {"motorway_link", 50},
                                                  {"trunk", 80},
                                                  {"trunk_link", 45},
                                                  {"primary", 65},
                                                  {"primary_link", 40},
                                                  {"secondary", 55},
                                                  {"secondary_link", 35},
                                                  {"tertiary", 45},
                                                  {"tertiary_link", 30},
                                                  {"unclassified", 35},
                                                  {"residential", 25},
                                                  {"living_street", 15},
                                                  {"road", 35},
                                                  {"track", 15}}};

constexpr std::array<Named, 7> word_speeds_kmh{{{"walk", 7},
                                                {"living_street", 15},
                                                {"urban", 50},
                                                {"rural", 80},
                                                {"trunk", 100},
                                                {"expressway", 100},
                                                {"motorway", 120}}};

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

}  // namespace

std::optional<double> class_speed_kmh(std::string_view highway, bool tracks) {
  return highway == "track" && !tracks ? std::nullopt : find(class_speeds_kmh, highway);
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

}  // namespace convoyrisk::importer
