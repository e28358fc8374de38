#include "import/table.hpp"

#include <string>

#include "import/foreign_format.hpp"

namespace convoyrisk::importer {

Table read_table(const std::filesystem::path& file) {
  const std::string bytes = file_text(file);
  refuse_foreign_format(bytes, file, "a table");
  return parse_table(bytes, file.string());
}

}  // namespace convoyrisk::importer
