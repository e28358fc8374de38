// An extract of OpenStreetMap; the first byte chooses the form: XML or PBF.
#include <unistd.h>

#include <filesystem>

#include "fuzz/target.hpp"
#include "import/osm_network.hpp"

namespace {

/// libosmium leaves a binary extract open that it could not read: one descriptor less for each input.
void close_left_open(const std::filesystem::path& file) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;  // the folder's own descriptor
    if (std::filesystem::read_symlink(entry.path(), gone) == file) {
      ::close(std::stoi(entry.path().filename()));
    }
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  const bool xml = size > 0 && data[0] == '<';
  const std::string text = fuzz::input_text(data, size);
  const std::string file = fuzz::input_file(text, xml ? ".osm" : ".osm.pbf");
  fuzz::expect_read_or_refused(text, [&] {
    importer::RoadRules rules;
    rules.classes = importer::ClassSpeeds(true, {});
    const importer::OsmRoads roads = importer::read_osm(file, rules);
    static_cast<void>(importer::osm_network(roads, {}, rules.zones));
  });
  close_left_open(file);
  return 0;
}
