#include "base/machine.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace convoyrisk {
namespace {

namespace fs = std::filesystem;

/// A control group of this process and the groups above it, each as its folder below /sys/fs/cgroup. Inside a container
/// the group's own name may not be there; the container's limits then stand at the top.
[[nodiscard]] std::vector<fs::path> groups(const fs::path& top, const std::string& name) {
  std::vector<fs::path> folders{top};
  fs::path below = top;
  for (const fs::path& part : fs::path(name).relative_path()) {
    below /= part;
    folders.push_back(below);
  }
  return folders;
}

/// The folders of version 2 and of a controller of version 1 (cgroups(7)).
[[nodiscard]] std::vector<fs::path> group_folders(const fs::path& root, const std::string& controller) {
  std::vector<fs::path> folders;
  std::ifstream in(root / "proc/self/cgroup");
  for (std::string line; std::getline(in, line);) {  // number:controllers:/name
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const fs::path mounted = root / "sys/fs/cgroup";
    const bool version_2 = controllers == ",,";
    if (version_2 || controllers.find("," + controller + ",") != std::string::npos) {
      for (fs::path& folder : groups(version_2 ? mounted : mounted / controller, line.substr(second + 1))) {
        folders.push_back(std::move(folder));
      }
    }
  }
  return folders;
}

[[nodiscard]] std::optional<double> number_in(std::istream& in) {
  double value = 0;
  return in >> value ? std::optional(value) : std::nullopt;
}

[[nodiscard]] std::optional<double> number_in_file(const fs::path& file) {
  std::ifstream in(file);
  return number_in(in);
}

}  // namespace

double usable_memory_bytes(const fs::path& root) {
  double bytes = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  for (const fs::path& folder : group_folders(root, "memory")) {
    for (const char* const name : {"memory.max", "memory.limit_in_bytes"}) {  // "max" is no number: no limit
      if (const auto limit = number_in_file(folder / name); limit && *limit > 0) {
        bytes = std::min(bytes, *limit);
      }
    }
  }
  return bytes;
}

int processor_quota(const fs::path& root) {
  double least = 0;
  const auto take = [&least](std::optional<double> quota, std::optional<double> period) {
    if (quota && period && *quota > 0 && *period > 0) {
      least = least > 0 ? std::min(least, *quota / *period) : *quota / *period;
    }
  };
  for (const fs::path& folder : group_folders(root, "cpu")) {
    std::ifstream both(folder / "cpu.max");  // "quota period", "max period" where there is no limit
    const auto quota = number_in(both);
    take(quota, quota ? number_in(both) : std::nullopt);
    take(number_in_file(folder / "cpu.cfs_quota_us"), number_in_file(folder / "cpu.cfs_period_us"));
  }
  return least > 0 ? std::max(1, static_cast<int>(std::ceil(std::min(least, 1e6)))) : 0;
}

}  // namespace convoyrisk
