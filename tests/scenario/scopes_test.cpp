#include "scenario/support.hpp"

namespace convoyrisk::scenario {
namespace {

/// The scenario of everything with lines of a further policy, "planned".
std::string planned(const std::string& lines) {
  return patched(everything(), "\ncosts:\n", "\n  - name: planned\n" + lines + "\ncosts:\n");
}

spec::Policy policy_of(const std::string& lines) { return read(planned(lines)).scenario.policies.back(); }

// clang-format off
struct Wrongly {
  std::string lines;
  std::string message;
};

const std::vector<Wrongly> wrong{
    {"    escort: [{vehicles: 1, until: 5 d, from: 9 d}]",
     "<until: |5 d, from>: policies.planned.escort[0].until: must be later than `from`"},
    {"    escort: [{vehicles: 1, hours: [\"09:00\", \"09:00\"]}]",
     "<\"09:00\", |\"09:00\">: policies.planned.escort[0].hours[1]: stands twice in the list"},
    {"    schedule: {curfew: [\"20:00\"]}",
     "<curfew: |[>: policies.planned.schedule.curfew: must be two times of day, such as [\"20:00\", \"05:00\"]"},
    {"    escort: [{vehicles: 1, convoys: [relieff]}]",
     "<convoys: [|relieff>: policies.planned.escort[0].convoys[0]: no convoy is named 'relieff'; did you mean 'relief'?"},
    {"    escort: [{vehicles: 1}, {vehicles: 7, days: [fri]}]",
     "<|{vehicles: 7>: policies.planned.escort[1]: no trip has this entry: none is in its scope, or all that are have an earlier entry"},
    {"    split: {parts: 2, convoys: [day shift], days: [sun]}",
     "<split: |{parts>: policies.planned.split: no trip has this entry: none is in its scope, or all that are have an earlier entry"},
    {"    split: {parts: 0}", "<parts: |0>: policies.planned.split.parts: must be at least 1, not 0"},
    {"    vehicles: {until: 5 d, coach: armoured}",
     "<vehicles: {|until>: policies.planned.vehicles.until: stands beside the short form, which has no scope; the long one is {replace: ..., until: ...}"},
    {"    with: [escrts]", "<[|escrts>: policies.planned.with[0]: no policy is named 'escrts'; did you mean 'escorts'?"},
    {"    with: [planned]", "<with: [|planned>: policies.planned.with[0]: is the policy itself"},
    {"    with: [other]\n  - name: other\n    with: [escorts]",
     "<with: [|other>: policies.planned.with[0]: policy 'other' cannot be joined, as it has `with` itself"},
    {"    convoys: {day shift: {workers: 90}}",
     "<workers: |90>: policies.planned.convoys.\"day shift\".workers: 90 workers are more than the 80 seats of the vehicles"},
    {"    convoys: {night shift: {workers: 9}}",
     "<convoys: {|night shift>: policies.planned.convoys.\"night shift\": no convoy is named 'night shift'; there are day shift, relief"},
    {"    patrols: [{interval: 6 h, detect: 0.4, from: 2024-13-01}]",
     "<from: |2024-13>: policies.planned.patrols[0].from: '2024-13-01' is not a day of the calendar"},
};
// clang-format on

}  // namespace

TEST_CASE("a scope that is wrong is told with its place", "[scenario]") {
  for (const Wrongly& wrongly : wrong) {
    INFO(wrongly.lines);
    CHECK(errors_of(planned(wrongly.lines)) == Messages{wrongly.message});
  }
}

TEST_CASE("entries of a search's option that no trip can have in any plan are told with their place", "[scenario]") {
  const std::string option = "one: {escort: {vehicles: 1, spot: 0.05}}";
  const auto errors_with = [&](const std::string& other) { return errors_of(patched(everything(), option, other)); };
  CHECK(errors_with("one: {escort: [{vehicles: 1}, {vehicles: 7, days: [fri]}]}") ==
        Messages{"<|{vehicles: 7>: search.levers.escort.options.one.escort[1]: no trip has this entry: none is in its "
                 "scope, or all that are have an earlier entry"});
  CHECK(errors_with("one: {split: {parts: 2, convoys: [day shift], days: [sun]}}") ==
        Messages{"<split: |{parts>: search.levers.escort.options.one.split: no trip has this entry: none is in its "
                 "scope, or all that are have an earlier entry"});
}

TEST_CASE("a measure is one entry or a list of entries with scopes", "[scenario]") {
  const spec::Policy policy = policy_of(R"(    escort:
      - {vehicles: 3, convoys: [relief], days: [fri], from: 2024-03-10, until: 60 d}
      - {vehicles: 1, hours: ["16:00", "07:00"], zones: [kohistan]}
    vehicles: [{replace: {coach: armoured}, until: 2024-03-12 06:00}]
    consolidate: {trips: 2, convoys: [relief]}
    guards: {add: {dam camp: 4}, from: 14 d}
    split: {parts: 2, headway: 30 min}
    schedule: {curfew: ["20:00", "05:00"]})");
  REQUIRE(policy.escort.size() == 2);
  CHECK(policy.escort[0].scope.convoys == std::vector{ConvoyId(1)});
  CHECK(policy.escort[0].scope.on_weekday == std::array<bool, 7>{false, false, false, false, true, false, false});
  CHECK(policy.escort[0].scope.window == spec::Window{6 * 24 - 5.5, 60 * 24});  // t = 0 is half past five
  CHECK(policy.escort[1].scope.hours == spec::HoursOfDay{57600, 25200});
  CHECK(policy.escort[1].measure.zones == std::vector{ZoneId(0)});
  CHECK(policy.vehicles.at(0).scope.window.until_h == 8 * 24 + 0.5);
  CHECK(policy.consolidate.at(0).measure.trips == 2);
  CHECK(policy.guards.at(0).window.from_h == 336);
  CHECK(policy.guards.at(0).measure == std::vector{spec::Guards{SiteId(0), 4}});
  CHECK(policy.split.at(0).measure == spec::Split{2, 0.5});
  CHECK(policy.schedule.at(0).measure == spec::Schedule{0, spec::HoursOfDay{72000, 18000}});
}

TEST_CASE("a policy joins others, which may come later and whose entries may be hidden", "[scenario]") {
  const std::string lines = R"(    with: [later, escorts]
    escort: {vehicles: 7}
    extra_cost_day: 1
  - name: later
    escort: {vehicles: 8}
    patrols: {interval: 1 d, detect: 0.5}
    extra_cost_day: 20)";
  const std::vector<spec::Policy> policies = read(planned(lines)).scenario.policies;
  const spec::Policy& policy = policies[policies.size() - 2];
  REQUIRE(policy.escort.size() == 3);
  CHECK(policy.escort[1].measure.vehicles == 8);
  CHECK(policy.escort[2].measure.vehicles == 2);
  CHECK((!policy.escort[0].joined && policy.escort[1].joined && policy.escort[2].joined));
  CHECK(policy.patrols.size() == 1);
  CHECK(policy.extra_cost_per_day == 21);

  const Study study = read_study_text(planned(lines), "s.yaml", data_directory);
  const Study again = read_study_text(study.resolved_yaml(), "s.yaml", data_directory);
  CHECK(again.base().policies == study.base().policies);
  CHECK(study.scenario(0, 0).policies.back() == study.base().policies.back());
  CHECK(study.scenario(0, 0).policies[policies.size() - 2].escort.size() == 3);
}

TEST_CASE("convoys share a roster by its name", "[scenario]") {
  const std::string text = patched(patched(everything(), "roster: 180", "roster: staff"), "\nconvoys:\n",
                                   "\nrosters: {staff: 300}\nconvoys:\n");
  const spec::Scenario scenario = read(text).scenario;
  CHECK(scenario.rosters.at(0).people == 300);
  CHECK(scenario.convoys[0].roster == spec::Riders(RosterId(0)));
  CHECK(errors_of(patched(text, "roster: staff", "roster: stff")) ==
        Messages{"<roster: |stff>: convoys.\"day shift\".roster: no roster is named 'stff'; did you mean 'staff'?"});
}

}  // namespace convoyrisk::scenario
