#pragma once

#include <string_view>

namespace convoyrisk::app {

/// Writes to stderr, after all that was written to stdout before: where both go to one file, sentences stand whole and
/// in order. A stderr that takes nothing is no reason to end otherwise. Text of a file that would steer the terminal is
/// shown as escapes; a carriage return at the start stays, for a line that is written again.
void say(std::string_view text);

/// Writes to stdout, likewise with escapes: they stand for the same characters in JSON.
void show(std::string_view text);

/// Brings what was printed to its file; the errno of the first write to stdout that failed, 0 where none did.
int flush_stdout();

}  // namespace convoyrisk::app
