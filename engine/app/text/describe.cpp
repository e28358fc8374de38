#include "app/text/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "app/text/describe_policy.hpp"
#include "app/text/describe_search.hpp"
#include "app/text/number_format.hpp"
#include "app/text/text_table.hpp"
#include "scenario/format/policy_checks.hpp"

namespace convoyrisk::app {
namespace {

std::string route_names(const spec::Network& network, const model::RoutePlan& route, NodeId from) {
  std::string text = network.nodes[from.index()].name;
  for (const model::RouteLeg& leg : route.legs()) {
    const spec::Road& road = network.roads[leg.leg.index()];
    text += " - " + network.nodes[(leg.forward ? road.to : road.from).index()].name;
  }
  return text;
}

std::string describe_convoys(const model::World& world, PolicyId policy) {
  const spec::Scenario& scenario = world.scenario();
  const model::PolicyPlan& baseline = world.policy(policy);
  const std::vector<std::vector<std::string>> trips = describe_trips(world, policy);
  std::string text = "Convoys, as under \"" + scenario.policies[policy.index()].name + "\"\n";
  for (std::size_t i = 0; i < scenario.convoys.size(); ++i) {
    const spec::Convoy& convoy = scenario.convoys[i];
    const auto* const people = std::get_if<int>(&convoy.roster);
    const std::string roster =
        people != nullptr ? fmt::format("{} people on the roster", *people)
                          : fmt::format("roster {}", scenario.rosters[std::get<RosterId>(convoy.roster).index()].name);
    text += wrapped(fmt::format("{}: {}", convoy.name, roster), page_width, 2);
    for (const std::string& line : trips[i]) {
      text += wrapped(line, page_width, 4);
    }
    const auto ways = std::ranges::find(baseline.ways, ConvoyId(i), &model::Ways::convoy);
    for (const model::RoutePlan& route : ways->routes) {
      text += wrapped(fmt::format("{} km, {} h: {}", compact(route.length_km()), compact(route.hours()),
                                  route_names(scenario.network, route, convoy.from)),
                      page_width, 4);
    }
  }
  return text;
}

std::string describe_threat(const spec::Scenario& scenario) {
  const auto& groups = scenario.threat.groups;
  const int cells =
      std::accumulate(groups.begin(), groups.end(), 0, [](int sum, const spec::Group& g) { return sum + g.cells; });
  std::string text =
      fmt::format("Threat: {} with {}{}{}\n", plural(static_cast<std::int64_t>(groups.size()), "group"),
                  plural(cells, "cell"), scenario.threat.background ? ", background attackers" : "",
                  scenario.threat.regimes.empty()
                      ? ""
                      : ", " + plural(static_cast<std::int64_t>(scenario.threat.regimes.size()), "regime"));
  return text;
}

struct People {
  std::int64_t together = 0;  ///< those who go one way between two places being those who come the other way
  std::int64_t at_most = 0;   ///< nobody riding in two convoys
};

/// Persons who share the seats of all convoys, as docs/model.md counts them.
People people_on_the_road(const spec::Scenario& scenario) {
  std::map<std::pair<NodeId, NodeId>, std::array<std::int64_t, 2>> directions;
  People people;
  std::set<RosterId> pools;
  for (const spec::Convoy& convoy : scenario.convoys) {
    if (const auto* own = std::get_if<int>(&convoy.roster)) {
      directions[std::minmax(convoy.from, convoy.to)][convoy.from < convoy.to ? 0 : 1] += *own;
      people.at_most += *own;
    } else {
      pools.insert(std::get<RosterId>(convoy.roster));
    }
  }
  for (const RosterId pool : pools) {
    people.together += scenario.rosters[pool.index()].people;
    people.at_most += scenario.rosters[pool.index()].people;
  }
  for (const auto& [ends, rosters] : directions) {
    people.together += std::max(rosters[0], rosters[1]);
  }
  return people;
}

std::string describe_people(const model::World& world, PolicyId policy) {
  const spec::Scenario& scenario = world.scenario();
  const model::PolicyPlan& baseline = world.policy(policy);
  const People people = people_on_the_road(scenario);
  int at_sites = 0;
  for (const spec::Site& site : scenario.sites) {
    at_sites += site.people;
  }
  std::string text =
      fmt::format("People exposed: {} worker journeys in {} by {} people", grouped(baseline.scheduled_workers),
                  plural(baseline.scheduled_trips, "trip"), grouped(people.together));
  if (people.at_most > people.together) {
    text += fmt::format(" ({} if nobody rides in two convoys)", grouped(people.at_most));
  }
  if (at_sites > 0) {
    text += fmt::format("; {} people at {}", grouped(at_sites),
                        plural(static_cast<std::int64_t>(scenario.sites.size()), "site"));
  }
  return wrapped(text, page_width);
}

std::string describe_network(const model::World& world) {
  const spec::Network& network = world.scenario().network;
  double length_km = 0;
  std::int64_t segments = 0;
  for (const model::Leg& leg : world.legs()) {
    length_km += leg.length_km;
    segments += leg.segments;
  }
  return fmt::format("Network: {} and {}, {} km in {} of at most {} km\n",
                     plural(static_cast<std::int64_t>(network.nodes.size()), "node"),
                     plural(static_cast<std::int64_t>(network.roads.size()), "road"), compact(length_km),
                     plural(segments, "segment"), compact(network.segment_km));
}

/// What trips of convoys have under a policy, but for those that have what they have under the baseline.
std::vector<std::string> other_trips(const model::World& world, PolicyId policy, PolicyId baseline) {
  const std::vector<std::vector<std::string>> before = describe_trips(world, baseline);
  const std::vector<std::vector<std::string>> trips = describe_trips(world, policy);
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < trips.size(); ++i) {
    for (const std::string& line : trips[i]) {
      if (trips[i] != before[i]) {
        lines.push_back("= " + world.scenario().convoys[i].name + ": " + line);
      }
    }
  }
  return lines;
}

/// The lines of a policy; of an entry that is hidden by others before it, as `with` may bring one, they say so.
std::vector<std::string> policy_lines(const spec::Scenario& scenario, const spec::Policy& policy) {
  spec::Policy busy = policy;
  scenario::take_out_idle_entries(busy, scenario);
  const std::vector<std::string> of_trips = describe_policy(scenario, busy);
  std::vector<std::string> lines = describe_policy(scenario, policy);
  for (std::string& line : lines) {
    line += std::ranges::find(of_trips, line) == of_trips.end() ? " (no trip has it: earlier entries hide it)" : "";
  }
  return lines;
}

std::string describe_policies(const model::World& world, const std::vector<PolicyId>& policies) {
  const spec::Scenario& scenario = world.scenario();
  const spec::Policy& baseline = scenario.policies[policies.front().index()];
  const std::vector<std::string> common = describe_policy(scenario, baseline);
  std::string text = "Policies, as differences from the first; = what trips have\n";
  for (const PolicyId id : policies) {
    const spec::Policy& policy = scenario.policies[id.index()];
    const bool first = &policy == &baseline;
    text += fmt::format("  {}{}\n", policy.name, first ? " (the baseline)" : "");
    const std::vector<std::string> lines = policy_lines(scenario, policy);
    std::vector<std::string> changes;
    for (const std::string& line : lines) {
      if (first || std::ranges::find(common, line) == common.end()) {
        changes.push_back((first ? "" : "+ ") + line);
      }
    }
    for (const std::string& line : common) {
      if (std::ranges::find(lines, line) == lines.end()) {
        changes.push_back("- " + line);
      }
    }
    if (changes.empty()) {
      changes.emplace_back(first ? "no measures" : "no difference");
    }
    if (!policy.description.empty()) {
      text += wrapped(policy.description, page_width, 4);
    }
    std::ranges::move(other_trips(world, id, policies.front()), std::back_inserter(changes));
    if (curfew_is_idle(world, id)) {
      changes.emplace_back("= no trip is scheduled within the curfew");
    }
    for (const std::string& change : changes) {
      text += wrapped(change, page_width, 4);
    }
  }
  return text;
}

std::string describe_sweep(const scenario::Study& study) {
  std::string text = fmt::format("\nA sweep of {}\n", plural(static_cast<std::int64_t>(study.point_count()), "point"));
  for (const scenario::SweptParameter& parameter : study.swept()) {
    std::vector<std::string> values;
    for (const std::string& value : parameter.values) {
      if (std::ranges::find(values, value) == values.end()) {
        values.push_back(value);
      }
    }
    text += wrapped(fmt::format("{}: {}", parameter.path, fmt::join(values, ", ")), page_width, 2);
  }
  return text;
}

/// A number in a unit of a study, in the unit that people use.
std::string measured(double value, const std::string& unit) {
  if (unit == "h") {
    return hours(value);
  }
  if (unit == "1/h") {
    const double per_year = value * hours_per_year;
    return per_year < 100 ? compact(per_year) + " /yr" : compact(value) + " /h";
  }
  if (unit == "1/km") {
    return compact(value * 1000) + " /1000km";
  }
  return compact(value) + (unit == "1" ? "" : " " + unit);
}

std::string describe_uncertainty(const scenario::Study& study) {
  const std::vector<scenario::UncertainParameter>& parameters = study.uncertain();
  std::string text = fmt::format("\n{}, median (90 % range)\n",
                                 plural(static_cast<std::int64_t>(parameters.size()), "uncertain parameter"));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto at = [&](double probability) { return measured(study.quantile(i, probability), parameters[i].unit); };
    const std::string known = parameters[i].choices.empty()
                                  ? fmt::format("{} ({} to {})", at(0.5), at(0.05), at(0.95))
                                  : fmt::format("one of {}", fmt::join(parameters[i].choices, ", "));
    std::string paths = parameters[i].path;
    for (const std::string& path : parameters[i].also) {
      paths += ", " + path;
    }
    const std::string together = parameters[i].in_table ? ", from the table" : "";
    text += wrapped(fmt::format("{}: {}{}", paths, known, together), page_width, 2);
  }
  if (const std::size_t rows = study.table_rows(); rows > 0) {
    text += wrapped(fmt::format("Those from the table are drawn together: each draw takes one of its {}.",
                                plural(static_cast<std::int64_t>(rows), "row")),
                    page_width, 2);
  }
  return text;
}

}  // namespace

