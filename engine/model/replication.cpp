#include "model/replication.hpp"

#include <algorithm>

#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

/// By group; the background's last.
std::vector<ModeTable> mode_tables(const spec::Threat& threat) {
  std::vector<ModeTable> tables;
  for (const spec::Group& group : threat.groups) {
    tables.emplace_back(group.modes);
  }
  if (threat.background) {
    tables.emplace_back(threat.background->modes);
  }
  return tables;
}

}  // namespace

Replication::Replication(const World& world)
    : world_(world),
      modes_(mode_tables(world.scenario().threat)),
      harm_table_(modes_),
      loadings_(world.policy_count()) {
  const spec::Scenario& scenario = world.scenario();
  for (auto& by_convoy : loadings_) {
    by_convoy.resize(scenario.convoys.size());
  }
  staged_.resize(world.legs().size());
  group_factor_.resize(scenario.threat.groups.size());
  excitation_.resize(scenario.threat.groups.size());
}

void Replication::run(PolicyId policy, std::uint64_t seed, std::uint64_t replication, ReplicationResult& result,
                      EventLog* log, TiltedDraws* tilt) {
  policy_ = &world_.policy(policy);
  policy_index_ = policy.index();
  seed_ = seed;
  replication_ = replication;
  result_ = &result;
  log_ = log;
  tilt_ = tilt;
  start();
  while (queue_.top_time() < world_.scenario().horizon_h) {
    now_h_ = queue_.top_time();
    const EventQueue::Actor actor = queue_.top_actor();
    const ActorRef ref = actors_[actor];
    switch (ref.kind) {
      case ActorRef::Kind::departures:
        on_departure();
        schedule_departures();
        break;
      case ActorRef::Kind::recruits:
        on_recruit(recruits_[ref.index], actor);
        break;
      case ActorRef::Kind::cell:
        on_cell(ref.index);
        break;
      case ActorRef::Kind::trip:
        on_trip(ref.index);
        break;
    }
  }
  finish();
}

EventQueue::Actor Replication::add_actor(ActorRef::Kind kind, std::size_t index) {
  actors_.push_back({kind, static_cast<std::uint32_t>(index)});
  return queue_.add_actor();
}

void Replication::start() {
  const spec::Scenario& scenario = world_.scenario();
  now_h_ = -scenario.warmup_h;
  result_->reset(world_.legs().size(), world_.day_count(), world_.severity_size());
  if (harm_table_.clear_if_large()) {
    for (auto& by_convoy : loadings_) {
      for (auto& list : by_convoy) {
        list.clear();
      }
    }
  }
  queue_.clear();
  actors_.clear();
  trips_.clear();
  free_trips_.clear();
  active_trips_.clear();
  for (auto& cells : staged_) {
    cells.clear();
  }
  staged_count_.assign(staged_.size(), 0);
  memory_.reset(policy_->route_count, world_.memories_h());
  posture_until_h_.assign(policy_->postures.size(), -never);
  full_journeys_.assign(policy_->route_count, 0);
  draw_regime_path(scenario.threat, seed_, replication_, now_h_, scenario.horizon_h, regime_);
  add_actor(ActorRef::Kind::departures, 0);
  plan_departures();
  schedule_departures();
  start_groups();
}

void Replication::start_groups() {
  const auto& groups = world_.scenario().threat.groups;
  cells_.clear();
  recruits_.clear();
  group_cells_.assign(groups.size(), 0);
  group_active_.assign(groups.size(), 0);
  for (std::uint32_t i = 0; i < groups.size(); ++i) {
    const spec::Group& group = groups[i];
    if (!group.tempo.empty()) {
      multiply_by_tempo(regime_, group.tempo, group_factor_[i]);
    }
    if (group.excitation) {
      excitation_[i].reset(group.excitation->decay_h, now_h_);
    }
    for (int cell = 0; cell < group.cells; ++cell) {
      add_cell(i, 0, static_cast<std::uint64_t>(cell));
    }
    if (group.recruit) {
      const double rate = group.recruit->rate_per_h;
      recruits_.push_back({.group = i, .stream = 1, .rate_per_h = rate});
      recruits_.push_back({.group = i, .stream = 2, .rate_per_h = rate * policy_->backlash});
    }
  }
  for (std::size_t i = 0; i < recruits_.size(); ++i) {
    const EventQueue::Actor actor = add_actor(ActorRef::Kind::recruits, i);
    next_recruit(recruits_[i], now_h_);
    queue_.set(actor, recruits_[i].next_h, recruit_rank(recruits_[i]));
  }
}

