#include "import/mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/error.hpp"
#include "base/nearest.hpp"

namespace convoyrisk::importer {

Mapping::Mapping(std::span<const std::string> assignments, std::span<const std::string> known,
                 const std::string& option, const std::string& example) {
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    const std::string own = assignment.substr(0, equals);
    if (equals == std::string::npos || equals + 1 == assignment.size()) {
      throw InputError(fmt::format("{} {}: must be of the form {}", option, shown(assignment), example));
    }
    if (std::ranges::find(known, own) == known.end()) {
      throw InputError(fmt::format("{} {}: {} is none of {}{}", option, shown(assignment), shown(own),
                                   fmt::join(known, ", "), did_you_mean(own, known)));
    }
    theirs_[own] = assignment.substr(equals + 1);
  }
}

const std::string& Mapping::operator()(const std::string& own) const {
  const auto found = theirs_.find(own);
  return found == theirs_.end() ? own : found->second;
}

const std::vector<std::string>& road_properties() {
  static const std::vector<std::string> names{"from",      "to",   "length_km", "length_m", "length_mi",
                                              "speed_kmh", "zone", "cover",     "oneway",   "name"};
  return names;
}

const std::vector<std::string>& geojson_properties() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = road_properties();
    all.insert(all.end(), {"highway", "maxspeed", "surface", "tracktype", "junction", "ref"});
    return all;
  }();
  return names;
}

const std::vector<std::pair<std::string, double>>& length_properties() {
  static const std::vector<std::pair<std::string, double>> units{
      {"length_km", 1}, {"length_m", 0.001}, {"length_mi", 1.609344}};
  return units;
}

double number(std::string_view text, Range range, const std::string& where, const std::string& name) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
  const bool inside = range == Range::any || (range == Range::positive ? value > 0 : value >= 0 && value <= 1);
  if (!whole || !inside) {
    const char* const wanted =
        range == Range::any ? "" : (range == Range::positive ? " greater than 0" : " from 0 to 1");
    const bool comma = text.find(',') != std::string_view::npos;
    const bool point = text.find('.') != std::string_view::npos;
    const char* const advice =
        comma && point ? "; write no mark between thousands" : (comma ? "; write decimals with a point" : "");
    throw InputError(fmt::format("{}: {} must be a number{}, not {}{}", where, name, wanted, shown(text), advice));
  }
  return value;
}

}  // namespace convoyrisk::importer
