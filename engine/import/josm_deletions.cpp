#include "import/josm_deletions.hpp"

#include <expat.h>

#include <functional>
#include <memory>
#include <osmium/io/any_compression.hpp>
#include <osmium/io/detail/read_write.hpp>
#include <osmium/io/file.hpp>
#include <string>
#include <string_view>

namespace convoyrisk::importer {
namespace {

/// Gives the text of the file part by part to `take`, until it returns false.
void read_text(const osmium::io::File& file, const std::function<bool(const std::string&)>& take) {
  const auto source = osmium::io::CompressionFactory::instance().create_decompressor(
      file.compression(), osmium::io::detail::open_for_reading(file.filename()));
  for (std::string part = source->read(); !part.empty() && take(part); part = source->read()) {
  }
  source->close();
}

/// Whether to look closer, which few files need.
[[nodiscard]] bool may_hold_deletions(const osmium::io::File& file) {
  constexpr std::string_view key = "action";
  std::string window;
  bool found = false;
  read_text(file, [&](const std::string& part) {
    window = window.substr(window.size() - std::min(window.size(), key.size())) + part;
    found = window.find(key) != std::string::npos;
    return !found;
  });
  return found;
}

void start_element(void* deletions, const char* element, const char** attributes) {
  std::int64_t id = 0;
  bool deleted = false;
  for (; *attributes != nullptr; attributes += 2) {
    const std::string_view name = attributes[0];
    const std::string_view value = attributes[1];
    deleted = deleted || (name == "action" && value == "delete");
    id = name == "id" ? std::strtoll(attributes[1], nullptr, 10) : id;
  }
  auto& found = *static_cast<Deletions*>(deletions);
  if (deleted && element == std::string_view("node")) {
    found.nodes.insert(id);
  } else if (deleted && element == std::string_view("way")) {
    found.ways.insert(id);
  }
}

}  // namespace

Deletions josm_deletions(const std::filesystem::path& file) {
  const osmium::io::File source(file.string());
  Deletions deletions;
  if (source.format() != osmium::io::file_format::xml || !may_hold_deletions(source)) {
    return deletions;
  }
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
  XML_SetUserData(parser.get(), &deletions);
  XML_SetStartElementHandler(parser.get(), start_element);
  read_text(source, [&](const std::string& part) {  // what is no XML is libosmium's to tell
    return XML_Parse(parser.get(), part.data(), static_cast<int>(part.size()), 0) == XML_STATUS_OK;
  });
  return deletions;
}

}  // namespace convoyrisk::importer
