#include "import/csv_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/nearest.hpp"
#include "import/table.hpp"

namespace convoyrisk::importer {
namespace {

const std::vector<std::string>& own_columns() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = road_properties();
    all.insert(all.end(), {"from_lat", "from_lon", "to_lat", "to_lon"});
    return all;
  }();
  return names;
}

[[nodiscard]] Position position(const std::string& latitude, const std::string& longitude, const std::string& where) {
  const Position place{number(longitude, Range::any, where, "longitude"),
                       number(latitude, Range::any, where, "latitude")};
  if (std::abs(place.latitude_deg) > 90 || std::abs(place.longitude_deg) > 180) {
    throw InputError(fmt::format("{}: latitude {} must lie within 90 and longitude {} within 180 degrees", where,
                                 place.latitude_deg, place.longitude_deg));
  }
  return place;
}

/// A table with the columns of roads, found by the ends of a road.
class Roads {
 public:
  Roads(Table table, const Mapping& mapping) : table_(std::move(table)) {
    for (const std::string& own : own_columns()) {
      if (const auto column = table_.find(mapping(own))) {
        columns_[own] = *column;
      }
    }
    from_ = table_.column(mapping("from"));
    to_ = table_.column(mapping("to"));
    for (const Table::Row& row : table_.rows) {
      by_ends_.try_emplace({row.cells[from_], row.cells[to_]}, &row);
    }
  }
  Roads(const Roads&) = delete;  // the index points into the table
  Roads& operator=(const Roads&) = delete;

  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] bool has(const std::string& own) const { return columns_.contains(own); }
  [[nodiscard]] std::string cell(const Table::Row& row, const std::string& own) const {
    const auto column = columns_.find(own);
    return column == columns_.end() ? "" : row.cells[column->second];
  }
  [[nodiscard]] const Table::Row* between(const std::string& from, const std::string& to) const {
    const auto found = by_ends_.find({from, to});
    return found == by_ends_.end() ? nullptr : found->second;
  }

 private:
  Table table_;
  std::map<std::string, std::size_t> columns_;
  std::size_t from_ = 0;
  std::size_t to_ = 0;
  std::map<std::pair<std::string, std::string>, const Table::Row*> by_ends_;
};

struct Cell {
  std::string text;
  std::string place;
};

class CsvBuilder {
 public:
  CsvBuilder(const std::filesystem::path& roads, const std::vector<std::filesystem::path>& details,
             const ImportOptions& options)
      : mapping_(options.columns, own_columns(), "--column"), options_(&options), roads_(read_table(roads), mapping_) {
    for (const std::filesystem::path& file : details) {
      details_.push_back(std::make_unique<Roads>(read_table(file), mapping_));
    }
    for (const auto& [own, theirs] : mapping_.all()) {
      const auto has = [&own = own](const auto& table) { return table->has(own); };
      if (!roads_.has(own) && std::ranges::none_of(details_, has)) {
        static_cast<void>(roads_.table().column(theirs));  // throws
      }
    }
  }

  void read_nodes(const std::filesystem::path& file) {
    const Table table = read_table(file);
    const Mapping mapping(options_->node_columns, node_properties(), "--node-column");
    const std::size_t name = table.column(mapping("name"));
    const std::size_t latitude = table.column(mapping("lat"));
    const std::size_t longitude = table.column(mapping("lon"));
    for (const Table::Row& row : table.rows) {
      if (!places_.emplace(row.cells[name], position(row.cells[latitude], row.cells[longitude], table.place(row)))
               .second) {
        throw InputError(fmt::format("{}: {} stands twice in the table", table.place(row), shown(row.cells[name])));
      }
    }
    nodes_file_ = table.file;
  }

  [[nodiscard]] RoadNetwork build() {
    for (const Table::Row& row : roads_.table().rows) {
      add(row);
    }
    for (const auto& [name, place] : places_) {
      if (!index_.contains(name)) {
        network_.warnings.push_back(fmt::format("{} is on no road and left out", name));
      }
    }
    give_roads_names_of_their_own(network_);
    warn_of_short_roads(network_);
    return std::move(network_);
  }

