#include "import/zoning.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "import/names.hpp"
#include "import/osm_tags.hpp"

namespace convoyrisk::importer {

Zoning::Zoning(const ZoneOptions& options) {
  for (const std::string& rule : options.rules) {
    add(rule);
  }
  if (options.file) {
    areas_.emplace(*options.file, options.property);
  } else if (!options.property.empty()) {
    throw InputError("--zone-property names a property of the polygons of --zones, which is not given");
  }
}

void Zoning::add(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    if (!usual_.empty()) {
      throw InputError(
          fmt::format("--zone {}: {} is the zone of all other roads already; a zone of some roads is given as in "
                      "{}=class:primary or {}=name:N-35",
                      shown(text), shown(usual_), text, text));
    }
    usual_ = text;
    return;
  }
  Rule rule{text, text.substr(0, equals), text.compare(equals + 1, 6, "class:") == 0, {}};
  const std::size_t colon = text.find(':', equals);
  if (colon != std::string::npos) {
    const std::vector<std::string> values = parted(std::string_view(text).substr(colon + 1), ',');
    rule.values.insert(values.begin(), values.end());
  }
  const bool by_name = text.compare(equals + 1, 5, "name:") == 0;
  if (rule.zone.empty() || rule.values.empty() || !(rule.by_class || by_name)) {
    throw InputError(fmt::format(
        "--zone {}: must be of the form NAME, NAME=class:primary,trunk or NAME=name:N-35,Ring Road", shown(text)));
  }
  const std::vector<std::string>& classes = road_classes();
  for (const std::string& value : rule.values) {
    if (rule.by_class && std::ranges::find(classes, value) == classes.end()) {
      throw InputError(fmt::format("--zone {}: {} is no class of roads{}", shown(text), shown(value),
                                   did_you_mean_or_known(value, classes)));
    }
  }
  rules_.push_back(std::move(rule));
}

bool Zoning::meets(const Rule& rule, std::string_view value) {
  if (value.empty()) {
    return false;
  }
  (rule.by_class ? classes_ : names_).emplace(value);
  return rule.values.contains(value);
}

std::string Zoning::of_road(std::string_view highway, const std::string& name, std::string_view ref) {
  std::string zone;
  for (const Rule& rule : rules_) {  // all of them, so that every value met is known
    bool met = meets(rule, rule.by_class ? highway : name);
    for (const std::string& number : rule.by_class ? std::vector<std::string>() : parted(ref, ';')) {
      met = meets(rule, number) || met;
    }
    zone = met && zone.empty() ? rule.zone : zone;
  }
  return zone;
}

std::string Zoning::of_line(const std::vector<Position>& shape, const std::string& title) {
  return areas_ ? areas_->zone_of(shape, title) : "";
}

void Zoning::check_without_classes(const std::string& file) const {
  for (const Rule& rule : rules_) {
    if (rule.by_class) {
      throw InputError(
          fmt::format("--zone {}: the roads of a table have no class ({}); name them by NAME=name:..., or give the "
                      "table a column zone",
                      shown(rule.text), file));
    }
  }
}

void Zoning::finish(RoadNetwork& network, bool placed) {
  for (Road& road : network.roads) {
    if (road.zone.empty() && !placed) {
      road.zone = of_line(road.shape, road_title(network, road));
    }
  }
  for (Road& road : network.roads) {
    road.zone = road.zone.empty() ? usual_ : road.zone;
  }
  if (areas_) {
    areas_->tell(network.warnings);
  }
  tell_of_values_not_met(network.warnings);
}

void Zoning::tell_of_values_not_met(std::vector<std::string>& warnings) const {
  const std::vector<std::string> names(names_.begin(), names_.end());
  for (const Rule& rule : rules_) {
    for (const std::string& value : rule.values) {
      if (!(rule.by_class ? classes_ : names_).contains(value)) {
        warnings.push_back(fmt::format("--zone {}: no road {} {}{}", shown(rule.text),
                                       rule.by_class ? "is of the class" : "is called", shown(value),
                                       rule.by_class ? "" : did_you_mean(value, names)));
      }
    }
  }
}

}  // namespace convoyrisk::importer
