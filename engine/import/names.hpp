#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace convoyrisk::importer {

/// The parts of a text between marks, without blanks around them; empty parts are left out.
[[nodiscard]] std::vector<std::string> parted(std::string_view text, char mark);

/// Names of which each is given once.
class NamesInUse {
 public:
  /// `wanted`, or where that is taken "wanted (2)" and so on. An empty name is none and not kept.
  [[nodiscard]] std::string take(const std::string& wanted);

 private:
  std::set<std::string> taken_;
};

}  // namespace convoyrisk::importer
