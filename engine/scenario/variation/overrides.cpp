#include "scenario/variation/overrides.hpp"

#include "base/nearest.hpp"
#include "scenario/text/geojson.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] bool reaches_into_network(const Path& path) {
  const auto is = [&](std::size_t i, const char* key) { return i < path.size() && path[i] == Step(std::string(key)); };
  return is(0, "network") && (is(1, "nodes") || is(1, "roads"));
}

}  // namespace

Override parse_override(std::string_view text, const std::string& option) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (text[i] == '=' && !quoted) {
      return {std::string(text.substr(0, i)), std::string(text.substr(i + 1)), option + " " + std::string(text)};
    }
  }
  throw InputError(option + " " + std::string(text) + ": must be PATH=VALUE");
}

void apply_overrides(Node& root, const Overrides& overrides, const std::filesystem::path& directory,
                     Problems& problems) {
  for (const Override& change : overrides) {
    const std::size_t source =
        problems.add_source(change.option.empty() ? "--set " + change.path + "=" + change.value : change.option);
    try {
      const Path path = parse_path(change.path);
      if (reaches_into_network(path)) {
        inline_network(root, directory, problems);
      }
      assign(root, path, parse_yaml_value(change.value, source));
    } catch (const Wrong& wrong) {
      problems.error({source, 0, 0}, change.path, wrong.what());
    } catch (const SyntaxError& error) {
      problems.error({source, 0, 0}, change.path, error.what());
    }
  }
}

}  // namespace convoyrisk::scenario
