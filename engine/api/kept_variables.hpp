#pragma once

#include <functional>
#include <string>
#include <vector>

#include "experiment/summary/results.hpp"
#include "spec/scenario.hpp"

/// The variables of /legs, /convoys, /days, /severity and /events of a result file, for callers who have no file.
namespace convoyrisk::api {

struct Variable {
  std::string group;
  std::string name;
  std::vector<std::string> dimensions;
  std::string units;
  std::string long_name;
  bool whole = true;  ///< its numbers are whole
  std::function<std::vector<double>(const experiment::Results&)> numbers;

  [[nodiscard]] std::string path() const { return group + "/" + name; }
};

/// All of them, in the order of files.
[[nodiscard]] std::vector<Variable> variables(bool swept);

/// The numbers of one by its path. Throws InputError with the nearest right path where there is none, Misuse where
/// `kept` says that the run was not asked to keep it.
[[nodiscard]] std::vector<double> numbers_of(const experiment::Results& results, const spec::Keep& kept,
                                             const std::string& path);

}  // namespace convoyrisk::api
