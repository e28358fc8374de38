#include "model/history/outcome.hpp"

#include <algorithm>

namespace convoyrisk::model {

const std::array<OutcomeInfo, outcome_count>& outcome_infos() {
  using enum Outcome;
  static constexpr std::array<OutcomeInfo, outcome_count> infos{{
      {trips_scheduled, "trips_scheduled", "1", true, "trips with a scheduled time in the horizon"},
      {trips_cancelled, "trips_cancelled", "1", true, "scheduled trips cancelled by a suspension"},
      {trips_flown, "trips_flown", "1", true, "scheduled trips flown instead of driven"},
      {trips_arrived, "trips_arrived", "1", true, "scheduled trips that reached their last node before the horizon"},
      {trips_unfinished, "trips_unfinished", "1", true, "scheduled trips under way or not yet departed at the horizon"},
      {workers_scheduled, "workers_scheduled", "person", true, "workers on scheduled trips"},
      {workers_delivered, "workers_delivered", "person", true, "workers flown, or alive on a trip that arrived"},
      {stagings, "stagings", "1", true, "cells and follow-ups that became staged"},
      {encounters, "encounters", "1", true, "staged cells asked as a trip passed: spotted, attacked or passed"},
      {spotted, "spotted", "1", true, "encounters in which the cell was spotted"},
      {attacks_by_cells, "attacks_by_cells", "1", true, "encounters in which the cell attacked"},
      {passed, "passed", "1", true, "encounters in which the cell let the trip pass"},
      {background_spotted, "background_spotted", "1", true, "background events spotted"},
      {background_attacks, "background_attacks", "1", true, "attacks by attackers who are not agents"},
      {site_attacks, "site_attacks", "1", true, "attacks on sites"},
      {attacks, "attacks", "1", true, "attacks of all three kinds"},
      {vehicles_hit, "vehicles_hit", "1", true, "vehicles hit, escorts included"},
      {killed, "killed", "person", true, "workers killed on the road"},
      {injured, "injured", "person", true, "workers injured on the road"},
      {escort_killed, "escort_killed", "person", true, "escort crew killed"},
      {escort_injured, "escort_injured", "person", true, "escort crew injured"},
      {site_killed, "site_killed", "person", true, "people killed at sites"},
      {site_injured, "site_injured", "person", true, "people injured at sites"},
      {flown_killed, "flown_killed", "person", true, "flown workers killed in flight"},
      {accident_killed, "accident_killed", "person", true, "workers killed in road accidents"},
      {killed_total, "killed_total", "person", true,
       "killed + escort_killed + site_killed + flown_killed + accident_killed"},
      {injured_total, "injured_total", "person", true, "injured + escort_injured + site_injured"},
      {cells_eliminated, "cells_eliminated", "1", true, "cells eliminated"},
      {cells_recruited, "cells_recruited", "1", true, "cells that joined"},
      {interceptions_spotting, "interceptions_spotting", "1", true, "cells intercepted on being spotted"},
      {interceptions_patrol, "interceptions_patrol", "1", true, "cells intercepted by patrols"},
      {interceptions_tip, "interceptions_tip", "1", true, "cells intercepted after a tip"},
      {interceptions_raid, "interceptions_raid", "1", true, "cells intercepted by a raid"},
      {interceptions_reaction, "interceptions_reaction", "1", true, "cells intercepted by a reaction force"},
      {cells_active, "cells_active", "1", true, "cells not eliminated at the horizon"},
      {delay, "delay", "person h", false, "hours of halts, weighted with the workers who set out"},
      {waiting, "waiting", "person h", false, "hours that a curfew put departures off, weighted with the workers"},
      {cost, "cost", "currency", false, "cost of protection and delay"},
      {killed_conditional, "killed_conditional", "person", false, "expected workers killed given the encounters"},
      {site_killed_conditional, "site_killed_conditional", "person", false,
       "expected people killed at sites given the meetings"},
      {escort_killed_conditional, "escort_killed_conditional", "person", false,
       "expected escort crew killed given the encounters"},
      {killed_total_conditional, "killed_total_conditional", "person", false,
       "sum of the conditional expectations, flown deaths and accidents by their probability"},
  }};
  return infos;
}

std::optional<Outcome> find_outcome(std::string_view name) {
  const auto& infos = outcome_infos();
  const auto found = std::ranges::find(infos, name, &OutcomeInfo::name);
  return found == infos.end() ? std::nullopt : std::optional(found->outcome);
}

std::optional<Outcome> conditional_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::killed:
      return Outcome::killed_conditional;
    case Outcome::site_killed:
      return Outcome::site_killed_conditional;
    case Outcome::escort_killed:
      return Outcome::escort_killed_conditional;
    case Outcome::killed_total:
      return Outcome::killed_total_conditional;
    default:
      return std::nullopt;
  }
}

void ReplicationResult::reset(std::size_t leg_count, std::size_t day_count, std::size_t severity_size,
                              std::size_t convoy_count) {
  outcomes.clear();
  legs.assign(leg_count, {});
  days.assign(day_count, {});
  convoys.assign(convoy_count, {});
  severity.assign(severity_size, 0);
  severity_conditional.assign(severity_size, 0);
}

}  // namespace convoyrisk::model
