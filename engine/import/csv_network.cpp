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
#include "import/dialect.hpp"
#include "import/streets.hpp"
#include "import/table.hpp"
#include "import/told.hpp"
#include "import/zoning.hpp"

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

/// A field of a table and where it stands.
struct Cell {
  std::string text;
  std::string place;
  char separator = ',';  ///< of its table
};

/// The text of a number with a decimal point. Where a comma does not part the fields it is read as a decimal comma, but
/// not in one table with decimal points, for either may then part thousands.
class Decimals {
 public:
  [[nodiscard]] std::string operator()(const Cell& cell, const std::string& name) {
    const std::size_t mark = cell.text.find_first_of(",.");
    const bool twice = mark != std::string::npos && cell.text.find_first_of(",.", mark + 1) != std::string::npos;
    if (cell.separator == ',' || mark == std::string::npos || twice) {
      return cell.text;
    }
    const std::string file = cell.place.substr(0, cell.place.rfind(':'));
    const Cell& first = first_.try_emplace(file, cell).first->second;
    if (first.text.find(cell.text[mark]) == std::string::npos) {
      throw InputError(
          fmt::format("{}: {} {} and {} of {} are written with a decimal point and with a decimal comma: "
                      "write all alike",
                      cell.place, name, shown(cell.text), shown(first.text), first.place));
    }
    std::string plain = cell.text;
    plain[mark] = '.';
    return plain;
  }

 private:
  std::map<std::string, Cell> first_;  ///< number with a mark, by file
};

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

  /// Throws InputError where two rows have the same ends, of which one alone would be looked at.
  void check_rows_once() const {
    for (const Table::Row& row : table_.rows) {
      const Table::Row* const first = between(row.cells[from_], row.cells[to_]);
      if (first != &row) {
        throw InputError(fmt::format("{}: {} to {} stands on line {} already", table_.place(row),
                                     shown(row.cells[from_]), shown(row.cells[to_]), first->line));
      }
    }
  }
  Roads(const Roads&) = delete;  // the index points into the table
  Roads& operator=(const Roads&) = delete;

  [[nodiscard]] const Table& table() const { return table_; }
  [[nodiscard]] bool has(const std::string& own) const { return columns_.contains(own); }
  [[nodiscard]] Cell cell(const Table::Row& row, const std::string& own) const {
    const auto column = columns_.find(own);
    return {column == columns_.end() ? "" : row.cells[column->second], table_.place(row), table_.separator};
  }
  [[nodiscard]] const std::string& from(const Table::Row& row) const { return row.cells[from_]; }
  [[nodiscard]] const std::string& to(const Table::Row& row) const { return row.cells[to_]; }
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

class CsvBuilder {
 public:
  CsvBuilder(const std::filesystem::path& roads, const std::vector<std::filesystem::path>& details,
             const ImportOptions& options)
      : mapping_(options.columns, own_columns(), "--column"),
        options_(&options),
        zones_(options.zones),
        roads_(read_table(roads), mapping_) {
    zones_.check_without_classes(roads.string());
    for (const std::filesystem::path& file : details) {
      details_.push_back(std::make_unique<Roads>(read_table(file), mapping_));
      details_.back()->check_rows_once();
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
      const auto degrees = [&](std::size_t column, const char* what) {
        return decimals_({row.cells[column], table.place(row), table.separator}, what);
      };
      const Position place = position(degrees(latitude, "latitude"), degrees(longitude, "longitude"), table.place(row));
      if (!places_.emplace(row.cells[name], place).second) {
        throw InputError(fmt::format("{}: {} stands twice in the table", table.place(row), shown(row.cells[name])));
      }
    }
    nodes_file_ = table.file;
  }

  [[nodiscard]] RoadNetwork build() {
    for (const Table::Row& row : roads_.table().rows) {
      add(row);
    }
    if (!contradictions_.empty()) {
      throw InputError(fmt::format("{}", fmt::join(contradictions_, "\n")));
    }
    tell_of_details_without_a_road();
    keep_each_street_once();
    for (const auto& [name, place] : places_) {
      if (!index_.contains(name)) {
        network_.warnings.push_back(fmt::format("{} is on no road and left out", name));
      }
    }
    zones_.finish(network_, false);
    give_roads_names_of_their_own(network_);
    warn_of_lengths(network_);
    return std::move(network_);
  }

 private:
  /// What the table of roads says, or else the first table of details that says something.
  [[nodiscard]] Cell value(const Table::Row& row, const std::string& own) const {
    Cell cell = roads_.cell(row, own);
    for (const auto& details : details_) {
      const Table::Row* const more = details->between(roads_.from(row), roads_.to(row));
      if (cell.text.empty() && more != nullptr) {
        cell = details->cell(*more, own);
      }
    }
    return cell;
  }

