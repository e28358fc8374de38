// GeoJSON, as `import geojson` reads anybody's roads and --zones anybody's polygons, and as a scenario reads the
// project's own.
#include <string>

#include "fuzz/target.hpp"
#include "import/geojson_network.hpp"
#include "import/zone_areas.hpp"
#include "scenario/study/reader.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  const std::string text = fuzz::input_text(data, size);
  const std::string file = fuzz::input_file(text, ".geojson");
  fuzz::expect_read_or_refused(text, [&] { static_cast<void>(importer::geojson_network(file, {})); });
  fuzz::expect_read_or_refused(text, [&] {
    importer::ZoneAreas zones(file, "");
    static_cast<void>(zones.zone_of({{-0.1, -0.1}, {0.1, 0.3}, {179.9, 0.3}, {-179.9, 90}}, "road"));
  });
  fuzz::expect_read_or_refused(text, [&] {
    static_cast<void>(
        scenario::read_study_text("convoyrisk: 1\ntitle: t\nnetwork: {file: " + file + "}\n", "input.yaml", "/"));
  });
  return 0;
}
