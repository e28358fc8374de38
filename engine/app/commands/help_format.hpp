#pragma once

#include <memory>

// Named alone: CLI11 takes long to compile.
namespace CLI {
class FormatterBase;
}

namespace convoyrisk::app {

/// The help of the program and its commands, at 80 columns.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_format();

}  // namespace convoyrisk::app
