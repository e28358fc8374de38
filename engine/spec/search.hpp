#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "spec/policy.hpp"

namespace convoyrisk::spec {

/// Something that can be done in one of several ways, or left.
struct Lever {
  std::string name;
  std::string description;
  std::vector<Policy> options;  ///< parts of policies, with the names of the options
  friend bool operator==(const Lever&, const Lever&) = default;
};

/// What a plan is chosen from: it takes one option of each lever, or none of it, and adds them to the base.
struct Search {
  PolicyId base{0};
  std::string of = "killed_total";  ///< the outcome that is to be small
  std::optional<double> budget;     ///< greatest cost a year beyond the base's
  std::vector<Lever> levers;
  friend bool operator==(const Search&, const Search&) = default;
};

}  // namespace convoyrisk::spec
