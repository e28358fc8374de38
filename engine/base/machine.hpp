#pragma once

#include <filesystem>

namespace convoyrisk {

/// Bytes of memory that this process may use: the machine's, or less where a control group sets a limit (a container, a
/// batch job). `root` stands for "/" in tests.
[[nodiscard]] double usable_memory_bytes(const std::filesystem::path& root = "/");

/// Processors' worth of time a control group allows this process, rounded up and at least 1; 0 where none is set.
[[nodiscard]] int processor_quota(const std::filesystem::path& root = "/");

}  // namespace convoyrisk
