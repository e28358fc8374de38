#include "support/source_dir.hpp"

namespace convoyrisk::tests {

const char* const source_dir = CONVOYRISK_SOURCE_DIR;

}  // namespace convoyrisk::tests
