#include "results/tables.hpp"

namespace convoyrisk::results {

void write_text(Group& group, const char* name, const std::string& text, std::string_view long_name) {
  Variable variable = group.text_variable(name, {}, {"1", long_name});
  variable.write(std::span(&text, 1));
  variable.close();
}

void write_column(Group& group, const char* name, const char* dimension, const Names& texts,
                  const Description& description) {
  Variable variable = group.text_variable(name, {dimension}, description);
  variable.write(texts);
  variable.close();
}

}  // namespace convoyrisk::results
