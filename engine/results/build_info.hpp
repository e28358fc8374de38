#pragma once

/// What the build knows of itself; build_info.cpp is generated from build_info.cpp.in.
namespace convoyrisk::results {

[[nodiscard]] const char* build_version();
/// Of git, with "-dirty" where tracked files were changed; "unknown" outside a checkout.
[[nodiscard]] const char* build_revision();
[[nodiscard]] const char* build_compiler();

}  // namespace convoyrisk::results
