#include "api/problem_list.hpp"

#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>

namespace convoyrisk::api {
namespace {

using Json = nlohmann::ordered_json;

/// Cuts ":NUMBER" off the end; 0, and nothing cut off, where there is none.
int cut_number(std::string_view& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return 0;
  }
  int number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + colon + 1, end, number);
  if (error != std::errc() || rest != end) {
    return 0;
  }
  text = text.substr(0, colon);
  return number;
}

Json problem(const char* level, const std::string& message) {
  const std::size_t colon = message.find(": ");
  std::string_view place = std::string_view(message).substr(0, colon == std::string::npos ? 0 : colon);
  const int column = cut_number(place);
  const int line = column > 0 ? cut_number(place) : 0;
  if (line == 0) {
    return {{"level", level}, {"file", ""}, {"line", 0}, {"column", 0}, {"message", message}};
  }
  return {
      {"level", level}, {"file", place}, {"line", line}, {"column", column}, {"message", message.substr(colon + 2)}};
}

}  // namespace

std::string problem_list(const std::vector<std::string>& errors, const std::vector<std::string>& warnings) {
  Json list = Json::array();
  for (const std::string& error : errors) {
    list.push_back(problem("error", error));
  }
  for (const std::string& warning : warnings) {
    list.push_back(problem("warning", warning));
  }
  return list.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace convoyrisk::api
