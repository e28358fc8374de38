#pragma once

namespace convoyrisk::tests {

/// The source tree. In one object alone, so that a compiler cache serves every checkout.
extern const char* const source_dir;

}  // namespace convoyrisk::tests
