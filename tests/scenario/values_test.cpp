#include <cmath>
#include <limits>
#include <random>

#include "scenario/format/writer.hpp"
#include "scenario/support.hpp"
#include "scenario/text/units.hpp"

namespace convoyrisk::scenario {
namespace {

[[nodiscard]] double hours(const std::string& text) { return parse_quantity(text, Dimension::hours); }

[[nodiscard]] std::string wrong(const std::string& text, Dimension dimension) {
  try {
    static_cast<void>(parse_quantity(text, dimension));
    return "valid";
  } catch (const Wrong& error) {
    return error.what();
  }
}

[[nodiscard]] spec::Start start_of(const std::string& date) {
  return read(patched(everything(), "2024-03-04T05:30", date)).scenario.start;
}

}  // namespace

TEST_CASE("quantities are rounded once", "[scenario]") {
  CHECK(hours("20 min") == 1.0 / 3.0);
  CHECK(hours("1 s") == 1.0 / 3600.0);
  CHECK(hours("7200 s") == 2.0);
  CHECK(hours("90 d") == 2160.0);
  CHECK(hours("0.1 wk") == 0.1 * 168.0);
  CHECK(hours("1 yr") == 8766.0);
  CHECK(hours("90d") == 2160.0);
  CHECK(hours("  1e1   h ") == 10.0);
  CHECK(hours("+3 h") == 3.0);
  CHECK(hours("-.5 h") == -0.5);
  CHECK(parse_quantity("20.1 min", Dimension::seconds) == 20.1 * 60.0);
  CHECK(parse_quantity("0.3 /wk", Dimension::rate_per_hour) == 0.3 / 168.0);
  CHECK(parse_quantity("1 /90d", Dimension::rate_per_hour) == 1.0 / 2160.0);
  CHECK(parse_quantity("2 / min", Dimension::rate_per_hour) == 120.0);
  CHECK(parse_quantity("0.02 /1000km", Dimension::rate_per_km) == 0.02 / 1000.0);
  CHECK(parse_quantity("0.02 / 1000 km", Dimension::rate_per_km) == 0.02 / 1000.0);
  CHECK(parse_quantity("1 /500m", Dimension::rate_per_km) == 2.0);
  CHECK(parse_quantity("350 m", Dimension::kilometres) == 0.35);
  CHECK(parse_quantity("40 km/h", Dimension::kmh) == 40.0);
  CHECK(parse_quantity("30 %", Dimension::share) == 0.3);
  CHECK(parse_quantity("0.3", Dimension::share) == 0.3);
}

TEST_CASE("what is no quantity says why", "[scenario]") {
  CHECK(wrong("", Dimension::hours) == "'' is not a number");
  CHECK(wrong("h", Dimension::hours) == "'h' is not a number");
  CHECK(wrong("- 3 h", Dimension::hours) == "'- 3 h' is not a number");
  CHECK(wrong("--3 h", Dimension::hours) == "'--3 h' is not a number");
  CHECK(wrong("0x10 h", Dimension::hours) == "'0x10 h' has an unknown unit (units: s, min, h, d, wk, yr)");
  CHECK(wrong("nan h", Dimension::hours) == "'nan h' is not a finite number");
  CHECK(wrong("-.inf", Dimension::number) == "'-.inf' is not a finite number");
  CHECK(wrong("3 Min", Dimension::hours) ==
        "'3 Min' has an unknown unit (units: s, min, h, d, wk, yr); did you mean 'min'?");
  CHECK(wrong("3 weeks", Dimension::hours) ==
        "'3 weeks' has an unknown unit (units: s, min, h, d, wk, yr); did you mean 'wk'?");
  CHECK(wrong("3 /days", Dimension::rate_per_hour) ==
        "'3 /days' has an unknown unit (units: / any number of s, min, h, d, wk, yr); did you mean '/d'?");
  CHECK(wrong("3 kph", Dimension::kmh) == "'3 kph' has an unknown unit (unit: km/h); did you mean 'km/h'?");
  CHECK(wrong("3 %", Dimension::hours) ==
        "'3 %' is a percentage, a time such as '20 min' is needed (units: s, min, h, d, wk, yr)");
  CHECK(wrong("3 km/h", Dimension::kilometres) ==
        "'3 km/h' is a speed, a length such as '5 km' is needed (units: m, km)");
  CHECK(wrong("3 /", Dimension::rate_per_hour) ==
        "'3 /' has an unknown unit (units: / any number of s, min, h, d, wk, yr)");
  CHECK(wrong("3 /-2d", Dimension::rate_per_hour) == "'3 /-2d' is a rate per nothing");
  CHECK(wrong("1e-999", Dimension::number) == "'1e-999' is beyond the range of a double");
}

TEST_CASE("a printed quantity is read back to the last bit", "[scenario]") {
  std::mt19937_64 bits(1);
  for (const Dimension dimension :
       {Dimension::number, Dimension::share, Dimension::hours, Dimension::seconds, Dimension::rate_per_hour,
        Dimension::rate_per_km, Dimension::kilometres, Dimension::kmh}) {
    for (int i = 0; i < 2000; ++i) {
      const double value = std::ldexp(static_cast<double>(bits()), static_cast<int>(bits() % 200) - 160);
      REQUIRE(parse_quantity(print_quantity(value, dimension), dimension) == value);
    }
  }
}

TEST_CASE("counts are whole numbers in any of YAML's forms", "[scenario]") {
  CHECK(parse_count("12", 0, 100) == 12);
  CHECK(parse_count("0x10", 0, 100) == 16);
  CHECK(parse_count("0o17", 0, 100) == 15);
  CHECK(parse_count("1e2", 0, 100) == 100);
  CHECK(parse_count("5.0", 0, 100) == 5);
  CHECK(parse_count("+5", 0, 100) == 5);
  CHECK(parse_count("18446744073709551615", 0, std::numeric_limits<std::uint64_t>::max()) ==
        std::numeric_limits<std::uint64_t>::max());
  CHECK_THROWS_WITH(parse_count("0x", 0, 9), "'0x' is not a bare number");
  CHECK_THROWS_WITH(parse_count("1.5", 0, 9), "must be a whole number, not 1.5");
  CHECK_THROWS_WITH(parse_count("-1", 0, 9), "must be at least 0, not -1");
  CHECK_THROWS_WITH(parse_count("1e300", 0, 9), "must be at most 9, not 1e300");
  CHECK_THROWS_WITH(parse_count("99999999999999999999", 0, 9), "must be at most 9, not 99999999999999999999");
}

TEST_CASE("dates carry their weekday", "[scenario]") {
  CHECK(start_of("2024-03-04") == spec::Start{2024, 3, 4, 0, 0});
  CHECK(start_of("2024-02-29T23:59:58") == spec::Start{2024, 2, 29, 86398, 3});
  CHECK(start_of("2000-01-01T00:00") == spec::Start{2000, 1, 1, 0, 5});
  CHECK(start_of("1999-12-26T12:00") == spec::Start{1999, 12, 26, 43200, 6});
}

TEST_CASE("every value of the format arrives where it belongs", "[scenario]") {
  const spec::Scenario s = read(everything()).scenario;
  CHECK(s.title == "Every key there is");
  CHECK(s.start == spec::Start{2024, 3, 4, 19800, 0});
  CHECK(s.horizon_h == 2160);
  CHECK(s.warmup_h == 720);

  CHECK(s.network.segment_km == 4);
  CHECK(s.network.zones == Messages{"kohistan", ""});
  REQUIRE(s.network.roads.size() == 4);
  CHECK(s.network.roads[0] == spec::Road{"besham - pattan", NodeId(0), NodeId(1), 33, 40, ZoneId(0), 0.8, false});
  CHECK(s.network.roads[2] == spec::Road{"ridge road", NodeId(2), NodeId(1), 47, 30, ZoneId(0), 0, true});
  CHECK(s.network.roads[3].name == "dasu - chilas");
  CHECK(s.network.roads[3].zone == ZoneId(1));
  CHECK(s.network.roads[3].length_km == Approx(74.866).epsilon(1e-4));

  CHECK(s.vehicle_types[1] == spec::VehicleType{"armoured", 12, 0.7, 1, 3e-9});
  const auto& daily = std::get<spec::Daily>(s.convoys[0].depart);
  CHECK(daily.seconds_of_day == std::vector<int>{23400, 63000});
  CHECK(daily.on_weekday == std::array<bool, 7>{true, true, true, true, true, true, false});
  CHECK(std::get<spec::Periodic>(s.convoys[1].depart) == spec::Periodic{21600, 3600});
  CHECK(s.convoys[0].roster == spec::Riders(180));
  CHECK(s.convoys[1].roster == spec::Riders(12));
  CHECK(s.convoys[1].pace_cv == 0);
  CHECK(s.convoys[1].vehicles == std::vector<spec::VehicleCount>{{VehicleTypeId(1), 1}, {VehicleTypeId(0), 0}});
  CHECK(s.sites[0] == spec::Site{"dam camp", NodeId(2), 300, 6, 0.3, 0.05, 0.2, 2});

  CHECK(s.threat.spotted_halt_h == 1.5);
  const spec::Group& north = s.threat.groups[0];
  CHECK(north.home == std::vector<NodeId>{NodeId(1), NodeId(3)});
  CHECK(north.dormant_mean_h == 720);
  CHECK(north.preparing == spec::Duration(spec::Gamma{144, 0.7}));
  CHECK(north.staged == spec::Duration(spec::Triangular{1, 2, 5}));
  CHECK(north.recovering == spec::Duration(spec::Lognormal{480, 0.7}));
  CHECK(north.lead_h == 1.0 / 3.0);
  CHECK(north.target == spec::TargetCoefficients{1, 1.5, 1, -0.3});
  CHECK(north.excitation == spec::Excitation{0.5, 240});
  CHECK(north.tempo == std::vector<spec::TempoWindow>{{-120, 888, 2}});
  CHECK(north.recruit == spec::Recruit{1.0 / 2160, 6});
  CHECK(north.modes[0] == spec::Mode{"bomb", 0.6, 0.2, 0.35, 0.1, 1, 0.3, 4, 30, std::nullopt});
  CHECK(north.modes[1].assault == spec::Assault{spec::Uniform{1.0 / 6, 2.0 / 3}, 0.1, 0.2});
  const spec::Group& south = s.threat.groups[1];
  CHECK(south.preparing == spec::Duration(spec::Fixed{336}));
  CHECK(south.staged == spec::Duration(spec::Fixed{3}));
  CHECK(south.recovering == spec::Duration(spec::Exponential{480}));
  CHECK(south.engage == 0.3);
  CHECK(south.memory_h == 336);
  CHECK(south.capture == 0.5);
  CHECK(s.threat.background->rate_per_km == std::vector<double>{0.05 / 1000, 0});
  CHECK(s.threat.regimes[1] == spec::Regime{"surge", 2, 960});
  CHECK(s.threat.regime_at_start == RegimeId(1));

  CHECK(s.policies[0] == [] {
    spec::Policy policy;
    policy.name = "status quo";
    return policy;
  }());
  const spec::Policy& p = s.policies[2];
  CHECK(p.escort.at(0).measure == spec::Escort{1, 4, 0, 1, 0.05, 0});
  CHECK(p.vehicles.at(0).measure == std::vector<spec::VehicleReplacement>{{VehicleTypeId(0), VehicleTypeId(1)}});
  CHECK(p.schedule.at(0).measure == spec::Schedule{1.5, std::nullopt});
  CHECK(p.routing.at(0).measure == spec::Routing{3, 0.5});
  CHECK(p.consolidate.at(0).measure == spec::Consolidate{2});
  CHECK(p.airlift.at(0).measure == spec::Airlift{0.2, 5e-7});
  CHECK(p.extra_cost_per_day == -1200.5);
  CHECK(p.guards.at(0).measure == std::vector<spec::Guards>{{SiteId(0), 4}});
  CHECK(p.patrols.at(0).measure == spec::Patrols{12, 0.4, std::vector{ZoneId(0)}});
  CHECK(p.surveillance.at(0).measure == spec::Surveillance{0.2, std::nullopt});
  CHECK(p.intelligence.at(0).measure.tip_rate_per_h == 0.1 / 168);
  CHECK(p.crackdown.at(0).measure == spec::Crackdown{0.1 / 168, 0.5, std::vector{ZoneId(0), ZoneId(1)}});
  CHECK(p.sanctuary.at(0).measure.recruitment == 0.5);
  CHECK(p.reaction_force.at(0).measure == spec::ReactionForce{{NodeId(2)}, 0.25, 50});
  CHECK(p.postures ==
        std::vector<spec::Posture>{{spec::PostureTrigger::attack, 72, true, 0, std::nullopt},
                                   {spec::PostureTrigger::spotted, 168, false, 2, std::vector{ZoneId(0)}}});

  CHECK(s.costs.currency == "USD");
  CHECK(s.costs.vehicle_hour == std::vector<double>{25, 110});
  CHECK(s.costs.cancelled_trip == 800);
  CHECK(s.run.replications == 500);
  CHECK(s.run.seed == std::numeric_limits<std::uint64_t>::max());
  CHECK(s.run.precision ==
        std::vector<spec::Precision>{{"killed_total", 0.05, true, 0.9, 1'000'000, std::nullopt, std::nullopt},
                                     {"injured", 0.25, false, 0.95, 1'000'000, PolicyId(2), PolicyId(0)}});
  CHECK(s.run.keep == spec::Keep{true, true, false, false, true});
}

TEST_CASE("a scalar is a text first", "[scenario]") {
  for (const std::string name : {"no", "null", "~", "1e3", "0x10", "true", "2024-03-04", "Ωmega 1"}) {
    const std::string text = patched(everything(), "name: south", "name: " + name);
    const std::string other = patched(text, "threat.groups.south.cells:", "threat.groups[1].cells:");
    CHECK(read(other).scenario.threat.groups[1].name == name);
  }
  CHECK(read(patched(everything(), "cells: 3", "cells: '3'")).scenario.threat.groups[0].cells == 3);
  CHECK(read(patched(everything(), "horizon: 90 d", "horizon: \"91 d\"")).scenario.horizon_h == 2184);
}

TEST_CASE("anchors and aliases are expanded", "[scenario]") {
  const std::string text =
      patched(patched(everything(), "{exponential: {mean: 0.1 yr}}", "&rest {exponential: {mean: 7 d}}"),
              "recovering: {exponential: {mean: 20 d}}", "recovering: *rest");
  const spec::Group south = read(text).scenario.threat.groups[1];
  CHECK(south.dormant_mean_h == 168);
  CHECK(south.recovering == spec::Duration(spec::Exponential{168}));
}

TEST_CASE("blocks that may be left out have their defaults", "[scenario]") {
  const spec::Scenario s = read(R"(
convoyrisk: 1
title: least
start: 2024-03-04
horizon: 1 d
network: {nodes: {a: {lat: 0, lon: 0}, b: {lat: 0, lon: 1}}, roads: [{from: a, to: b, speed: 40 km/h}]}
vehicles: {coach: {seats: 40, protection: 0}}
convoys: [{name: c, from: a, to: b, depart: {at: ["06:30"]}, workers: 1, vehicles: {coach: 1}, speed: 40 km/h}]
threat: {}
policies: [{name: p}]
)")
                               .scenario;
  CHECK(s.warmup_h == 0);
  CHECK(s.network.segment_km == 5);
  CHECK(s.network.zones == Messages{""});
  CHECK(s.network.roads[0].length_km == Approx(111.195).epsilon(1e-5));
  CHECK(s.vehicle_types[0].profile == 1);
  CHECK(std::get<spec::Daily>(s.convoys[0].depart).on_weekday ==
        std::array<bool, 7>{true, true, true, true, true, true, true});
  CHECK(s.threat == spec::Threat{});
  CHECK(s.costs.currency.empty());
  CHECK(s.costs.vehicle_hour == std::vector<double>{0});
  CHECK(s.run == spec::Run{});
}

}  // namespace convoyrisk::scenario
