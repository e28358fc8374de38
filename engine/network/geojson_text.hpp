#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/utf8.hpp"

namespace convoyrisk::network {

/// A text is no JSON, or repeats a key. what() does not say where.
class JsonError : public InputError {
 public:
  JsonError(std::optional<TextPlace> place, const std::string& what) : InputError(what), place_(place) {}
  [[nodiscard]] const std::optional<TextPlace>& place() const { return place_; }

 private:
  std::optional<TextPlace> place_;
};

/// The JSON of a text. Throws JsonError.
[[nodiscard]] nlohmann::json parse_geojson(const std::string& text);

}  // namespace convoyrisk::network
