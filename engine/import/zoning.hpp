#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "import/road_network.hpp"
#include "import/zone_areas.hpp"
#include "import/zone_options.hpp"

namespace convoyrisk::importer {

/// The zones of roads that name none: by the first rule that their class or name meets, else by the polygon that holds
/// most of their length, else the usual one. A rule by name is met by the whole name, and by one of the refs.
class Zoning {
 public:
  Zoning() = default;
  /// Throws InputError where a rule is not of its form or the file cannot be read.
  explicit Zoning(const ZoneOptions& options);

  /// By rules; "" where none is met. A source that knows no classes says so by check_without_classes().
  [[nodiscard]] std::string of_road(std::string_view highway, const std::string& name, std::string_view ref);
  /// By polygons; "" where none holds most of the line. `title` is for messages.
  [[nodiscard]] std::string of_line(const std::vector<Position>& shape, const std::string& title);

  /// Throws InputError where a rule is by class.
  void check_without_classes(const std::string& file) const;

  /// Puts roads without a zone in that of their polygon, or with `placed`, as that has been done, none, else in the
  /// usual one. Tells what was doubtful.
  void finish(RoadNetwork& network, bool placed);

 private:
  struct Rule {
    std::string text;  ///< as given
    std::string zone;
    bool by_class = false;
    std::set<std::string, std::less<>> values;
  };

  void add(const std::string& text);
  [[nodiscard]] bool meets(const Rule& rule, std::string_view value);
  void tell_of_values_not_met(std::vector<std::string>& warnings) const;

  std::vector<Rule> rules_;
  std::string usual_;
  std::optional<ZoneAreas> areas_;
  std::set<std::string, std::less<>> names_;  ///< of roads, where a rule is by name
  std::set<std::string, std::less<>> classes_;
};

}  // namespace convoyrisk::importer
