#include "scenario/variation/draw_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include "base/csv_table.hpp"
#include "base/grouped.hpp"
#include "base/printable.hpp"
#include "random/scrambling.hpp"
#include "scenario/text/text_file.hpp"
#include "scenario/variation/parameter_keys.hpp"
#include "scenario/variation/systematic_sample.hpp"

namespace convoyrisk::scenario {
namespace {

constexpr std::string_view table_path = "uncertainty.table";
constexpr std::string_view weight_column = "weight";
constexpr std::size_t most_wrong_rows = 20;  ///< after so many no further row is looked at

/// The table as the map that may stand in its place.
[[nodiscard]] Node to_map(const Table& table, std::size_t source) {
  const auto place = [source](TextPlace at) { return Place{source, at.line, at.column}; };
  Node map = Node::map();
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    Node cells = Node::list(place(table.column_places[column]));
    for (const Table::Row& row : table.rows) {
      cells.items.push_back(Node::scalar(row.cells[column], place(row.places[column])));
    }
    map.add(table.columns[column], std::move(cells));
  }
  return map;
}

/// The table in a file; broken where it is none, which is reported.
[[nodiscard]] Node load_table(const Node& file, const std::filesystem::path& directory, Problems& problems) {
  const std::filesystem::path name = directory / file.text;
  const std::optional<std::string> text = file.text.empty() ? std::nullopt : read_text_file(name);
  if (!text) {
    problems.error(file.place, std::string(table_path),
                   shown(file.text) + " cannot be read; it is looked for from the folder of the scenario");
    return Node::broken(file.place);
  }
  const std::size_t source = problems.add_source(name.string());
  try {
    Node map = to_map(parse_table(*text, name.string()), source);
    map.place = file.place;
    return map;
  } catch (const TableError& error) {
    problems.error({source, error.place().line, error.place().column}, std::string(table_path), error.told());
    return Node::broken(file.place);
  }
}

/// A column that is a parameter: its choices are its values, each once; numbers go up, others stand as they come.
class ColumnReader {
 public:
  explicit ColumnReader(const std::vector<Node>& cells) {
    std::map<std::string, std::size_t> known;
    for (const Node& cell : cells) {
      const auto [entry, fresh] = known.try_emplace(print_yaml_line(cell), choices_.size());
      if (fresh) {
        choices_.push_back(cell);
      }
      choice_of_row_.push_back(entry->second);
    }
  }

  void fill(DrawnParameter& parameter, const std::vector<double>& weights) {
    parameter.in_table = true;
    set_choices(parameter, choices_);
    if (!parameter.choice_values.empty()) {
      sort(parameter);
    }
    std::vector<double> of_choice(choices_.size(), 0.0);
    for (std::size_t row = 0; row < weights.size(); ++row) {
      of_choice[choice_of_row_[row]] += weights[row];
    }
    std::partial_sum(of_choice.begin(), of_choice.end(), of_choice.begin());
    parameter.distribution = WeightedChoiceLaw{std::move(of_choice)};
  }

  [[nodiscard]] const std::vector<std::size_t>& choice_of_row() const { return choice_of_row_; }

 private:
  void sort(DrawnParameter& parameter) {
    std::vector<std::size_t> order(choices_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t choice) { return parameter.choice_values[choice]; });
    std::vector<std::size_t> rank(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      rank[order[i]] = i;
    }
    std::vector<Node> sorted;
    for (const std::size_t choice : order) {
      sorted.push_back(choices_[choice]);
    }
    choices_ = std::move(sorted);
    for (std::size_t& choice : choice_of_row_) {
      choice = rank[choice];
    }
    set_choices(parameter, choices_);
  }

  std::vector<Node> choices_;
  std::vector<std::size_t> choice_of_row_;
};

/// Does a list with as many values as the first column stand at each key, and none of them empty?
[[nodiscard]] bool columns_are_whole(const Cursor& at) {
  const std::vector<Node::Entry>& entries = at.node().entries;
  bool whole = true;
  for (const Node::Entry& entry : entries) {
    const Cursor cells = at[entry.key];
    if (!cells.is(Node::Kind::list)) {
      whole = false;
      continue;
    }
    const std::size_t rows = entries.front().value.items.size();
    if (entry.value.items.empty() || entry.value.items.size() != rows) {
      cells.error(entry.value.items.empty() ? "must not be empty"
                                            : fmt::format("holds {} values where the first column holds {}",
                                                          grouped(entry.value.items.size()), grouped(rows)));
      whole = false;
    }
    for (std::size_t row = 0; row < entry.value.items.size(); ++row) {
      const Node& cell = entry.value.items[row];
      if (cell.kind == Node::Kind::null || (cell.kind == Node::Kind::scalar && cell.text.empty())) {
        cells[row].error("is empty");
        whole = false;
      }
    }
  }
  return whole;
}

