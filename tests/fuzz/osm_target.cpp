// An extract of OpenStreetMap; the first byte chooses the form: XML or PBF.
#include "fuzz/target.hpp"
#include "import/osm_network.hpp"

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
  return 0;
}
