#include "results/file_kind.hpp"

#include <fstream>
#include <string>

#include "base/input_file.hpp"

namespace convoyrisk::results {

FileKind kind_of(const std::filesystem::path& file) {
  if (!reason_against_reading(file).empty()) {
    return FileKind::other;
  }
  std::string start(any_log_signature.size(), '\0');
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (start.starts_with(hdf5_signature)) {
    return FileKind::hdf5;
  }
  return start == any_log_signature ? FileKind::log : FileKind::other;
}

std::filesystem::path result_of_log(std::filesystem::path log) {
  return log.extension() == ".partial" ? log.replace_extension() : log.replace_filename("RESULT.h5");
}

}  // namespace convoyrisk::results
