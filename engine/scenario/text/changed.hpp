#pragma once

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
  /// Another value stands in the tree itself. Paths live as long as this, here and below.
  void add(const Path& path, const Node& root);
  /// Another single value is to be read in place of the one in the tree, which stays as it is, and lives as long as
  /// this. False where no single value stands there: then nothing is to be read by this.
  [[nodiscard]] bool put(const Path& path, const Node& root, const Node& value);

  /// What lies below a key, or below an item of a list; nullptr: all of it may have changed.
  [[nodiscard]] const Changed* below(std::string_view key) const;
  [[nodiscard]] const Changed* below(std::size_t index) const;
  [[nodiscard]] bool nothing() const { return !here_ && by_key_.empty() && by_index_.empty(); }
  /// Whether there is another value here, not just somewhere below.
  [[nodiscard]] bool here() const { return here_; }
  /// What is read in place of the value here; nullptr: what stands in the tree.
  [[nodiscard]] const Node* value() const { return value_; }

 private:
  /// The place of a path, and what stands there in the tree; nullptr where nothing does.
  std::pair<Changed*, const Node*> find_or_add(const Path& path, const Node& root);

  bool here_ = false;
  const Node* value_ = nullptr;
  std::map<std::string_view, Changed> by_key_;
  std::map<std::size_t, Changed> by_index_;
};

/// Other values by the paths at which they stand.
using NewValues = std::vector<std::pair<Path, Node>>;

/// Whether the rest of a tree reads the same beside these values: they are single values, and no names, to which the
/// rest may refer, nor of the network, whose zones are numbered as they come.
[[nodiscard]] bool leave_the_rest(const NewValues& values);

}  // namespace convoyrisk::scenario
