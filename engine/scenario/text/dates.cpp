#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/nearest.hpp"
#include "scenario/text/values.hpp"

namespace convoyrisk::scenario {
namespace {

constexpr int seconds_per_hour = 3600;
constexpr int seconds_per_minute = 60;
const std::vector<std::string> weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::string_view clock_pattern = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?";

/// `width` digits at the front of `text`, which are cut off; -1 where there are not as many.
[[nodiscard]] int take_digits(std::string_view& text, std::size_t width) {
  int value = 0;
  const auto digits = text.substr(0, width);
  const auto all = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (digits.size() < width || !all) {
    return -1;
  }
  std::from_chars(digits.data(), digits.data() + width, value);
  text.remove_prefix(width);
  return value;
}

[[nodiscard]] std::string date_pattern() {
  return fmt::format("^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]{})?$", clock_pattern);
}

[[nodiscard]] bool take(std::string_view& text, char c) {
  const bool there = text.starts_with(c);
  text.remove_prefix(there ? 1 : 0);
  return there;
}

/// HH:MM or HH:MM:SS as seconds, -1 where it is not one.
[[nodiscard]] int parse_clock(std::string_view text) {
  const int hour = take_digits(text, 2);
  if (!take(text, ':')) {
    return -1;
  }
  const int minute = take_digits(text, 2);
  const int second = take(text, ':') ? take_digits(text, 2) : 0;
  const bool valid = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
  return valid && text.empty() ? hour * seconds_per_hour + minute * seconds_per_minute + second : -1;
}

[[nodiscard]] std::string print_clock(int seconds) {
  const int minutes = seconds / seconds_per_minute;
  const int rest = seconds % seconds_per_minute;
  std::string text = fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
  return rest == 0 ? text : text + fmt::format(":{:02}", rest);
}

[[nodiscard]] spec::Start parse_date(const std::string& whole) {
  std::string_view text = whole;
  spec::Start start;
  start.year = take_digits(text, 4);
  const bool first = take(text, '-');
  start.month = take_digits(text, 2);
  const bool second = take(text, '-');
  start.day = take_digits(text, 2);
  start.second_of_day = text.empty() ? 0 : take(text, 'T') || take(text, ' ') ? parse_clock(text) : -1;
  const bool written = first && second && start.year > 0 && start.month > 0 && start.day > 0;
  if (!written || start.second_of_day < 0) {
    throw Wrong(shown(whole) + " is not a date such as 2024-03-04 or 2024-03-04T06:30");
  }
  const std::chrono::year_month_day day{std::chrono::year(start.year),
                                        std::chrono::month(static_cast<unsigned>(start.month)),
                                        std::chrono::day(static_cast<unsigned>(start.day))};
  if (!day.ok()) {
    throw Wrong(shown(whole) + " is not a day of the calendar");
  }
  start.weekday = static_cast<int>(std::chrono::weekday(std::chrono::sys_days(day)).iso_encoding()) - 1;
  return start;
}

/// Does a text mean a date, rightly written or not?
[[nodiscard]] bool looks_like_date(std::string_view text) { return take_digits(text, 4) >= 0 && take(text, '-'); }

/// Seconds of local time from t = 0 to a date.
[[nodiscard]] double seconds_from(const spec::Start& start, const spec::Start& date) {
  const auto day = [](const spec::Start& of) {
    return std::chrono::sys_days(std::chrono::year_month_day{std::chrono::year(of.year),
                                                             std::chrono::month(static_cast<unsigned>(of.month)),
                                                             std::chrono::day(static_cast<unsigned>(of.day))});
  };
  const std::chrono::seconds whole = day(date) - day(start);
  return static_cast<double>(whole.count() + date.second_of_day - start.second_of_day);
}

void describe_daily(Form& form, spec::Daily& daily) {
  form.required("at",
                set_of(
                    daily.seconds_of_day, [](int& seconds) { return time_of_day(seconds); }, 1),
                "Times of departure");
  form.defaulted("days", days_of_week(daily.on_weekday), "Days of departure");
  std::ranges::sort(daily.seconds_of_day);
}

void describe_periodic(Form& form, spec::Periodic& periodic) {
  form.required("every", quantity(periodic.every_s, Dimension::seconds, Range::positive), "Time between departures");
  form.defaulted("offset", quantity(periodic.offset_s, Dimension::seconds, Range::non_negative),
                 "Time of a departure after t = 0");
}

void read_timetable(const Cursor& cursor, spec::Timetable& target, Names& names) {
  if (!cursor.is(Node::Kind::map)) {
    return;
  }
  if (cursor.has("at") && cursor.has("every")) {
    cursor["every"].error("stands beside `at`, only one of them may");
    return;
  }
  if (cursor.has("every") || cursor.has("offset")) {
    auto& periodic = target.emplace<spec::Periodic>();
    keys(names, [&](Form& form) { describe_periodic(form, periodic); }).read(cursor);
  } else {
    auto& daily = target.emplace<spec::Daily>();
    keys(names, [&](Form& form) { describe_daily(form, daily); }).read(cursor);
  }
}

[[nodiscard]] std::optional<Node> write_timetable(spec::Timetable& target, Names& names) {
  WriteForm form(names);
  if (auto* daily = std::get_if<spec::Daily>(&target)) {
    describe_daily(form, *daily);
  } else {
    describe_periodic(form, std::get<spec::Periodic>(target));
  }
  return form.take();
}

}  // namespace

Value date(spec::Start& target) {
  return scalar([&target](const std::string& text) { target = parse_date(text); },
                [&target] {
                  return fmt::format("{:04}-{:02}-{:02}T{}", target.year, target.month, target.day,
                                     print_clock(target.second_of_day));
                },
                pattern(date_pattern(), "a date such as 2024-03-04 or 2024-03-04T06:30"), true);
}

Value moment(double& target_h, const spec::Start& start) {
  const Value plain = quantity(target_h, Dimension::hours, Range::any);
  const Value dated =
      scalar([&target_h,
              &start](const std::string& text) { target_h = seconds_from(start, parse_date(text)) / seconds_per_hour; },
             [] { return std::string(); }, nullptr);
  return {[plain, dated](const Cursor& cursor) {
            const bool is_date = cursor.node().kind == Node::Kind::scalar && looks_like_date(cursor.node().text);
            (is_date ? dated : plain).read(cursor);
          },
          [&target_h, plain]() { return std::isfinite(target_h) ? plain.write() : std::nullopt; },
          [plain](Schema& schema) {
            plain.schema(schema);
            const auto expression = schema["pattern"].get<std::string>();
            pattern(fmt::format("({})|({})", expression, date_pattern()),
                    "a time after t = 0 such as 90 d, or a date such as 2024-03-04 or 2024-03-04T06:30")(schema);
          }};
}

Value hours_of_day(spec::HoursOfDay& target) {
  const auto pair = std::make_shared<std::vector<int>>();
  const Value both = set_of(
      *pair, [](int& seconds) { return time_of_day(seconds); }, 0);
  return {[&target, both, pair](const Cursor& cursor) {
            both.read(cursor);
            if (pair->size() == 2) {
              target = {(*pair)[0], (*pair)[1]};
            } else if (cursor.clean()) {
              cursor.error(R"(must be two times of day, such as ["20:00", "05:00"])");
            }
          },
          [&target, both, pair] {
            *pair = {target.from_s, target.until_s};
            return both.write();
          },
          [](Schema& schema) {
            list_schema(
                schema,
                [](Schema& item) {
                  int seconds = 0;
                  time_of_day(seconds).schema(item);
                },
                2, 2);
            set_schema(schema);
            schema["description"] = R"(two times of day, such as ["20:00", "05:00"])";
          }};
}

Value days_of_week(std::array<bool, 7>& target) {
  const auto days = std::make_shared<std::vector<int>>();
  const Value list = set_of(
      *days, [](int& day) { return weekday(day); }, 1);
  return {[&target, list, days](const Cursor& cursor) {
            list.read(cursor);
            target.fill(false);
            for (const int day : *days) {
              target.at(static_cast<std::size_t>(day)) = true;
            }
          },
          [&target, list, days] {
            days->clear();
            for (std::size_t day = 0; day < target.size(); ++day) {
              if (target.at(day)) {
                days->push_back(static_cast<int>(day));
              }
            }
            return list.write();
          },
          list.schema};
}

Value time_of_day(int& seconds) {
  return scalar(
      [&seconds](const std::string& text) {
        const int parsed = parse_clock(text);
        if (parsed < 0) {
          throw Wrong(shown(text) + " is not a time of day such as 06:30");
        }
        seconds = parsed;
      },
      [&seconds] { return print_clock(seconds); },
      pattern(fmt::format("^{}$", clock_pattern), "a time of day such as \"06:30\", in quotes"), true);
}

Value weekday(int& day) {
  return scalar(
      [&day](const std::string& text) {
        const auto found = std::ranges::find(weekdays, text);
        if (found == weekdays.end()) {
          throw Wrong(shown(text) + " is not a weekday: mon, tue, wed, thu, fri, sat, sun" +
                      did_you_mean(text, weekdays));
        }
        day = static_cast<int>(found - weekdays.begin());
      },
      [&day] { return weekdays.at(static_cast<std::size_t>(day)); }, one_of(weekdays));
}

Value timetable(spec::Timetable& target, Names& names) {
  return {[&target, &names](const Cursor& cursor) { read_timetable(cursor, target, names); },
          [&target, &names] { return write_timetable(target, names); },
          [&names](Schema& schema) {
            spec::Daily daily;
            spec::Periodic periodic;
            keys(names, [&](Form& form) { describe_daily(form, daily); }).schema(schema["oneOf"].emplace_back());
            keys(names, [&](Form& form) { describe_periodic(form, periodic); }).schema(schema["oneOf"].emplace_back());
            schema["description"] = "{at: [times of day], days: [mon, ...]} or {every: time, offset: time}";
          }};
}

}  // namespace convoyrisk::scenario
