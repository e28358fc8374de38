#include "import/surfaces.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "import/mapping.hpp"
#include "import/names.hpp"

namespace convoyrisk::importer {
namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

// surface_speeds and tracktype_speeds of OSRM's profile for cars, profiles/car.lua of Project-OSRM/osrm-backend at
// commit 4fc76ca (17 August 2026). The first five have no limit there.
constexpr std::array<std::pair<std::string_view, double>, 36> limits_kmh{{{"asphalt", no_limit},
                                                                          {"concrete", no_limit},
                                                                          {"concrete:plates", no_limit},
                                                                          {"concrete:lanes", no_limit},
                                                                          {"paved", no_limit},
                                                                          {"cement", 80},
                                                                          {"compacted", 80},
                                                                          {"fine_gravel", 80},
                                                                          {"paving_stones", 60},
                                                                          {"metal", 60},
                                                                          {"bricks", 60},
                                                                          {"grass", 40},
                                                                          {"wood", 40},
                                                                          {"sett", 40},
                                                                          {"grass_paver", 40},
                                                                          {"gravel", 40},
                                                                          {"unpaved", 40},
                                                                          {"ground", 40},
                                                                          {"dirt", 40},
                                                                          {"pebblestone", 40},
                                                                          {"tartan", 40},
                                                                          {"cobblestone", 30},
                                                                          {"clay", 30},
                                                                          {"snow", 30},
                                                                          {"earth", 20},
                                                                          {"stone", 20},
                                                                          {"rocky", 20},
                                                                          {"sand", 20},
                                                                          {"ice", 20},
                                                                          {"laterite", 15},
                                                                          {"mud", 10},
                                                                          {"grade1", 60},
                                                                          {"grade2", 40},
                                                                          {"grade3", 30},
                                                                          {"grade4", 25},
                                                                          {"grade5", 20}}};

}  // namespace

SurfaceSpeeds::SurfaceSpeeds(std::span<const std::string> own) {
  std::vector<std::string> known;
  for (const auto& [name, limit_kmh] : limits_kmh) {
    known.emplace_back(name);
    kmh_.emplace(name, limit_kmh);
  }
  const std::string option = "--surface-speed";
  const Mapping given(own, known, option, "gravel=50");
  for (const auto& [name, own_kmh] : given.all()) {
    kmh_[name] = number(own_kmh, Range::positive, option, name);
  }
}

double SurfaceSpeeds::lowered_kmh(double speed_kmh, std::string_view surface, std::string_view tracktype) const {
  for (const std::string_view tag : {surface, tracktype}) {
    for (const std::string& value : parted(tag, ';')) {
      if (const auto limit = kmh_.find(value); limit != kmh_.end()) {
        speed_kmh = std::min(speed_kmh, limit->second);
      }
    }
  }
  return speed_kmh;
}

}  // namespace convoyrisk::importer
