#include "import/foreign_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/error.hpp"

namespace convoyrisk::importer {
namespace {

struct Foreign {
  std::string_view name;
  std::string_view layer;  ///< of which ogr2ogr is told, as GeoJSON holds one; "": the only one
};

constexpr Foreign kml{"KML", ""};
constexpr Foreign kmz{"KMZ, or another archive", ""};
constexpr Foreign gpx{"GPX", " tracks"};
constexpr Foreign shapefile{"a Shapefile", ""};
constexpr Foreign geopackage{"a GeoPackage", ""};

/// A word of a command, in quotes where a shell would take it apart.
[[nodiscard]] std::string in_shell(const std::string& word) {
  const bool plain = std::ranges::all_of(word, [](unsigned char c) {
    return std::isalnum(c) != 0 || std::string_view("-_./+,").find(static_cast<char>(c)) != std::string_view::npos;
  });
  if (plain) {
    return word;
  }
  std::string quoted_word = "'";
  for (const char c : word) {
    quoted_word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted_word + "'";
}

/// Whether an XML document starts with this element, behind its declaration and comments.
[[nodiscard]] bool has_root(std::string_view text, std::string_view name) {
  std::size_t at = text.find('<');
  while (at != std::string_view::npos && at + 1 < text.size() && (text[at + 1] == '?' || text[at + 1] == '!')) {
    const bool comment = text.substr(at).starts_with("<!--");
    const std::size_t end = text.find(comment ? "-->" : ">", at);
    at = end == std::string_view::npos ? end : text.find('<', end);
  }
  const std::string_view rest = at == std::string_view::npos ? "" : text.substr(at + 1);
  return rest.starts_with(name) && rest.size() > name.size() &&
         std::string_view(" \t\r\n>").find(rest[name.size()]) != std::string_view::npos;
}

[[nodiscard]] std::optional<Foreign> foreign(std::string_view text) {
  constexpr std::string_view shapefile_code{"\x00\x00\x27\x0a", 4};
  if (text.starts_with("PK\x03\x04")) {
    return kmz;
  }
  if (text.starts_with(shapefile_code)) {
    return shapefile;
  }
  if (text.starts_with("SQLite format 3")) {
    return geopackage;
  }
  if (!text.substr(0, text.find_first_not_of(" \t\r\n") + 1).ends_with('<')) {
    return std::nullopt;
  }
  return has_root(text, "kml") ? std::optional(kml) : (has_root(text, "gpx") ? std::optional(gpx) : std::nullopt);
}

}  // namespace

void refuse_foreign_format(std::string_view text, const std::filesystem::path& file, const std::string& wanted) {
  constexpr std::string_view byte_order_mark{"\xEF\xBB\xBF"};
  text.remove_prefix(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0);
  const std::string name = file.string();
  if (const std::optional<Foreign> other = foreign(text)) {
    const std::string made = file.stem().string() + ".geojson";
    throw InputError(
        fmt::format("{}: is {}, not {}; GDAL (package gdal-bin) makes GeoJSON of it: ogr2ogr -f GeoJSON -t_srs "
                    "EPSG:4326 {} {}{}",
                    name, other->name, wanted, in_shell(made), in_shell(name), other->layer));
  }
  if (wanted != "OpenStreetMap data" && text.find('<') == text.find_first_not_of(" \t\r\n") && has_root(text, "osm")) {
    throw InputError(fmt::format("{}: is OpenStreetMap data, not {}: use 'import osm'", name, wanted));
  }
}

}  // namespace convoyrisk::importer
