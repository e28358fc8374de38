#include "app/text/points_table.hpp"

#include <algorithm>
#include <vector>

#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"

namespace convoyrisk::app {
namespace {

constexpr std::size_t width_of_points = 30;
constexpr std::size_t policies_beside = 3;
constexpr std::size_t width_of_policies = 15;

std::string killed_a_year(const experiment::Summary& summary, const experiment::PolicySummary& policy) {
  const stats::Estimate& killed = policy.outcomes[static_cast<std::size_t>(model::Outcome::killed_total)].estimate;
  return with_half_width(killed.mean, killed.interval, hours_per_year / summary.heading.horizon_h);
}

std::string head_of(const std::string& policy) {
  return text_width(policy) > width_of_policies ? left(policy, width_of_policies) : policy;
}

}  // namespace

std::string short_point(const std::string& point) {
  std::string result;
  std::string path;  // since the last comma
  for (const char c : point) {
    const bool ends = c == '.' && path.find('=') == std::string::npos;
    if (ends) {
      path.clear();
    } else {
      path += c;
    }
    if (c == ',') {
      result += path;
      path.clear();
    }
    if (path == " ") {
      result += path;
      path.clear();
    }
  }
  return result + path;
}

std::string points_table(const experiment::Summary& summary) {
  if (summary.points.size() < 2) {
    return "";
  }
  const std::vector<experiment::PolicySummary>& policies = summary.points.front().policies;
  std::string text;
  for (std::size_t first = 0; first < policies.size(); first += policies_beside) {
    const std::size_t end = std::min(first + policies_beside, policies.size());
    std::vector<std::string> head{"Killed a year, by point"};
    for (std::size_t policy = first; policy < end; ++policy) {
      head.push_back(head_of(policies[policy].name));
    }
    TextTable table(width_of_points, head);
    for (std::size_t point = 0; point < summary.points.size(); ++point) {
      std::vector<std::string> row{short_point(summary.heading.points[point])};
      for (std::size_t policy = first; policy < end; ++policy) {
        row.push_back(killed_a_year(summary, summary.points[point].policies[policy]));
      }
      table.add(std::move(row));
    }
    text += table.text();
  }
  return text;
}

}  // namespace convoyrisk::app
