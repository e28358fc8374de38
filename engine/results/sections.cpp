#include "results/sections.hpp"

#include <fmt/format.h>

#include "results/columns.hpp"
#include "results/provenance.hpp"
#include "results/sha256.hpp"
#include "results/tables.hpp"

namespace convoyrisk::results {

void write_origin(Group& root, std::string_view format, std::int32_t version, std::string_view title) {
  const Provenance program = this_program();
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  checked(H5get_libversion(&major, &minor, &release), "get the version of HDF5");

  root.attribute("_NCProperties",
                 fmt::format("version=2,convoyrisk={},hdf5={}.{}.{}", program.version, major, minor, release));
  root.attribute("Conventions", "CF-1.8");
  root.attribute("title", title);
  root.attribute("format", format);
  root.attribute("format_version", version);
  root.attribute("program_version", program.version);
  root.attribute("git_revision", program.revision);
  root.attribute("compiler", program.compiler);
  root.attribute("libm", program.libm);
  root.attribute("libm_fingerprint", program.libm_fingerprint);
}

void write_head(Group& root, const RunRecord& run) {
  write_origin(root, format_name, format_version, run.scenario.title);
  root.attribute("seed", run.plan.seed);
  root.attribute("policies", to_list(run.results.policy_names));
  root.attribute("outcomes", to_list(outcome_names()));
  root.attribute("currency", run.scenario.costs.currency);
  root.attribute("horizon_h", run.scenario.horizon_h);
  root.attribute("replications", run.results.replications);
  root.attribute("draws", run.summary.draws);
  root.attribute("replications_of_draw", run.plan.has_draws() ? run.plan.replications : std::int64_t{0});
  root.attribute("points", to_list(run.summary.heading.points));
  root.attribute("first_block", run.results.first_block);
  root.attribute("blocks_done", static_cast<std::int64_t>(run.results.blocks.size()));
  root.attribute("block_size", experiment::block_size);
  root.attribute("complete", std::int32_t{run.summary.heading.complete});
}

void write_scenario(Group group, const std::string& text, const std::string& resolved_yaml) {
  write_text(group, "text", text, "the scenario file as it was read");
  write_text(group, "resolved", resolved_yaml, "every value that was in force, as YAML");
  const std::string digest = sha256(resolved_yaml);
  group.attribute("sha256", digest);
  write_text(group, "resolved_sha256", digest, "SHA-256 of resolved");
}

void write_network(Group group, const spec::Network& network) {
  Names nodes;
  std::vector<double> latitudes;
  std::vector<double> longitudes;
  for (const spec::Node& node : network.nodes) {
    nodes.push_back(node.name);
    latitudes.push_back(node.latitude_deg);
    longitudes.push_back(node.longitude_deg);
  }
  group.coordinate("node", std::span<const std::string>(nodes), {"1", "node of the road network"});
  write_column(group, "latitude", "node", latitudes, {"degrees_north", "latitude"});
  write_column(group, "longitude", "node", longitudes, {"degrees_east", "longitude"});

  Names legs;
  Names from;
  Names to;
  Names zones;
  std::vector<double> lengths;
  for (const spec::Road& road : network.roads) {
    legs.push_back(road.name);
    from.push_back(nodes[road.from.index()]);
    to.push_back(nodes[road.to.index()]);
    zones.push_back(road.zone.valid() ? network.zones[road.zone.index()] : "");
    lengths.push_back(road.length_km);
  }
  group.coordinate("leg", std::span<const std::string>(legs), leg_description);
  write_column(group, "from", "leg", from, {"1", "node where the leg begins"});
  write_column(group, "to", "leg", to, {"1", "node where the leg ends"});
  write_column(group, "zone", "leg", zones, {"1", "zone of the leg"});
  write_column(group, "length", "leg", lengths, {"km", "length of the leg"});
}

}  // namespace convoyrisk::results
