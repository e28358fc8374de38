#include "network/geojson_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/nearest.hpp"

namespace convoyrisk::network {
namespace {

using nlohmann::json;

/// Reads along for keys that stand twice in an object, of which the parser would keep the last in silence.
class RepeatedKeys : public nlohmann::json_sax<json> {
 public:
  bool start_object(std::size_t /*size*/) override {
    feature_ += open_.size() == 1 && within_features_ ? 1 : 0;
    open_.emplace_back();
    return true;
  }
  bool end_object() override {
    open_.pop_back();
    return true;
  }
  bool key(std::string& key) override {
    within_features_ = open_.size() == 1 ? key == "features" : within_features_;
    std::vector<std::string>& before = open_.back();
    if (std::ranges::find(before, key) != before.end()) {
      const bool in_feature = open_.size() > 1 && within_features_;
      throw JsonError(std::nullopt, fmt::format("{}the key {} stands here a second time",
                                                in_feature ? fmt::format("features[{}]: ", feature_) : "", shown(key)));
    }
    before.push_back(key);
    return true;
  }
  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(std::int64_t /*value*/) override { return true; }
  bool number_unsigned(std::uint64_t /*value*/) override { return true; }
  bool number_float(double /*value*/, const std::string& /*text*/) override { return true; }
  bool string(std::string& /*value*/) override { return true; }
  bool binary(json::binary_t& /*value*/) override { return true; }
  bool start_array(std::size_t /*size*/) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(std::size_t /*byte*/, const std::string& /*token*/, const json::exception& /*error*/) override {
    return false;  // the parser tells it
  }

 private:
  std::vector<std::vector<std::string>> open_;  ///< keys of the objects that are not closed
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
    static_cast<void>(json::sax_parse(text, &watch));
    return json::parse(text);
  } catch (const json::parse_error& error) {
    const std::size_t before = error.byte > 0 ? error.byte - 1 : 0;
    throw JsonError(place_of_byte(text, before), "not JSON: " + reason(error.what()));
  } catch (const json::exception& error) {
    throw JsonError(std::nullopt, "not JSON: " + reason(error.what()));
  }
}

}  // namespace convoyrisk::network
