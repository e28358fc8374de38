#pragma once

namespace convoyrisk::app {

/// skeleton.yaml: a commented scenario that runs, with @TITLE@ where its title belongs.
extern const char* const skeleton;

}  // namespace convoyrisk::app
