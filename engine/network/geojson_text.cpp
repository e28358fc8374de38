#include "network/geojson_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/nearest.hpp"

namespace convoyrisk::network {
namespace {

using nlohmann::json;

/// Watches the parser for keys that stand twice in an object, of which it would keep the last in silence.
class RepeatedKeys {
 public:
  bool operator()(int /*depth*/, json::parse_event_t event, const json& parsed) {
    if (event == json::parse_event_t::object_start) {
      feature_ += open_.size() == 1 && within_features_ ? 1 : 0;
      open_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      open_.pop_back();
    } else if (event == json::parse_event_t::key) {
      see(parsed.get_ref<const std::string&>());
    }
    return true;
  }

 private:
  void see(const std::string& key) {
    within_features_ = open_.size() == 1 ? key == "features" : within_features_;
    if (!open_.back().insert(key).second) {
      const bool in_feature = open_.size() > 1 && within_features_;
      throw JsonError(std::nullopt, fmt::format("{}the key {} stands here a second time",
                                                in_feature ? fmt::format("features[{}]: ", feature_) : "", shown(key)));
    }
  }

  std::vector<std::set<std::string>> open_;
  bool within_features_ = false;
  long feature_ = -1;
};

/// What nlohmann's message says after its position, which counts bytes.
[[nodiscard]] std::string reason(const std::string& what) {
  const std::size_t column = what.find("column ");
  const std::size_t colon = column == std::string::npos ? what.find("] ") : what.find(": ", column);
  return colon == std::string::npos ? what : what.substr(colon + 2);
}

}  // namespace

nlohmann::json parse_geojson(const std::string& text) {
  if (const auto place = first_not_utf8(text)) {
    throw JsonError(place, told_of_not_utf8(text));
  }
  try {
    RepeatedKeys watch;
    return json::parse(
        text, [&watch](int depth, json::parse_event_t event, json& parsed) { return watch(depth, event, parsed); });
  } catch (const json::parse_error& error) {
    const std::size_t before = error.byte > 0 ? error.byte - 1 : 0;
    throw JsonError(place_of_byte(text, before), "not JSON: " + reason(error.what()));
  } catch (const json::exception& error) {
    throw JsonError(std::nullopt, "not JSON: " + reason(error.what()));
  }
}

}  // namespace convoyrisk::network
