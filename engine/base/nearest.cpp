#include "base/nearest.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace convoyrisk {
namespace {

[[nodiscard]] int lower(char c) { return std::tolower(static_cast<unsigned char>(c)); }

constexpr std::size_t longest_list = 300;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::string nearest(std::string_view text, std::span<const std::string> candidates) {
  std::string best;
  std::size_t best_distance = text.size();
  for (const std::string& candidate : candidates) {
    const std::size_t longer = std::max(text.size(), candidate.size());
    const std::size_t shorter = std::min(text.size(), candidate.size());
    const std::size_t allowed = longer <= 3 ? 1 : 1 + longer / 4;
    if (longer - shorter > allowed || candidate.empty()) {
      continue;
    }
    const std::size_t distance = edit_distance(text, candidate);
    if (distance <= allowed && distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view text, std::span<const std::string> candidates) {
  const std::string best = nearest(text, candidates);
  return best.empty() ? "" : "; did you mean '" + printable(best) + "'?";
}

std::string did_you_mean_or_known(std::string_view text, std::span<const std::string> candidates) {
  std::string meant = did_you_mean(text, candidates);
  if (!meant.empty() || candidates.empty()) {
    return meant;
  }
  std::string list;
  for (const std::string& candidate : candidates) {
    list += (list.empty() ? "" : ", ") + (candidate.empty() ? "''" : printable(candidate));
  }
  return list.size() > longest_list ? "" : (candidates.size() == 1 ? "; there is only " : "; there are ") + list;
}

}  // namespace convoyrisk
