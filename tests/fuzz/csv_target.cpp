// A table of roads and, behind a line of three hyphens, one of nodes; the first is also read as --details.
#include <optional>
#include <string>

#include "fuzz/target.hpp"
#include "import/csv_network.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace convoyrisk;
  const std::string text = fuzz::input_text(data, size);
  const std::size_t cut = text.find("---\n");
  const std::string roads = fuzz::input_file(text.substr(0, cut), "-roads.csv");
  const std::string nodes = fuzz::input_file(cut == std::string::npos ? "" : text.substr(cut + 4), "-nodes.csv");
  fuzz::expect_read_or_refused(text, [&] { static_cast<void>(importer::csv_network(roads, nodes, {roads}, {})); });
  fuzz::expect_read_or_refused(text, [&] { static_cast<void>(importer::csv_network(roads, std::nullopt, {}, {})); });
  return 0;
}
