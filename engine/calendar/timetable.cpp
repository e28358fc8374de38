#include "calendar/timetable.hpp"

#include <algorithm>
#include <cmath>

namespace convoyrisk::calendar {
namespace {

constexpr double seconds_per_hour = 3600;
constexpr double seconds_per_day = 86400;

struct Window {
  double from_h;
  double to_h;
  [[nodiscard]] bool holds(double t_h) const {
    return t_h >= from_h - equal_instants_h && t_h < to_h - equal_instants_h;
  }
};

void add(std::vector<Entry>& entries, const Window& window, double seconds) {
  const double t_h = seconds / seconds_per_hour;
  if (window.holds(t_h)) {
    entries.push_back({t_h, 0});
  }
}

void add_daily(std::vector<Entry>& entries, const spec::Daily& daily, const spec::Start& start, const Window& window) {
  const auto first_day = static_cast<std::int64_t>(std::floor(window.from_h / 24)) - 1;
  const auto last_day = static_cast<std::int64_t>(std::ceil(window.to_h / 24)) + 1;
  for (std::int64_t day = first_day; day <= last_day; ++day) {
    const auto weekday = static_cast<std::size_t>(((start.weekday + day) % 7 + 7) % 7);
    if (daily.on_weekday[weekday]) {
      for (const int second : daily.seconds_of_day) {
        add(entries, window, static_cast<double>(day) * seconds_per_day + second - start.second_of_day);
      }
    }
  }
}

void add_periodic(std::vector<Entry>& entries, const spec::Periodic& periodic, const Window& window) {
  const double from_s = window.from_h * seconds_per_hour;
  const double to_s = window.to_h * seconds_per_hour;
  const auto first = static_cast<std::int64_t>(std::floor((from_s - periodic.offset_s) / periodic.every_s)) - 1;
  const auto last = static_cast<std::int64_t>(std::ceil((to_s - periodic.offset_s) / periodic.every_s)) + 1;
  for (std::int64_t k = first; k <= last; ++k) {
    add(entries, window, periodic.offset_s + static_cast<double>(k) * periodic.every_s);
  }
}

}  // namespace

std::vector<Entry> entries(const spec::Timetable& timetable, const spec::Start& start, double warmup_h,
                           double horizon_h) {
  const Window window{-warmup_h, horizon_h};
  std::vector<Entry> list;
  if (const auto* daily = std::get_if<spec::Daily>(&timetable)) {
    add_daily(list, *daily, start, window);
  } else {
    add_periodic(list, std::get<spec::Periodic>(timetable), window);
  }
  const auto zero =
      std::ranges::find_if(list, [](const Entry& entry) { return entry.scheduled_h >= -equal_instants_h; });
  std::int64_t number = list.begin() - zero;
  for (Entry& entry : list) {
    entry.number = number++;
  }
  return list;
}

int hour_of_day(const spec::Start& start, double t_h) {
  const double local = t_h + start.second_of_day / seconds_per_hour;
  const double of_day = local - 24 * std::floor(local / 24);
  return std::min(static_cast<int>(of_day), 23);
}

double next_time_of_day(const spec::Start& start, double t_h, double hours) {
  const double first = hours - start.second_of_day / seconds_per_hour;  // on the day of t = 0
  const double time = first + 24 * std::ceil((t_h - first) / 24);
  return time < t_h ? time + 24 : time;
}

}  // namespace convoyrisk::calendar
