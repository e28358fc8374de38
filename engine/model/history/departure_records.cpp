#include "model/history/departure_records.hpp"

#include <algorithm>

#include "model/history/near_order.hpp"

namespace convoyrisk::model {

DepartureRecords::DepartureRecords(const Moment& moment, const Postures& postures, const Departures& departures,
                                   PassMemory& memory)
    : moment_(moment),
      postures_(postures),
      departures_(departures),
      memory_(memory),
      listed_(moment.world().pass_lists().size()) {}

void DepartureRecords::start() {
  const World& world = moment_.world();
  memory_.reset(moment_.policy().routes.size(), world.memories_h());
  prepared_ = world.memories_h().empty();
  followed_count_ = 0;
}

void DepartureRecords::recall() {
  if (!prepared_) {
    prepare();
    prepared_ = true;
  }
  for (std::size_t i = 0; i < followed_count_; ++i) {
    Followed& followed = followed_[i];
    const std::vector<Entry>& entries = followed.entries;
    for (; followed.next < entries.size() && entries[followed.next].time_h < moment_.now_h(); ++followed.next) {
      const Entry& entry = entries[followed.next];
      if (!postures_.ever_held() || !postures_.suspended(followed.convoy, entry.time_h, entry.rank)) {
        memory_.record(entry.route, entry.time_h);
      }
    }
  }
}

void DepartureRecords::prepare() {
  for (const Ways& ways : moment_.policy().ways) {
    if (ways.pass_list != no_pass_list) {
      memory_.use(ways.first_route, up_to_date(ways.pass_list));
    } else {
      follow(ways);
    }
  }
}

PassLog& DepartureRecords::up_to_date(std::uint32_t list) {
  Listed& listed = listed_[list];
  const PassList& of_world = moment_.world().pass_lists()[list];
  const bool same_history = listed.seed == moment_.seed() && listed.replication == moment_.replication();
  if (!listed.made || !(of_world.steady || same_history)) {
    this->list(of_world, listed.log);
    listed.made = true;
    listed.seed = moment_.seed();
    listed.replication = moment_.replication();
  }
  return listed.log;
}

void DepartureRecords::list(const PassList& list, PassLog& log) {
  log.clear(moment_.world().memories_h().size());
  const PolicyPlan& policy = moment_.world().policy(PolicyId(list.policy));
  double jitter_h = 0;
  log.departures_h.reserve(policy.ways[list.ways].trips.size());
  for (const std::uint32_t i : policy.ways[list.ways].trips) {
    const ScheduledTrip& trip = policy.trips[i];
    const Outfit& outfit = policy.outfit(trip);
    jitter_h = std::max({jitter_h, outfit.jitter_h, outfit.curfew ? 24.0 : outfit.headway_h});
    const double time_h = departures_.departure_h(trip, outfit);
    if (time_h < moment_.horizon_h()) {
      log.departures_h.push_back(time_h);
    }
  }
  sort_jittered(log.departures_h, jitter_h, moment_.horizon_h() + moment_.scenario().warmup_h, std::less<>());
}

/// Of trips of whom some may be flown or suspended, or draw among routes.
void DepartureRecords::follow(const Ways& ways) {
  if (followed_.size() == followed_count_) {
    followed_.emplace_back();
  }
  Followed& followed = followed_[followed_count_++];
  followed.convoy = ways.convoy;
  followed.next = 0;
  followed.entries.clear();
  const PolicyPlan& policy = moment_.policy();
  for (const std::uint32_t i : ways.trips) {
    const ScheduledTrip& trip = policy.trips[i];
    const Outfit& outfit = policy.outfit(trip);
    const double time_h = departures_.departure_h(trip, outfit);
    if (time_h < moment_.horizon_h() && !departures_.flies(trip, outfit)) {
      followed.entries.push_back({time_h, trip.rank(), departures_.route_number(trip, ways)});
    }
  }
  const double jitter_h = std::max(ways.greatest_advance_h, ways.greatest_delay_h);
  sort_jittered(
      followed.entries, jitter_h, moment_.horizon_h() + moment_.scenario().warmup_h,
      [](const Entry& a, const Entry& b) { return a.time_h < b.time_h || (a.time_h == b.time_h && a.rank < b.rank); });
}

}  // namespace convoyrisk::model
