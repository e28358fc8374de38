#include "scenario/text/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/grouped.hpp"
#include "base/nearest.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] std::string join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) {
    text += (text.empty() ? "" : "\n") + line;
  }
  return text;
}

[[nodiscard]] std::tuple<std::size_t, int, int> position(const Problems::Problem& problem) {
  return {problem.place.source, problem.place.line, problem.place.column};
}

/// What a message says, whatever its numbers and names.
[[nodiscard]] std::string kind_of(const std::string& what) {
  std::string kind;
  bool quoted = false;
  for (const char c : what) {
    quoted = quoted != (c == '\'');
    const bool number = (c >= '0' && c <= '9') || c == '.' || c == ',';
    if (!quoted && !number) {
      kind += c;
    }
  }
  return kind;
}

}  // namespace

InputErrors::InputErrors(std::vector<std::string> messages)
    : InputError(join(messages)), messages_(std::move(messages)) {}

std::size_t Problems::add_source(std::string name) {
  sources_.push_back(std::move(name));
  return sources_.size() - 1;
}

std::string Problems::message(Place place, const std::string& path, const std::string& what) const {
  std::string text = printable(sources_.at(place.source));
  if (place.line > 0) {
    text += fmt::format(":{}:{}", place.line, place.column);
  }
  return text + ": " + (path.empty() ? "" : printable(path) + ": ") + printable(what);
}

void Problems::error(Place place, const std::string& path, const std::string& what) {
  errors_.push_back({place, path, what});
  taint(path);
}

void Problems::warning(Place place, const std::string& path, const std::string& what) {
  warnings_.push_back({place, path, what});
}

void Problems::taint(const std::string& path) { tainted_.insert(path); }

bool Problems::clean(std::string_view path) const {
  if (!readable(path)) {
    return false;
  }
  const auto below = [&](const std::string& start) {  // of the paths that start so, those are in a row
    const auto found = tainted_.lower_bound(start);
    return found != tainted_.end() && found->starts_with(start);
  };
  return path.empty() ? tainted_.empty() : !below(std::string(path) + '.') && !below(std::string(path) + '[');
}

/// Those that hold the path are the path itself and what stands of it before a step.
bool Problems::readable(std::string_view path) const {
  if (tainted_.empty()) {
    return true;
  }
  for (std::size_t end = 0; end <= path.size(); ++end) {
    const bool whole_steps = end == 0 || end == path.size() || path[end] == '.' || path[end] == '[';
    if (whole_steps && tainted_.contains(path.substr(0, end))) {
      return false;
    }
  }
  return true;
}

Problems Problems::fresh() const {
  Problems empty;
  empty.sources_ = sources_;
  return empty;
}

std::vector<std::string> Problems::warnings() const {
  constexpr std::size_t most_alike = 3;
  std::map<std::string, std::vector<Problem>> alike;
  for (const Problem& problem : warnings_) {
    alike[kind_of(problem.what)].push_back(problem);
  }
  std::vector<Problem> told;
  for (const auto& [kind, problems] : alike) {
    if (problems.size() <= most_alike) {
      told.insert(told.end(), problems.begin(), problems.end());
    } else {
      Problem first = *std::ranges::min_element(problems, {}, position);
      first.what += fmt::format(" (and {} more like it)", grouped(problems.size() - 1));
      told.push_back(first);
    }
  }
  return in_order(std::move(told));
}

std::vector<std::string> Problems::in_order(std::vector<Problem> problems) const {
  std::ranges::stable_sort(problems, {}, position);
  std::vector<std::string> texts;
  for (const Problem& problem : problems) {
    std::string text = message(problem.place, problem.path, problem.what);
    if (texts.empty() || texts.back() != text) {
      texts.push_back(std::move(text));
    }
  }
  return texts;
}

}  // namespace convoyrisk::scenario