/// Weights of the rows, all alike without a column of them; none where they are wrong, which is reported.
[[nodiscard]] std::optional<std::vector<double>> read_weights(const Cursor& at, std::size_t rows) {
  std::vector<double> weights(rows, 1.0);
  const Cursor cells = at[weight_column];
  for (std::size_t row = 0; cells.exists() && row < rows; ++row) {
    number(weights[row], Range::non_negative).read(cells[row]);
  }
  if (!cells.clean()) {
    return std::nullopt;
  }
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(total > 0) || !std::isfinite(total)) {
    cells.error(total > 0 ? "holds weights that are too large to be added" : "must hold a weight above 0");
    return std::nullopt;
  }
  return weights;
}

/// Tries the columns one by one with their first value, then the rows as a whole.
void try_rows(const Cursor& at, const std::vector<const DrawnParameter*>& columns, std::size_t rows,
              const TryValues& try_values) {
  std::vector<std::pair<const DrawnParameter*, const std::vector<Node>*>> known;
  for (const DrawnParameter* column : columns) {
    const Cursor cells = at[column->key()];
    if (try_values(cells, {{column->places.front().path, cells.node().items.front()}})) {
      known.emplace_back(column, &cells.node().items);
    }
  }
  std::size_t wrong = 0;
  for (std::size_t row = 0; row < rows && !known.empty(); ++row) {
    NewValues values;
    for (const auto& [column, cells] : known) {
      values.emplace_back(column->places.front().path, (*cells)[row]);
    }
    wrong += try_values(at[known.front().first->key()][row], values) ? 0 : 1;
    if (wrong == most_wrong_rows && row + 1 < rows) {
      at.error(fmt::format("{} rows are wrong, those below them are not looked at", most_wrong_rows));
      return;
    }
  }
}

}  // namespace

void DrawTable::draw(std::size_t draws, std::uint64_t of_seed) {
  if (!weights.empty()) {
    row_of_draw = systematic_sample(weights, draws, of_seed);
    seed = of_seed;
  }
}

std::size_t DrawTable::row(std::size_t draw) const {
  if (draw < row_of_draw.size()) {
    return row_of_draw[draw];
  }
  const std::uint64_t coordinate = path_hash("uncertainty.table, beyond its draws");
  const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double mark = random::scrambled_uniform(seed, parameter_purpose, coordinate, draw) * all;
  std::size_t last = 0;  // with a weight
  double up_to = 0;
  for (std::size_t row = 0; row < weights.size(); ++row) {
    if (weights[row] > 0) {
      last = row;
      up_to += weights[row];
    }
    if (mark < up_to) {
      break;
    }
  }
  return last;
}

void inline_table(Node& root, const std::filesystem::path& directory, Problems& problems) {
  Node* const uncertainty = root.find("uncertainty");
  Node* const table = uncertainty == nullptr ? nullptr : uncertainty->find("table");
  if (table != nullptr && table->kind == Node::Kind::scalar) {
    *table = load_table(*table, directory, problems);
  } else if (table != nullptr && table->kind != Node::Kind::map) {
    problems.error(table->place, std::string(table_path), "must name a CSV file");
    *table = Node::broken(table->place);
  }
}

DrawTable read_draw_table(const Cursor& at, std::vector<DrawnParameter>& parameters, const TryValues& try_values) {
  DrawTable table;
  if (!at.is(Node::Kind::map) || !columns_are_whole(at)) {
    return table;
  }
  const std::vector<Node::Entry>& entries = at.node().entries;
  const std::size_t rows = entries.empty() ? 0 : entries.front().value.items.size();
  const std::optional<std::vector<double>> weights = read_weights(at, rows);
  std::vector<DrawnParameter> columns;
  for (const Node::Entry& entry : entries) {
    if (entry.key == weight_column) {
      continue;
    }
    if (std::optional<DrawnPlace> place = read_drawn_place(at[entry.key], entry)) {
      place->in_table = true;
      ColumnReader reader(entry.value.items);
      columns.emplace_back().places.push_back(std::move(*place));
      reader.fill(columns.back(), weights.value_or(std::vector<double>(rows, 1.0)));
      table.choices.push_back(reader.choice_of_row());
    }
  }
  if (columns.empty() && at.clean()) {
    at.error("must have a column whose head is the path of a parameter");
  }
  std::vector<const DrawnParameter*> tried;
  std::ranges::transform(columns, std::back_inserter(tried), [](const DrawnParameter& column) { return &column; });
  try_rows(at, tried, rows, try_values);
  table.weights = weights.value_or(std::vector<double>());
  std::ranges::move(columns, std::back_inserter(parameters));
  return table;
}

void draw_table_schema(Schema& schema) {
  map_schema(
      schema, path_schema,
      [](Schema& cells) {
        list_schema(
            cells, [](Schema& any) { any = Schema::object(); }, 1);
      },
      1);
  schema["type"] = {"string", "object"};
}

}  // namespace convoyrisk::scenario