 private:
  /// What the table of roads says, or else the first table of details that says something.
  [[nodiscard]] Cell value(const Table::Row& row, const std::string& own) const {
    Cell cell{roads_.cell(row, own), roads_.table().place(row)};
    for (const auto& details : details_) {
      const Table::Row* const more = details->between(roads_.cell(row, "from"), roads_.cell(row, "to"));
      if (cell.text.empty() && more != nullptr) {
        cell = {details->cell(*more, own), details->table().place(*more)};
      }
    }
    return cell;
  }

  [[nodiscard]] std::size_t node(const Table::Row& row, const std::string& end) {
    const std::string name = roads_.cell(row, end);
    const std::string where = roads_.table().place(row);
    if (name.empty()) {
      throw InputError(fmt::format("{}: {} is empty", where, mapping_(end)));
    }
    const auto [entry, fresh] = index_.try_emplace(name, network_.nodes.size());
    if (fresh) {
      network_.nodes.push_back({name, place(row, end, name, where)});
    }
    return entry->second;
  }

  [[nodiscard]] Position place(const Table::Row& row, const std::string& end, const std::string& name,
                               const std::string& where) const {
    if (!nodes_file_.empty()) {
      const auto found = places_.find(name);
      if (found == places_.end()) {
        std::vector<std::string> names;
        for (const auto& known : places_) {
          names.push_back(known.first);
        }
        throw InputError(
            fmt::format("{}: {} is not in {}{}", where, shown(name), nodes_file_, did_you_mean(name, names)));
      }
      return found->second;
    }
    if (!roads_.has(end + "_lat") || !roads_.has(end + "_lon")) {
      throw InputError(
          fmt::format("{}:1: nothing says where the nodes are: give a table with name, lat and lon by "
                      "--nodes, or columns from_lat, from_lon, to_lat and to_lon",
                      roads_.table().file));
    }
    return position(roads_.cell(row, end + "_lat"), roads_.cell(row, end + "_lon"), where);
  }

  void add(const Table::Row& row) {
    Road road;
    road.from = node(row, "from");
    road.to = node(row, "to");
    if (road.from == road.to) {
      throw InputError(
          fmt::format("{}: from and to are both {}", roads_.table().place(row), shown(network_.nodes[road.from].name)));
    }
    road.shape = {network_.nodes[road.from].position, network_.nodes[road.to].position};
    const auto amount = [&](const char* own, Range range) {
      const Cell cell = value(row, own);
      return cell.text.empty() ? std::nullopt : std::optional(number(cell.text, range, cell.place, mapping_(own)));
    };
    road.length_km = amount("length_km", Range::positive).value_or(length_along_km(road.shape));
    road.speed_kmh = amount("speed_kmh", Range::positive).value_or(options_->speed_kmh);
    road.cover = amount("cover", Range::share);
    const Cell zone = value(row, "zone");
    road.zone = zone.text.empty() ? options_->zone : zone.text;
    const Cell oneway = value(row, "oneway");
    road.oneway = flag(oneway.text, oneway.place, mapping_("oneway"));
    road.name = value(row, "name").text;
    network_.roads.push_back(std::move(road));
  }

  Mapping mapping_;
  const ImportOptions* options_;
  Roads roads_;
  std::vector<std::unique_ptr<Roads>> details_;
  std::map<std::string, Position> places_;
  std::string nodes_file_;
  std::map<std::string, std::size_t> index_;
  RoadNetwork network_;
};

}  // namespace

const std::vector<std::string>& node_properties() {
  static const std::vector<std::string> names{"name", "lat", "lon"};
  return names;
}

RoadNetwork csv_network(const std::filesystem::path& roads, const std::optional<std::filesystem::path>& nodes,
                        const std::vector<std::filesystem::path>& details, const ImportOptions& options) {
  CsvBuilder builder(roads, details, options);
  if (nodes) {
    builder.read_nodes(*nodes);
  }
  return builder.build();
}

}  // namespace convoyrisk::importer
