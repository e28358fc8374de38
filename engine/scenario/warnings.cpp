#include "scenario/warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

#include "network/distances.hpp"
#include "network/geography.hpp"
#include "network/graph.hpp"
#include "scenario/path.hpp"

namespace convoyrisk::scenario {
namespace {

constexpr double range_tolerance_km = 1e-9;  // docs/model.md, 3.3

/// A measure whose intensity its price does not follow.
struct Intensity {
  std::string_view key;  ///< within a policy
  std::string_view price;
  std::function<std::optional<double>(const spec::Policy&)> of;
};

template <class Measure>
[[nodiscard]] std::optional<double> of_first(const std::vector<spec::InForce<Measure>>& entries,
                                             double Measure::*value) {
  return entries.empty() ? std::nullopt : std::optional(entries.front().measure.*value);
}

const std::array<Intensity, 5> intensities{{
    {"patrols.detect", "patrol_visit",
     [](const spec::Policy& p) { return of_first(p.patrols, &spec::Patrols::detect); }},
    {"surveillance.detect", "surveillance_day",
     [](const spec::Policy& p) { return of_first(p.surveillance, &spec::Surveillance::detect); }},
    {"intelligence.tip_rate", "intelligence_day",
     [](const spec::Policy& p) { return of_first(p.intelligence, &spec::Intelligence::tip_rate_per_h); }},
    {"crackdown.raid_rate", "crackdown_day",
     [](const spec::Policy& p) { return of_first(p.crackdown, &spec::Crackdown::raid_rate_per_h); }},
    {"reaction_force.ready", "reaction_base_day",
     [](const spec::Policy& p) { return of_first(p.reaction_force, &spec::ReactionForce::ready_h); }},
}};

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
      const std::vector<double> distance_km = network::distances_km(graph, home);
      for (std::size_t node = 0; node < reached.size(); ++node) {
        reached[node] = reached[node] || distance_km[node] <= group.range_km + range_tolerance_km;
      }
    }
  }

  void warn_of_policy(const Cursor& at, const spec::Policy& policy) const {
    const bool recruiting = std::ranges::any_of(scenario_.threat.groups,
                                                [](const spec::Group& group) { return group.recruit.has_value(); });
    if (!policy.schedule.empty() && policy.schedule.front().measure.jitter_h > scenario_.warmup_h) {
      at["schedule"]["jitter"].warning("is longer than the warm-up");
    }
    if (!policy.crackdown.empty() && policy.crackdown.front().measure.backlash > 0 && !recruiting) {
      at["crackdown"]["backlash"].warning("has no effect, as no group recruits");
    }
    if (!policy.sanctuary.empty() && !recruiting) {
      at["sanctuary"].warning("has no effect, as no group recruits");
    }
    for (std::size_t i = 0; i < policy.postures.size(); ++i) {
      if (!policy.postures[i].suspend && policy.postures[i].escort == 0) {
        at["postures"][i].warning("does nothing, as it neither suspends trips (`suspend: true`) nor adds escorts");
      }
    }
    if (!policy.airlift.empty() && !at["airlift"].has("fatality")) {
      at["airlift"].warning("has no fatality, so that flying counts as free of risk");
    }
  }

  [[nodiscard]] bool priced() const { return !scenario_.costs.currency.empty(); }

  /// Policies that differ in an intensity but not in what it costs.
  void warn_of_unpriced_intensities(std::size_t i) const {
    const spec::Policy& policy = scenario_.policies[i];
    for (const Intensity& intensity : intensities) {
      const std::optional<double> mine = intensity.of(policy);
      for (std::size_t j = 0; j < i && priced() && mine; ++j) {
        const spec::Policy& other = scenario_.policies[j];
        const std::optional<double> theirs = intensity.of(other);
        if (theirs && *theirs != *mine && other.extra_cost_per_day == policy.extra_cost_per_day) {
          warn_unpriced(root_["policies"][i], intensity, "differs from policy '" + other.name + "'");
          break;
        }
      }
    }
  }

  static void warn_unpriced(const Cursor& policy, const Intensity& intensity, const std::string& why) {
    const auto dot = intensity.key.find('.');
    const Cursor at = policy[intensity.key.substr(0, dot)][intensity.key.substr(dot + 1)];
    at.warning(fmt::format("{}, at the same {}; extra_cost_day can price it", why, intensity.price));
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
          const bool varied =
              entry.key.starts_with("policies.") && entry.key.ends_with("." + std::string(intensity.key));
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
