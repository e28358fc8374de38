#include "scenario/format/warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

#include "network/distances.hpp"
#include "network/geography.hpp"
#include "network/graph.hpp"
#include "scenario/format/policy_checks.hpp"
#include "scenario/text/path.hpp"

namespace convoyrisk::scenario {
namespace {

constexpr double range_tolerance_km = 1e-9;  // docs/model.md, 3.3

/// A measure whose intensity its price does not follow.
struct Intensity {
  std::string_view measure;
  std::string_view key;
  std::string_view price;
  std::function<std::vector<double>(const spec::Policy&)> of;  ///< by entry
};

template <class Measure>
[[nodiscard]] std::vector<double> of_each(const std::vector<spec::InForce<Measure>>& entries, double Measure::*value) {
  std::vector<double> values;
  for (const spec::InForce<Measure>& entry : entries) {
    values.push_back(entry.measure.*value);
  }
  return values;
}

const std::array<Intensity, 5> intensities{{
    {"patrols", "detect", "patrol_visit",
     [](const spec::Policy& p) { return of_each(p.patrols, &spec::Patrols::detect); }},
    {"surveillance", "detect", "surveillance_day",
     [](const spec::Policy& p) { return of_each(p.surveillance, &spec::Surveillance::detect); }},
    {"intelligence", "tip_rate", "intelligence_day",
     [](const spec::Policy& p) { return of_each(p.intelligence, &spec::Intelligence::tip_rate_per_h); }},
    {"crackdown", "raid_rate", "crackdown_day",
     [](const spec::Policy& p) { return of_each(p.crackdown, &spec::Crackdown::raid_rate_per_h); }},
    {"reaction_force", "ready", "reaction_base_day",
     [](const spec::Policy& p) { return of_each(p.reaction_force, &spec::ReactionForce::ready_h); }},
}};

/// Is a swept path such an intensity of some policy, in whichever of its entries?
[[nodiscard]] bool leads_to(const std::string& path, const Intensity& intensity) {
  if (!path.starts_with("policies.") && !path.starts_with("policies[")) {
    return false;
  }
  const std::string end = "." + std::string(intensity.key);
  const std::string measure = "." + std::string(intensity.measure);
  if (!path.ends_with(end)) {
    return false;
  }
  std::string before = path.substr(0, path.size() - end.size());
  if (before.ends_with(']')) {
    before.resize(before.rfind('['));
  }
  return before.ends_with(measure);
}

class Warner {
 public:
  Warner(const Cursor& root, const spec::Scenario& scenario) : root_(root), scenario_(scenario) {}

  void warn() const {
    warn_of_short_roads();
    warn_of_sites_out_of_reach();
    for (std::size_t i = 0; i < scenario_.policies.size(); ++i) {
      warn_of_policy(root_["policies"][i], scenario_.policies[i]);
      warn_of_unpriced_intensities(i);
    }
    for (std::size_t lever = 0; scenario_.search && lever < scenario_.search->levers.size(); ++lever) {
      for (const spec::Policy& option : scenario_.search->levers[lever].options) {
        warn_of_policy(root_["search"]["levers"][lever]["options"][option.name], option);
      }
    }
    warn_of_unpriced_sweep();
  }

 private:
  void warn_of_short_roads() const {
    const spec::Network& network = scenario_.network;
    for (std::size_t i = 0; i < network.roads.size(); ++i) {
      const spec::Road& road = network.roads[i];
      const Cursor at = root_["network"]["roads"][i];
      if (!at.has("length") || !root_["network"].clean()) {
        continue;
      }
      const spec::Node& a = network.nodes[road.from.index()];
      const spec::Node& b = network.nodes[road.to.index()];
      const double least = network::great_circle_km(a.latitude_deg, a.longitude_deg, b.latitude_deg, b.longitude_deg);
      if (road.length_km < network::least_length_km(least)) {
        at["length"].warning(
            fmt::format("{} km is shorter than the great circle between its ends, {:.3f} km", road.length_km, least));
      }
    }
  }

  void warn_of_sites_out_of_reach() const {
    if (!root_["network"].clean() || !root_["threat"].clean() || scenario_.sites.empty()) {
      return;
    }
    std::vector<network::Link> links;
    for (const spec::Road& road : scenario_.network.roads) {
      links.push_back({road.from, road.to, road.length_km, road.speed_kmh, road.oneway});
    }
    const network::Graph graph(scenario_.network.nodes.size(), std::move(links));
    std::vector<bool> reached(scenario_.network.nodes.size(), false);
    for (const spec::Group& group : scenario_.threat.groups) {
      if (group.site_share > 0) {
        mark_reached(graph, group, reached);
      }
    }
    for (std::size_t i = 0; i < scenario_.sites.size(); ++i) {
      const NodeId node = scenario_.sites[i].node;
      if (node.valid() && !reached[node.index()]) {
        root_["sites"][i].warning("no group with a site_share above 0 has the site in its range");
      }
    }
  }

  static void mark_reached(const network::Graph& graph, const spec::Group& group, std::vector<bool>& reached) {
    for (const NodeId home : group.home) {
      const std::vector<double> distance_km = network::distances_km(graph, home, group.range_km + range_tolerance_km);
      for (std::size_t node = 0; node < reached.size(); ++node) {
        reached[node] = reached[node] || distance_km[node] <= group.range_km + range_tolerance_km;
      }
    }
  }