void Replication::finish() {
  const double horizon_h = world_.scenario().horizon_h;
  now_h_ = horizon_h;
  for (const std::uint32_t index : active_trips_) {
    Trip& trip = trips_[index];
    mark_zero(trip);
    count_passes(trip, horizon_h);
    close(trip, horizon_h);
  }
  for (const ConvoyPlan& convoy : policy_->convoys) {
    for (std::size_t r = 0; r < convoy.routes.size(); ++r) {
      for (const RouteLeg& leg : convoy.routes[r].legs()) {
        result_->legs[leg.leg.index()].segments_passed += full_journeys_[convoy.first_route + r] * leg.segments;
      }
    }
  }
  add_expectations();
  auto& all = result_->outcomes;
  using enum Outcome;
  all[trips_unfinished] = all[trips_scheduled] - all[trips_cancelled] - all[trips_flown] - all[trips_arrived];
  all[attacks] = all[attacks_by_cells] + all[background_attacks] + all[site_attacks];
  all[killed_total] = all[killed] + all[escort_killed] + all[site_killed] + all[flown_killed];
  all[killed_total_conditional] +=
      all[killed_conditional] + all[escort_killed_conditional] + all[site_killed_conditional];
  all[cost] += policy_->fixed_cost;
  for (const std::uint32_t active : group_active_) {
    all[cells_active] += active;
  }
}

std::uint64_t Replication::recruit_rank(const RecruitStream& recruits) {
  return (std::uint64_t{recruits.group} << 2U) | recruits.stream;
}

void Replication::next_recruit(RecruitStream& recruits, double after_h) {
  recruits.next_h = never;
  if (recruits.rate_per_h > 0) {
    const std::uint64_t entity = recruit_rank(recruits);
    random::Stream draws = stream(Purpose::recruit_arrival, entity, recruits.candidates);
    recruits.next_h = after_h + random::exponential(draws.uniform()) / recruits.rate_per_h;
    recruits.next_kept = draws.uniform() < policy_->recruitment_kept;
  }
}

void Replication::on_recruit(RecruitStream& recruits, EventQueue::Actor actor) {
  const std::uint64_t number = recruits.candidates++;
  const bool room = group_active_[recruits.group] <
                    static_cast<std::uint32_t>(world_.groups()[recruits.group].spec->recruit->max_cells);
  if (recruits.next_kept && room) {
    count(Outcome::cells_recruited);
    add_cell(recruits.group, recruits.stream, number);
    log_cell(EventKind::recruited, cells_.back());
  }
  next_recruit(recruits, now_h_);
  queue_.set(actor, recruits.next_h, recruit_rank(recruits));
}

void Replication::schedule_departures() {
  constexpr EventQueue::Actor departures_actor = 0;
  if (next_departure_ < departures_.size()) {
    const Departure& next = departures_[next_departure_];
    queue_.set(departures_actor, next.time_h, departure_rank(policy_->trips[next.trip]));
  } else {
    queue_.set(departures_actor, never, 0);
  }
}

void Replication::trigger(spec::PostureTrigger kind, Where where) {
  for (std::size_t i = 0; i < policy_->postures.size(); ++i) {
    const PosturePlan& posture = policy_->postures[i];
    if (posture.spec->after == kind && std::visit([&](auto place) { return posture.coverage.covers(place); }, where)) {
      posture_until_h_[i] = now_h_ + posture.spec->for_h;
    }
  }
}

}  // namespace convoyrisk::model
