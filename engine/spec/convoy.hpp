#pragma once

#include <array>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"

namespace convoyrisk::spec {

struct VehicleType {
  std::string name;
  int seats = 0;               ///< >= 1
  double protection = 0;       ///< share of harm kept off, 0..1
  double profile = 1;          ///< weight for being hit first, >= 0
  double accident_per_km = 0;  ///< chance of death of an occupant in an accident, >= 0
  friend bool operator==(const VehicleType&, const VehicleType&) = default;
};

/// Departures at times of day on some weekdays.
struct Daily {
  std::vector<int> seconds_of_day;                                           ///< ascending, each in [0, 86400)
  std::array<bool, 7> on_weekday{true, true, true, true, true, true, true};  ///< Monday first
  friend bool operator==(const Daily&, const Daily&) = default;
};

/// Departures every so long, both ways in time, one of them `offset_s` after t = 0. Seconds keep usual figures exact.
struct Periodic {
  double every_s = 0;  ///< > 0
  double offset_s = 0;
  friend bool operator==(const Periodic&, const Periodic&) = default;
};

using Timetable = std::variant<Daily, Periodic>;

struct VehicleCount {
  VehicleTypeId type;
  int count = 0;
  friend bool operator==(const VehicleCount&, const VehicleCount&) = default;
};

/// Distinct people who share the seats of all convoys that name them.
struct Roster {
  std::string name;
  int people = 0;
  friend bool operator==(const Roster&, const Roster&) = default;
};

/// Who rides: a roster of the scenario, or so many people of the convoy's own.
using Riders = std::variant<int, RosterId>;

struct Convoy {
  std::string name;
  NodeId from;
  NodeId to;
  Timetable depart;
  int workers = 0;
  std::vector<VehicleCount> vehicles;  ///< in order of the file
  double speed_kmh = 0;
  double pace_cv = 0;
  Riders roster;
  std::string description{};
  friend bool operator==(const Convoy&, const Convoy&) = default;
};

struct Site {
  std::string name;
  NodeId node;
  int people = 0;
  int guards = 0;
  double protection = 0;
  double spot = 0;
  double suppress = 0;
  double attraction = 1;
  std::string description{};
  friend bool operator==(const Site&, const Site&) = default;
};

}  // namespace convoyrisk::spec