std::string describe_scenario(const model::World& world, const std::vector<PolicyId>& policies) {
  const spec::Scenario& scenario = world.scenario();
  const spec::Start& start = scenario.start;
  std::string text =
      wrapped(scenario.title, page_width) +
      fmt::format("From {:04}-{:02}-{:02} {:02}:{:02}, {} days after a warm-up of {} days\n\n", start.year, start.month,
                  start.day, start.second_of_day / 3600, start.second_of_day / 60 % 60,
                  compact(scenario.horizon_h / 24), compact(scenario.warmup_h / 24));
  text += describe_network(world) + describe_threat(scenario) + describe_people(world, policies.front()) + "\n";
  text += describe_convoys(world, policies.front()) + "\n" + describe_policies(world, policies);
  return text;
}

std::string describe_run(const scenario::Study& study) {
  const spec::Run& run = study.base().run;
  const bool draws = study.draw_count() > 0;
  std::string text =
      (study.point_count() > 1 ? describe_sweep(study) : "") + (draws ? describe_uncertainty(study) : "");
  text += describe_search(study.base());
  const std::string replications =
      draws ? fmt::format("{} of {}", plural(static_cast<std::int64_t>(study.draw_count()), "draw"),
                          plural(study.inner(), "replication"))
            : plural(run.replications, "replication");
  return text + fmt::format("\nA run: {} of each policy{}, seed {}\n", replications,
                            study.point_count() > 1 ? " at each point" : "", run.seed);
}

}  // namespace convoyrisk::app