  [[nodiscard]] std::size_t node(const Table::Row& row, const std::string& end) {
    const std::string name = roads_.cell(row, end).text;
    const std::string where = roads_.table().place(row);
    if (name.empty()) {
      throw InputError(fmt::format("{}: {} is empty", where, mapping_(end)));
    }
    const auto [entry, fresh] = index_.try_emplace(name, network_.nodes.size());
    const Position at = place(row, end, name, where);
    if (fresh) {
      network_.nodes.push_back({name, at});
    } else if (const Position& before = network_.nodes[entry->second].position; !(before == at)) {
      contradictions_.push_back(fmt::format("{}: {} lies at latitude {}, longitude {}, and further up at {}, {}", where,
                                            shown(name), at.latitude_deg, at.longitude_deg, before.latitude_deg,
                                            before.longitude_deg));
    }
    return entry->second;
  }

  [[nodiscard]] Position place(const Table::Row& row, const std::string& end, const std::string& name,
                               const std::string& where) {
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
    const auto degrees = [&](const std::string& own) { return decimals_(roads_.cell(row, own), mapping_(own)); };
    return position(degrees(end + "_lat"), degrees(end + "_lon"), where);
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
    road.length_km = length_km(row).value_or(length_along_km(road.shape));
    road.speed_kmh = speed_kmh(row).value_or(options_->speed_kmh);
    const Cell cover = value(row, "cover");
    road.cover =
        cover.text.empty()
            ? std::nullopt
            : std::optional(number(decimals_(cover, mapping_("cover")), Range::share, cover.place, mapping_("cover")));
    const Cell zone = value(row, "zone");
    const Cell oneway = value(row, "oneway");
    const Direction direction = oneway_direction(oneway.text, false, oneway.place, mapping_("oneway"));
    road.oneway = direction != Direction::both;
    if (direction == Direction::backward) {
      std::swap(road.from, road.to);
      std::ranges::reverse(road.shape);
    }
    road.name = value(row, "name").text;
    road.zone = zones_.of_road("", road.name, "");
    road.zone = zone.text.empty() ? road.zone : zone.text;
    network_.roads.push_back(std::move(road));
  }

  [[nodiscard]] std::optional<double> length_km(const Table::Row& row) {
    for (const auto& [own, unit_km] : length_properties()) {
      const Cell cell = value(row, own);
      if (!cell.text.empty()) {
        return length_in_km(decimals_(cell, mapping_(own)), unit_km, cell.place, mapping_(own));
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<double> speed_kmh(const Table::Row& row) {
    const Cell cell = value(row, "speed_kmh");
    const std::string text = decimals_(cell, mapping_("speed_kmh"));
    const std::optional<double> speed = text.empty() ? std::nullopt : speed_in_kmh(text);
    if (!text.empty() && !speed) {
      return number(text, Range::positive, cell.place, mapping_("speed_kmh"));  // throws
    }
    return speed;
  }

  void tell_of_details_without_a_road() {
    for (const auto& details : details_) {
      for (const Table::Row& row : details->table().rows) {
        const std::string& from = details->from(row);
        const std::string& to = details->to(row);
        if (roads_.between(from, to) == nullptr) {
          network_.warnings.push_back(fmt::format("{}: {} has no road from {} to {}, and the line is not used{}",
                                                  details->table().place(row), roads_.table().file, shown(from),
                                                  shown(to), meant(from, to)));
        }
      }
    }
  }

  [[nodiscard]] std::string meant(const std::string& from, const std::string& to) const {
    if (roads_.between(to, from) != nullptr) {
      return fmt::format("; there is one from {} to {}", shown(to), shown(from));
    }
    std::vector<std::string> known;
    for (const Table::Row& row : roads_.table().rows) {
      known.push_back(roads_.from(row) + " to " + roads_.to(row));
    }
    return did_you_mean(from + " to " + to, known);
  }

  void keep_each_street_once() {
    std::vector<Road*> roads;
    for (Road& road : network_.roads) {
      roads.push_back(&road);
    }
    AlikeWarnings told;
    const std::vector<bool> stays = first_of_each_street(roads, told);
    told.tell(network_.warnings);
    std::size_t next = 0;
    std::erase_if(network_.roads, [&](const Road&) { return !stays[next++]; });
  }

  Mapping mapping_;
  const ImportOptions* options_;
  Zoning zones_;
  Roads roads_;
  std::vector<std::unique_ptr<Roads>> details_;
  std::map<std::string, Position> places_;
  std::string nodes_file_;
  std::map<std::string, std::size_t> index_;
  Decimals decimals_;
  std::vector<std::string> contradictions_;
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
