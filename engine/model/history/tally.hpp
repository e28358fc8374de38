#pragma once

#include "model/history/event_log.hpp"
#include "model/history/expectations.hpp"
#include "model/history/moment.hpp"
#include "model/history/outcome.hpp"

namespace convoyrisk::model {

/// The only writer of outcomes, sums and the event log. What happens is told to it as events: it counts those that
/// count and appends all to the log, where there is one.
class Tally {
 public:
  explicit Tally(const Moment& moment) : moment_(moment) {}

  /// Overwrites `result` from now on; `log` may be missing.
  void start(ReplicationResult& result, EventLog* log);

  /// Whether somebody reads events: then what is for the log alone is worth working out.
  [[nodiscard]] bool logging() const { return log_ != nullptr; }

  /// An event that is no attack.
  void note(const Event& event);
  void note_attack(const Event& event, int vehicles_hit);
  /// A flight that counts.
  void note_flight(const Event& event, int workers);
  /// So many are expected dead on flights that count.
  void expect_flown(double killed);
  /// People of one vehicle of a trip that counts: dead in an accident, and expected so.
  void note_accident(int killed, double expected);
  /// An encounter of a trip with a staged cell, before it is decided.
  void note_encounter();
  /// One at which nothing happens, where nobody reads events.
  void note_unlogged_pass();
  /// So many trips that count have set out.
  void set_out(ConvoyId convoy, std::int64_t trips);
  /// A trip that counts has reached its last node.
  void deliver(ConvoyId convoy, std::int64_t workers);
  /// The same of trips that nobody has met, of which there was no event.
  void arrive(ConvoyId convoy, int workers, std::int64_t trips);
  /// Halts of a trip that counts.
  void delay(double person_hours);
  /// A curfew puts off a trip that counts.
  void wait(double person_hours);
  void spend(double cost);
  /// Midpoints of a leg passed by trips within the horizon.
  void pass(RoadId leg, std::int64_t segments);

  /// Ends the history: what follows from all events, and what the meetings were expected to do.
  void finish(Expectations& expectations, std::int64_t active_cells);

  [[nodiscard]] std::int64_t flown_workers() const { return flown_workers_; }

 private:
  void count(Outcome outcome, double amount = 1) { result_->outcomes[outcome] += amount; }
  /// Counts of the day of an event in [0, horizon).
  DayCounts& today();
  ConvoyCounts& of_convoy(ConvoyId convoy) { return result_->convoys[convoy.index()]; }
  void count_people(const Event& event);

  const Moment& moment_;
  std::int64_t flown_workers_ = 0;
  ReplicationResult* result_ = nullptr;
  EventLog* log_ = nullptr;
};

/// Puts the sums of outcomes to them, and to the cost what does not depend on the hours of journeys.
void add_totals(const Moment& moment, std::int64_t flown_workers, OutcomeValues& all);

}  // namespace convoyrisk::model
