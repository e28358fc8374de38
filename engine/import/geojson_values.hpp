#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "import/road_network.hpp"

/// What is read alike from every GeoJSON file, of roads or of zones.
namespace convoyrisk::importer {

/// The JSON of a file, in degrees. Throws InputError with file, line and column, and what else the file may be.
[[nodiscard]] nlohmann::json geojson_document(const std::filesystem::path& file);

/// The features of a document, one where it is a single feature or geometry. Throws InputError.
[[nodiscard]] nlohmann::json features_of(const nlohmann::json& document, const std::string& file);

/// Null where the object has no such member, or is none.
[[nodiscard]] const nlohmann::json& member(const nlohmann::json& object, const char* name);

/// A value on one line, a list with semicolons; "" for null and objects.
[[nodiscard]] std::string text_of(const nlohmann::json& value);

/// The geometry of a feature, or the feature itself where it is a bare geometry.
[[nodiscard]] const nlohmann::json& geometry_of(const nlohmann::json& feature);

/// Longitude (to 360) and latitude in degrees. Throws InputError at `place`.
[[nodiscard]] Position degrees_of(const nlohmann::json& pair, const std::string& place);

}  // namespace convoyrisk::importer
