#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace convoyrisk::importer {

/// Throws InputError where a file is, by its first bytes, of a kind of map that no import reads (KML, KMZ, GPX,
/// Shapefile, GeoPackage), or one that another import reads: with the command that converts it, or the name of that
/// import. `wanted` is what was to be read: GeoJSON, a table, OpenStreetMap data.
void refuse_foreign_format(std::string_view text, const std::filesystem::path& file, const std::string& wanted);

}  // namespace convoyrisk::importer
