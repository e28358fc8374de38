#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <numeric>
#include <span>
#include <utility>

#include "app/commands/commands.hpp"
#include "app/text/number_format.hpp"
#include "app/text/say.hpp"
#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "import/csv_network.hpp"
#include "import/geojson_network.hpp"
#include "import/osm_network.hpp"

namespace convoyrisk::app {
namespace {

namespace fs = std::filesystem;
using importer::RoadNetwork;

struct Files {
  fs::path source;
  fs::path output;

  void add_to(CLI::App& command, const char* what) {
    command.add_option("file", source, what)->required();
    command.add_option("-o,--output", output, "The network, as network.file of a scenario names it")->required();
  }

  /// Before anything is read: an import may take long.
  void check_output() const {
    check_own_kind(output, "network that import wrote", {importer::network_signature});
    check_whole_file(output, 0);
  }
};

void finish(const RoadNetwork& network, const fs::path& output, const std::string& more) {
  const std::string text = importer::geojson_text(network);
  write_whole_file(output, std::as_bytes(std::span(text)));
  for (const std::string& warning : network.warnings) {
    say(fmt::format("warning: {}\n", warning));
  }
  const double length_km = std::accumulate(network.roads.begin(), network.roads.end(), 0.0,
                                           [](double sum, const auto& road) { return sum + road.length_km; });
  show(fmt::format("{}: {} nodes, {} roads, {} km\n{}", output.string(), grouped(network.nodes.size()),
                   grouped(network.roads.size()), compact(length_km), more));
}

struct OsmCommand {
  Files files;
  importer::OsmOptions options;
  importer::ImportOptions more;
  double corridor_km = 0;
  std::vector<double> box;
  std::string from;
  std::string to;

  void run() {
    files.check_output();
    if (box.size() == 4) {
      options.box = {box[0], box[1], box[2], box[3]};
      if (box[0] >= box[2] || box[1] >= box[3]) {
        throw InputError("--bbox must be WEST,SOUTH,EAST,NORTH in degrees, with west < east and south < north");
      }
    }
    if (from.empty() != to.empty()) {
      throw InputError("--from and --to go together");
    }
    if (corridor_km > 0 && from.empty()) {
      throw InputError("--corridor needs --from and --to, between which it lies");
    }
    options.wanted_places = {from, to};
    importer::RoadRules rules = importer::road_rules(more);
    const importer::OsmRoads roads = importer::read_osm(files.source, rules);
    RoadNetwork network = importer::osm_network(roads, options, rules.zones);
    std::string told;
    if (!from.empty()) {
      const importer::Journey way = journey(network);
      told = fmt::format("{} to {}: {:.1f} km, {:.1f} h by the fastest way\n", from, to, way.length_km, way.hours);
      if (corridor_km > 0) {
        options.corridor = {way.line, corridor_km};
        network = importer::osm_network(roads, options, rules.zones);
      }
    }
    finish(network, files.output, told);
  }

