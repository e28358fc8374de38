#pragma once

#include <map>
#include <string>
#include <vector>

namespace convoyrisk::importer {

/// Warnings of which many may be alike: of each kind the first is told, and how many more there are.
class AlikeWarnings {
 public:
  void add(const std::string& kind, const std::string& warning);
  /// Adds them to `warnings`, in order of kind.
  void tell(std::vector<std::string>& warnings) const;

 private:
  struct Alike {
    std::string first;
    std::size_t count = 0;
  };
  std::map<std::string, Alike> kinds_;
};

}  // namespace convoyrisk::importer
