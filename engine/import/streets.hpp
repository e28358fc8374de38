#pragma once

#include <string>
#include <vector>

#include "import/geojson_lines.hpp"
#include "import/road_network.hpp"
#include "import/told.hpp"

namespace convoyrisk::importer {

/// Which roads are left of those that a source draws twice along one line: files of directed edges, such as osmnx
/// writes, hold every street once for each direction. Of alike roads the first stays, open in both directions unless
/// all of them are one-way and run along it. Roads along one curved line with other speeds, lengths, zones or names
/// stay, and are told.
[[nodiscard]] std::vector<bool> first_of_each_street(std::vector<Road*> roads, AlikeWarnings& told);

/// Cuts lines at the places that they share with others, or with a named point, so that they meet there. What the line
/// says of its length goes to its parts in proportion.
[[nodiscard]] std::vector<Line> cut_where_they_meet(const std::vector<Line>& lines,
                                                    const std::vector<NamedPoint>& points);

}  // namespace convoyrisk::importer
