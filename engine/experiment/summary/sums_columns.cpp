#include "experiment/summary/sums_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace convoyrisk::experiment {
namespace {

using Counts = std::vector<std::int64_t>;

constexpr std::array leg_count_table{
    LegCount{"segments_passed", "1", "midpoints of segments passed by convoys", &LegSums::segments_passed},
    LegCount{"stagings", "1", "cells that became staged", &LegSums::stagings},
    LegCount{"attacks", "1", "attacks on convoys", &LegSums::attacks},
    LegCount{"killed", "person", "workers killed", &LegSums::killed},
};

constexpr std::array convoy_count_table{
    ConvoyCount{"trips", "1", "scheduled trips that set out", &ConvoySums::trips},
    ConvoyCount{"attacks", "1", "attacks on the convoy's trips", &ConvoySums::attacks},
    ConvoyCount{"deadly_attacks", "1", "attacks that killed a worker", &ConvoySums::deadly_attacks},
    ConvoyCount{"killed", "person", "workers killed in attacks", &ConvoySums::killed},
    ConvoyCount{"delivered", "person", "workers delivered", &ConvoySums::delivered},
};

constexpr std::array event_table{
    EventColumn{"replication", "1", "replication", &KeptEvent::replication},
    EventColumn{"day", "d", "whole days since t = 0", &KeptEvent::day},
    EventColumn{"kind_index", "1", "what happened: place in kind", &KeptEvent::kind},
    EventColumn{"leg_index", "1", "where: place in leg, -1 on no leg", &KeptEvent::leg},
    EventColumn{"site_index", "1", "where: place in site, -1 at none", &KeptEvent::site},
    EventColumn{"convoy_index", "1", "whose trip: place in convoy, -1 without a trip", &KeptEvent::convoy},
    EventColumn{"entry", "1", "number of the trip in the timetable of its convoy, 0 without a trip", &KeptEvent::entry},
    EventColumn{"group_index", "1", "whose cell: place in group, -1 without a cell", &KeptEvent::group},
    EventColumn{"killed", "person", "workers killed, or people at the site", &KeptEvent::killed},
    EventColumn{"injured", "person", "workers injured, or people at the site", &KeptEvent::injured},
    EventColumn{"escort_killed", "person", "escort crew killed", &KeptEvent::escort_killed},
    EventColumn{"escort_injured", "person", "escort crew injured", &KeptEvent::escort_injured},
};

/// `of` of each item.
template <class Number, class Items, class Of>
std::vector<Number> row_of(const Items& items, const Of& of) {
  std::vector<Number> row;
  row.reserve(items.size());
  for (const auto& item : items) {
    row.push_back(of(item));
  }
  return row;
}

/// The sums of a quantity and of its squares. `sums(results, point, policy)` gives them in order.
template <class Number, class Quantity, class Sums>
void add_sums(std::vector<SumsColumn>& all, const char* group, const char* dimension, const Quantity& quantity,
              const Sums& sums) {
  const auto column = [&](std::string name, std::string units, std::string long_name, auto member) {
    SumsColumn::Row<Number> row = [sums, member](const Results& results, std::size_t point, std::size_t policy) {
      return row_of<Number>(sums(results, point, policy), member);
    };
    all.push_back({group, dimension, std::move(name), std::move(units), std::move(long_name), std::move(row)});
  };
  const std::string units = quantity.units;
  column(quantity.name, units, fmt::format("{}, sum over replications", quantity.long_name),
         [](const auto& of) { return of.sum; });
  column(fmt::format("{}_squares", quantity.name), units == "1" ? units : units + "^2",
         fmt::format("sum over replications of the square of {}", quantity.name),
         [](const auto& of) { return of.sum_of_squares; });
}

void add_legs(std::vector<SumsColumn>& all) {
  all.push_back({"legs", "leg", "convoy_km", "km", "length driven by convoys, sum over replications",
                 SumsColumn::Row<double>([](const Results& results, std::size_t point, std::size_t policy) {
                   const std::vector<LegSums>& legs = results.totals_of(point, policy).legs;
                   std::vector<double> km;
                   for (std::size_t leg = 0; leg < legs.size(); ++leg) {
                     km.push_back(static_cast<double>(legs[leg].segments_passed.sum) * results.segment_km[point][leg]);
                   }
                   return km;
                 })});
  for (const LegCount& count : leg_count_table) {
    add_sums<std::int64_t>(all, "legs", "leg", count,
                           [of = count.sums](const Results& results, std::size_t point, std::size_t policy) {
                             return row_of<stats::CountSums>(results.totals_of(point, policy).legs,
                                                             [of](const LegSums& leg) { return leg.*of; });
                           });
  }
}

void add_convoys(std::vector<SumsColumn>& all) {
  for (const ConvoyCount& count : convoy_count_table) {
    add_sums<std::int64_t>(all, "convoys", "convoy", count,
                           [of = count.sums](const Results& results, std::size_t point, std::size_t policy) {
                             return row_of<stats::CountSums>(results.totals_of(point, policy).convoys,
                                                             [of](const ConvoySums& convoy) { return convoy.*of; });
                           });
  }
  struct Conditional {
    const char* name = "killed_conditional";
    const char* units = "person";
    const char* long_name = "expected workers killed given the encounters";
  };
  add_sums<double>(all, "convoys", "convoy", Conditional{},
                   [](const Results& results, std::size_t point, std::size_t policy) {
                     return results.convoys_conditional(point, policy);
                   });
}

void add_days(std::vector<SumsColumn>& all) {
  const auto add = [&all](const char* name, const char* units, const char* long_name,
                          std::int64_t model::DayCounts::*count) {
    all.push_back(
        {"days", "day", name, units, long_name,
         SumsColumn::Row<std::int64_t>([count](const Results& results, std::size_t point, std::size_t policy) {
           return row_of<std::int64_t>(results.totals_of(point, policy).days,
                                       [count](const model::DayCounts& day) { return day.*count; });
         })});
  };
  add("attacks", "1", "attacks of all three kinds, sum over replications", &model::DayCounts::attacks);
  add("killed", "person", "workers killed on the road, sum over replications", &model::DayCounts::killed);
}

/// Of each number from 0 on, in how many replications it was.
Counts dense(const stats::Histogram& histogram) {
  Counts counts;
  for (const stats::Histogram::Entry& entry : histogram.entries()) {
    counts.resize(static_cast<std::size_t>(entry.value) + 1);
    counts.back() = entry.count;
  }
  return counts;
}

void add_severity(std::vector<SumsColumn>& all) {
  all.push_back({"severity", "n", "counted", "1",
                 "attacks that killed exactly n workers or people at a site, sum over replications",
                 SumsColumn::Row<std::int64_t>([](const Results& results, std::size_t point, std::size_t policy) {
                   return results.totals_of(point, policy).severity;
                 })});
  all.push_back({"severity", "n", "conditional", "1",
                 "expected number of such attacks given the encounters, sum over replications",
                 SumsColumn::Row<double>([](const Results& results, std::size_t point, std::size_t policy) {
                   return results.severity_conditional(point, policy);
                 })});
  all.push_back({"severity", "n", "killed_total", "1", "replications with exactly n killed in all",
                 SumsColumn::Row<std::int64_t>([](const Results& results, std::size_t point, std::size_t policy) {
                   return dense(results.tail(model::Outcome::killed_total, point, policy));
                 })});
}

std::vector<SumsColumn> all_sums() {
  std::vector<SumsColumn> all;
  add_legs(all);
  add_convoys(all);
  add_days(all);
  add_severity(all);
  return all;
}

/// The longest row of the group's columns.
std::size_t longest_row(const Results& results, std::string_view group) {
  std::size_t length = 0;
  for (const SumsColumn& column : sums_columns()) {
    for (std::size_t row = 0; column.group == group && row < results.totals.size(); ++row) {
      const auto size = [&](const auto& of) {
        return of(results, row / results.policies(), row % results.policies()).size();
      };
      length = std::max(length, std::visit(size, column.row));
    }
  }
  return length;
}

}  // namespace

std::span<const LegCount> leg_counts() { return leg_count_table; }
std::span<const ConvoyCount> convoy_counts() { return convoy_count_table; }
std::span<const EventColumn> event_columns() { return event_table; }

std::span<const SumsColumn> sums_columns() {
  static const std::vector<SumsColumn> all = all_sums();
  return all;
}

std::size_t sums_length(const Results& results, std::string_view group) {
  return group == "legs"      ? results.segment_km.front().size()
         : group == "convoys" ? results.convoys
                              : longest_row(results, group);
}

}  // namespace convoyrisk::experiment