  void warn_of_policy(const Cursor& at, const spec::Policy& policy) const {
    warn_of_windows(at["guards"], policy.guards);
    warn_of_windows(at["patrols"], policy.patrols);
    warn_of_windows(at["surveillance"], policy.surveillance);
    warn_of_windows(at["intelligence"], policy.intelligence);
    warn_of_windows(at["crackdown"], policy.crackdown);
    warn_of_windows(at["sanctuary"], policy.sanctuary);
    warn_of_windows(at["reaction_force"], policy.reaction_force);
    const bool recruiting = std::ranges::any_of(scenario_.threat.groups,
                                                [](const spec::Group& group) { return group.recruit.has_value(); });
    for (std::size_t i = 0; i < policy.schedule.size() && !policy.schedule[i].joined; ++i) {
      if (policy.schedule[i].measure.jitter_h > scenario_.warmup_h) {
        entry_at(at["schedule"], i)["jitter"].warning("is longer than the warm-up");
      }
    }
    for (std::size_t i = 0; i < policy.crackdown.size() && !policy.crackdown[i].joined; ++i) {
      if (policy.crackdown[i].measure.backlash > 0 && !recruiting) {
        entry_at(at["crackdown"], i)["backlash"].warning("has no effect, as no group recruits");
      }
    }
    for (std::size_t i = 0; i < policy.sanctuary.size() && !policy.sanctuary[i].joined && !recruiting; ++i) {
      entry_at(at["sanctuary"], i).warning("has no effect, as no group recruits");
    }
    for (std::size_t i = 0; i < policy.postures.size() && !policy.postures[i].joined; ++i) {
      if (!policy.postures[i].suspend && policy.postures[i].escort == 0) {
        at["postures"][i].warning("does nothing, as it neither suspends trips (`suspend: true`) nor adds escorts");
      }
    }
    for (std::size_t i = 0; i < policy.airlift.size() && !policy.airlift[i].joined; ++i) {
      const Cursor airlift = entry_at(at["airlift"], i);
      if (!airlift.has("fatality")) {
        airlift.warning("has no fatality, so that flying counts as free of risk");
      }
    }
  }

  /// Of measures that are not on trips, whose entries no trip must have.
  template <class Measure>
  void warn_of_windows(const Cursor& measure, const std::vector<spec::InForce<Measure>>& entries) const {
    for (std::size_t i = 0; i < entries.size() && !entries[i].joined; ++i) {
      const spec::Window& window = entries[i].window;
      if (window.from_h >= scenario_.horizon_h || window.until_h <= -scenario_.warmup_h) {
        entry_at(measure, i).warning("is never in force: the run ends before it begins, or begins after it has ended");
      }
    }
  }

  [[nodiscard]] bool priced() const { return !scenario_.costs.currency.empty(); }

  /// Policies that differ in an intensity but not in what it costs.
  void warn_of_unpriced_intensities(std::size_t i) const {
    const spec::Policy& policy = scenario_.policies[i];
    for (const Intensity& intensity : intensities) {
      const std::vector<double> mine = intensity.of(policy);
      for (std::size_t j = 0; j < i && priced() && !mine.empty(); ++j) {
        const spec::Policy& other = scenario_.policies[j];
        const std::vector<double> theirs = intensity.of(other);
        if (theirs.size() == mine.size() && theirs != mine && other.extra_cost_per_day == policy.extra_cost_per_day) {
          warn_unpriced(root_["policies"][i], intensity, "differs from policy '" + other.name + "'");
          break;
        }
      }
    }
  }

  static void warn_unpriced(const Cursor& policy, const Intensity& intensity, const std::string& why) {
    const Cursor entry = entry_at(policy[intensity.measure], 0);
    if (entry.exists()) {  // else of a policy that it joins
      entry[intensity.key].warning(
          fmt::format("{}, at the same {}; extra_cost_day can price it", why, intensity.price));
    }
  }

  void warn_of_unpriced_sweep() const {
    for (const std::string_view kind : {"cross", "zip"}) {
      const Cursor at = root_["sweep"][kind];
      if (!priced() || !at.exists() || at.node().kind != Node::Kind::map) {
        continue;
      }
      const auto& swept = at.node().entries;
      const auto priced_by = [&](const Node::Entry& entry, std::string_view price) {
        return entry.key.ends_with(".extra_cost_day") || entry.key == "costs." + std::string(price);
      };
      for (const Node::Entry& entry : swept) {
        for (const Intensity& intensity : intensities) {
          const bool varied = leads_to(entry.key, intensity);
          if (varied &&
              std::ranges::none_of(swept, [&](const Node::Entry& e) { return priced_by(e, intensity.price); })) {
            at[entry.key].warning(fmt::format("is varied at the same {}", intensity.price));
          }
        }
      }
    }
  }

  const Cursor& root_;
  const spec::Scenario& scenario_;
};

}  // namespace

void warn(const Cursor& root, const spec::Scenario& scenario) { Warner(root, scenario).warn(); }

}  // namespace convoyrisk::scenario
