#pragma once

namespace convoyrisk::app {

/// Ctrl-C and SIGTERM from now on set stop_is_wanted, which ends what the program does within about a second. A second
/// one ends the program at once.
void stop_at_signals();

}  // namespace convoyrisk::app
