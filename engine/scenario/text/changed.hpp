#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/text/document.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {

/// Where a tree holds other values than one that was read before. What lies on the way to none of them is as it was.
class Changed {
 public:
  void add(const Path& path, const Node& root);

  /// What lies below a key, or below an item of a list; nullptr: all of it may have changed.
  [[nodiscard]] const Changed* below(std::string_view key) const;
  [[nodiscard]] const Changed* below(std::size_t index) const;
  [[nodiscard]] bool nothing() const { return !here_ && below_.empty(); }

 private:
  bool here_ = false;
  std::map<std::string, Changed, std::less<>> below_;  ///< by key, or the index of an item
};

/// Other values by the paths at which they stand.
using NewValues = std::vector<std::pair<Path, Node>>;

/// Whether the rest of a tree reads the same beside these values: they are single values, and no names, to which the
/// rest may refer, nor of the network, whose zones are numbered as they come.
[[nodiscard]] bool leave_the_rest(const NewValues& values);

}  // namespace convoyrisk::scenario
