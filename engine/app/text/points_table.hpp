#pragma once

#include <string>

#include "experiment/summary/summary.hpp"

namespace convoyrisk::app {

/// What is killed a year at each point of a sweep under each policy, with the half-widths of its intervals: the end of
/// a comparison of several points; "" with one.
[[nodiscard]] std::string points_table(const experiment::Summary& summary);

/// A point, as "a.b=1, c.d.e=2", in few characters: the last key of each path, as "b=1, e=2".
[[nodiscard]] std::string short_point(const std::string& point);

}  // namespace convoyrisk::app
