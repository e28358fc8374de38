#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

/// What a fuzz target defines: libFuzzer, or replay.cpp in an ordinary build, calls it with one input after the other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace convoyrisk::fuzz {

/// Runs what reads an input. Wrong input must end as an InputError with a message in the project's words; any other end
/// stops the program, and so is found. A library's words that stand in the input may be quoted.
void expect_read_or_refused(std::string_view input, const std::function<void()>& read);

/// Writes the bytes into a file of this process alone, whose name ends so. Gives the path.
std::string input_file(const std::string& bytes, const std::string& ending);

/// The input as a text.
std::string input_text(const std::uint8_t* data, std::size_t size);

}  // namespace convoyrisk::fuzz