  [[nodiscard]] importer::Journey journey(const RoadNetwork& network) const {
    auto way = importer::fastest_journey(network, importer::node_named(network, from, "--from"),
                                         importer::node_named(network, to, "--to"));
    if (!way) {
      throw InputError(fmt::format("one-way roads leave no way from {} to {}", from, to));
    }
    return *std::move(way);
  }
};

void add_classes(CLI::App& command, importer::ImportOptions& options) {
  command
      .add_option("--class-speed", options.class_speeds,
                  "Speed of roads of a class that name none (km/h), as in trunk=60; may be given again")
      ->expected(1)
      ->take_all();
  command
      .add_option("--surface-speed", options.surface_speeds,
                  "Greatest speed on a surface or tracktype (km/h), as in gravel=50; may be given again")
      ->expected(1)
      ->take_all();
  command.add_flag("--tracks", options.tracks, "Take highway=track as well");
}

void add_zones(CLI::App& command, importer::ZoneOptions& zones, const std::string& forms) {
  command
      .add_option("--zone", zones.rules,
                  "Zone of roads that name none; of some of them as " + forms + "; may be given again")
      ->expected(1)
      ->take_all();
  command.add_option("--zones", zones.file,
                     "GeoJSON with polygons: zone of the roads that lie in each for the most part");
  command.add_option("--zone-property", zones.property, "What names the zone of a polygon (else zone, name or Name)");
}

void add_osm(CLI::App& command) {
  auto import = std::make_shared<OsmCommand>();
  CLI::App* osm = command.add_subcommand("osm", "Roads of an OpenStreetMap extract");
  import->files.add_to(*osm, "Extract: .osm.pbf, .osm, .osm.gz or .osm.bz2");
  osm->add_option("--bbox", import->box, "Keep what lies within WEST,SOUTH,EAST,NORTH (degrees)")
      ->delimiter(',')
      ->expected(4);
  osm->add_option("--from", import->from, "Place where journeys start: must be on the network");
  osm->add_option("--to", import->to, "Place where journeys end: must be reached from --from");
  osm->add_option("--place-distance", import->options.place_distance_km,
                  "How far a place may lie from the road node that takes its name (km)")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  osm->add_option("--corridor", import->corridor_km,
                  "Keep what lies within so many km of the fastest way between --from and --to")
      ->check(CLI::Range(0.1, 10000.0));
  add_zones(*osm, import->more.zones, "NAME=class:primary,trunk or NAME=name:N-35");
  add_classes(*osm, import->more);
  osm->footer(
      "Example:\n"
      "  convoyrisk import osm pakistan.osm.pbf --bbox 72.5,33.5,74,36 --from Islamabad --to Dasu --corridor 15 \\\n"
      "      --zones districts.geojson --zone 'city=name:Ring Road' -o network.geojson");
  osm->callback([import] { import->run(); });
}

void add_common(CLI::App& command, importer::ImportOptions& options) {
  command.add_option("--speed", options.speed_kmh, "Speed of roads that name none, nor a class (km/h)")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
}

void add_geojson(CLI::App& command) {
  struct Import {
    Files files;
    importer::ImportOptions options;
  };
  auto import = std::make_shared<Import>();
  CLI::App* geojson = command.add_subcommand("geojson", "Lines of any GeoJSON file");
  import->files.add_to(*geojson, "GeoJSON FeatureCollection with LineStrings, in degrees");
  geojson->footer(
      "Examples:\n"
      "  convoyrisk import geojson roads.geojson --property length_km=LENGTH --property name=ROAD --snap 5 -o "
      "network.geojson\n"
      "  convoyrisk import geojson osmnx-edges.geojson --property length_m=length -o network.geojson");
  geojson->add_option("--property", import->options.columns, "What the file calls a property, as in length_km=LENGTH")
      ->expected(1)
      ->take_all();
  geojson->add_option("--snap", import->options.snap_m, "Ends of lines this near are one node (m)")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  add_common(*geojson, import->options);
  add_zones(*geojson, import->options.zones, "NAME=class:primary,trunk or NAME=name:N-35");
  add_classes(*geojson, import->options);
  geojson->callback([import] {
    import->files.check_output();
    finish(importer::geojson_network(import->files.source, import->options), import->files.output, "");
  });
}

void add_csv(CLI::App& command) {
  struct Import {
    Files files;
    importer::ImportOptions options;
    std::string nodes;
    std::vector<fs::path> details;
  };
  auto import = std::make_shared<Import>();
  CLI::App* csv = command.add_subcommand("csv", "A table of roads, and one of places");
  import->files.add_to(*csv, "Table with columns from, to, length_km, ... (fields parted by , ; or tabs)");
  csv->add_option("--nodes", import->nodes, "Table with columns name, lat, lon");
  csv->add_option("--details", import->details, "Table by from and to with what the first does not say")
      ->expected(1)
      ->take_all();
  csv->add_option("--column", import->options.columns, "What the tables call a column, as in length_km=road_km")
      ->expected(1)
      ->take_all();
  csv->add_option("--node-column", import->options.node_columns, "The same for --nodes, as in lat=latitude")
      ->expected(1)
      ->take_all();
  add_common(*csv, import->options);
  add_zones(*csv, import->options.zones, "NAME=name:Ring Road");
  csv->footer(
      "Example:\n"
      "  convoyrisk import csv karakoram-roads.csv --column length_km=road_km --nodes karakoram-towns.csv\n"
      "      --details karakoram-assumptions.csv -o network.geojson");
  csv->callback([import] {
    import->files.check_output();
    const auto nodes = import->nodes.empty() ? std::nullopt : std::optional<fs::path>(import->nodes);
    finish(importer::csv_network(import->files.source, nodes, import->details, import->options), import->files.output,
           "");
  });
}

}  // namespace

void add_import_command(CLI::App& program) {
  CLI::App* command = program.add_subcommand("import", "Make a network of OpenStreetMap, GeoJSON or tables");
  command->require_subcommand(1);
  command->footer(
      "Examples:\n"
      "  convoyrisk import osm pakistan.osm.pbf --bbox 72.5,33.5,74,36 -o network.geojson\n"
      "  convoyrisk import geojson roads.geojson --property length_km=LENGTH --snap 5 -o network.geojson\n"
      "  convoyrisk import csv roads.csv --nodes towns.csv -o network.geojson\n"
      "Help for one kind of file: convoyrisk import osm --help.");
  add_osm(*command);
  add_geojson(*command);
  add_csv(*command);
}

}  // namespace convoyrisk::app
