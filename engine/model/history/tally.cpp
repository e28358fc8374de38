#include "model/history/tally.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace convoyrisk::model {
namespace {

/// The outcome that counts the events of a kind.
struct Row {
  EventKind kind;
  Outcome outcome;
};

constexpr Row rows[]{
    {EventKind::cancelled, Outcome::trips_cancelled},
    {EventKind::flown, Outcome::trips_flown},
    {EventKind::arrived, Outcome::trips_arrived},
    {EventKind::staged, Outcome::stagings},
    {EventKind::eliminated, Outcome::cells_eliminated},
    {EventKind::recruited, Outcome::cells_recruited},
    {EventKind::spotted, Outcome::spotted},
    {EventKind::attacked, Outcome::attacks_by_cells},
    {EventKind::passed, Outcome::passed},
    {EventKind::background_spotted, Outcome::background_spotted},
    {EventKind::background_attacked, Outcome::background_attacks},
    {EventKind::site_attacked, Outcome::site_attacks},
};

constexpr auto outcome_of_kind = [] {
  std::array<std::optional<Outcome>, event_names.size()> outcomes{};
  for (const Row& row : rows) {
    outcomes[static_cast<std::size_t>(row.kind)] = row.outcome;
  }
  return outcomes;
}();

/// By Cause.
constexpr std::array outcome_of_cause{Outcome::interceptions_spotting, Outcome::interceptions_patrol,
                                      Outcome::interceptions_tip, Outcome::interceptions_raid,
                                      Outcome::interceptions_reaction};
static_assert(outcome_of_cause.size() == cause_names.size());

}  // namespace

void Tally::start(ReplicationResult& result, EventLog* log) {
  result_ = &result;
  log_ = log;
  flown_workers_ = 0;
  const World& world = moment_.world();
  result.reset(world.legs().size(), world.day_count(), world.severity_size(), moment_.scenario().convoys.size());
  count(Outcome::trips_scheduled, static_cast<double>(moment_.policy().scheduled_trips));
  count(Outcome::workers_scheduled, static_cast<double>(moment_.policy().scheduled_workers));
}

void Tally::note(const Event& event) {
  if (log_ != nullptr) {
    log_->push_back(event);
  }
  if (!counts(event)) {
    return;
  }
  if (event.kind == EventKind::intercepted) {
    count(outcome_of_cause[static_cast<std::size_t>(event.cause)]);
  } else if (const auto outcome = outcome_of_kind[static_cast<std::size_t>(event.kind)]) {
    count(*outcome);
  }
  if (event.kind == EventKind::staged) {
    ++result_->legs[event.leg.index()].stagings;
  }
}

void Tally::note_attack(const Event& event, int vehicles_hit) {
  note(event);
  if (!counts(event)) {
    return;
  }
  count_people(event);
  DayCounts& day = today();
  ++day.attacks;
  ++result_->severity[static_cast<std::size_t>(event.killed)];
  if (event.kind != EventKind::site_attacked) {
    count(Outcome::vehicles_hit, vehicles_hit);
    day.killed += event.killed;
    LegCounts& leg = result_->legs[event.leg.index()];
    ++leg.attacks;
    leg.killed += event.killed;
    ConvoyCounts& convoy = of_convoy(event.convoy);
    ++convoy.attacks;
    convoy.deadly_attacks += event.killed > 0 ? 1 : 0;
    convoy.killed += event.killed;
  }
}

void Tally::count_people(const Event& event) {
  const bool at_site = event.kind == EventKind::site_attacked;
  count(at_site ? Outcome::site_killed : Outcome::killed, event.killed);
  count(at_site ? Outcome::site_injured : Outcome::injured, event.injured);
  count(Outcome::escort_killed, event.escort_killed);
  count(Outcome::escort_injured, event.escort_injured);
}

DayCounts& Tally::today() {
  auto& days = result_->days;
  return days[std::min(static_cast<std::size_t>(moment_.now_h() / 24), days.size() - 1)];
}

void Tally::note_flight(const Event& event, int workers) {
  note(event);
  flown_workers_ += workers;
  deliver(event.convoy, workers);
  count(Outcome::flown_killed, event.killed);
}

void Tally::expect_flown(double killed) { count(Outcome::killed_total_conditional, killed); }

void Tally::note_accident(int killed, double expected) {
  count(Outcome::accident_killed, killed);
  count(Outcome::killed_total_conditional, expected);
}

void Tally::note_encounter() {
  if (moment_.counting()) {
    count(Outcome::encounters);
  }
}

void Tally::note_unlogged_pass() {
  if (moment_.counting()) {
    count(Outcome::passed);
  }
}

void Tally::set_out(ConvoyId convoy, std::int64_t trips) { of_convoy(convoy).trips += trips; }

void Tally::deliver(ConvoyId convoy, std::int64_t workers) {
  count(Outcome::workers_delivered, static_cast<double>(workers));
  of_convoy(convoy).delivered += workers;
}

void Tally::arrive(ConvoyId convoy, int workers, std::int64_t trips) {
  count(Outcome::trips_arrived, static_cast<double>(trips));
  deliver(convoy, trips * workers);
}

void Tally::delay(double person_hours) { count(Outcome::delay, person_hours); }

void Tally::wait(double person_hours) { count(Outcome::waiting, person_hours); }

void Tally::spend(double cost) { count(Outcome::cost, cost); }

void Tally::pass(RoadId leg, std::int64_t segments) { result_->legs[leg.index()].segments_passed += segments; }

void Tally::finish(Expectations& expectations, std::int64_t active_cells) {
  expectations.add_to(*result_);
  add_totals(moment_, flown_workers_, result_->outcomes);
  count(Outcome::cells_active, static_cast<double>(active_cells));
}

void add_totals(const Moment& moment, std::int64_t flown_workers, OutcomeValues& all) {
  using enum Outcome;
  all[trips_unfinished] = all[trips_scheduled] - all[trips_cancelled] - all[trips_flown] - all[trips_arrived];
  all[attacks] = all[attacks_by_cells] + all[background_attacks] + all[site_attacks];
  all[killed_total] = all[killed] + all[escort_killed] + all[site_killed] + all[flown_killed] + all[accident_killed];
  all[injured_total] = all[injured] + all[escort_injured] + all[site_injured];
  all[killed_total_conditional] +=
      all[killed_conditional] + all[escort_killed_conditional] + all[site_killed_conditional];
  const spec::Costs& price = moment.scenario().costs;
  all[cost] += moment.policy().fixed_cost + all[trips_cancelled] * price.cancelled_trip +
               static_cast<double>(flown_workers) * price.flown_worker +
               (all[Outcome::delay] + all[Outcome::waiting]) * price.worker_delay_hour;
}

}  // namespace convoyrisk::model
