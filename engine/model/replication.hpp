#pragma once

#include <algorithm>
#include <cstdint>
#include <variant>
#include <vector>

#include "model/attack.hpp"
#include "model/event_log.hpp"
#include "model/event_queue.hpp"
#include "model/harm_table.hpp"
#include "model/hazards.hpp"
#include "model/outcome.hpp"
#include "model/pass_memory.hpp"
#include "model/target_choice.hpp"
#include "model/tilt.hpp"
#include "model/world.hpp"

namespace convoyrisk::model {

/// Simulates replications of a world, one after the other, reusing its memory. Owned by one thread. What run() gives
/// depends on its arguments and the world alone.
class Replication {
 public:
  explicit Replication(const World& world);

  /// Simulates [-warmup, horizon) under a policy and overwrites `result`. With a `log`, appends every event to it. With
  /// a `tilt`, which the caller has started, attacks and deaths from t = 0 on are drawn by it; conditional expectations
  /// remain those of the model, given what was drawn.
  void run(PolicyId policy, std::uint64_t seed, std::uint64_t replication, ReplicationResult& result,
           EventLog* log = nullptr, TiltedDraws* tilt = nullptr);

 private:
  enum class CellState : std::uint8_t { dormant, preparing, waiting, staged, recovering, eliminated };

  struct Cell {
    std::uint64_t entity = 0;  ///< identity in stream keys, the same under every policy
    std::uint64_t rank = 0;    ///< order of the file
    EventQueue::Actor actor = 0;
    std::uint32_t group = 0;
    std::size_t home = 0;  ///< among the homes of all groups
    NodeId home_node;
    CellState state = CellState::dormant;
    Place place;              ///< its target, while waiting and staged
    double until_h = never;   ///< when the stay ends of itself
    double hazard_h = never;  ///< when the first of the standing hazards rings
    Cause hazard_cause = Cause::tip;
    double excited_threshold = never;
    double excited_h = never;
    // Ordinals: earlier draws for each purpose.
    std::uint32_t dormant_stays = 0;
    std::uint32_t preparing_stays = 0;
    std::uint32_t choices = 0;
    std::uint32_t staged_stays = 0;
    std::uint32_t recovering_stays = 0;
    std::uint32_t encounters = 0;
    std::uint32_t site_meetings = 0;
    std::uint32_t attacks = 0;
    std::uint32_t captures = 0;
  };

  /// A convoy's vehicles as they set out with so many escorts.
  struct Loading {
    int escorts = 0;
    double spot_probability = 0;
    Target target;
    HarmTable::TargetKey key = 0;
  };

  struct Trip {
    enum class Next : std::uint8_t { arrival, encounter, background };
    ConvoyId convoy;
    std::int64_t entry = 0;
    std::uint64_t rank = 0;  ///< also its identity in stream keys
    EventQueue::Actor actor = 0;
    const RoutePlan* route = nullptr;
    std::size_t route_number = 0;
    bool counted = false;  ///< scheduled in [0, horizon)
    double departure_h = 0;
    double clock_h = 0;  ///< departure + halts: it passes a point at clock + pace * flow
    double pace = 1;
    double flow_h = 0;  ///< free-flow hours of the last event; all midpoints up to there are passed
    double delay_h = 0;
    double zero_clock_h = 0;  ///< clock in force when t = 0 came
    double zero_flow_h = 0;   ///< midpoints up to there were passed before t = 0
    bool past_zero = true;
    int escorts = 0;
    double spot_probability = 0;
    HarmTable::TargetKey target_key = 0;
    bool harmed = false;
    Target target;                   ///< who is aboard, once harmed
    std::uint32_t leg_position = 0;  ///< no midpoint ahead lies on an earlier leg of the route
    Next next = Next::arrival;
    double next_flow_h = 0;
    Place next_place;
    double background_hazard = 0;  ///< of the next background event, along the route
    std::uint64_t background_events = 0;
  };

  /// A meeting as it is decided, for the log.
  struct Odds {
    double spot = 0;
    double attack = 0;           ///< before it is known whether the attackers are spotted
    double expected_killed = 0;  ///< given an attack
  };

  struct Departure {
    double time_h = 0;
    std::uint32_t trip = 0;  ///< index into PolicyPlan::trips
  };

  struct RecruitStream {
    std::uint32_t group = 0;
    std::uint32_t stream = 0;  ///< 1 base, 2 backlash
    double rate_per_h = 0;
    std::uint64_t candidates = 0;
    double next_h = never;
    bool next_kept = false;
  };

  struct ActorRef {
    enum class Kind : std::uint8_t { departures, recruits, cell, trip };
    Kind kind;
    std::uint32_t index;
  };

  // replication.cpp: the run
  void start();
  void finish();
  void start_groups();
  [[nodiscard]] static std::uint64_t recruit_rank(const RecruitStream& recruits);
  void next_recruit(RecruitStream& recruits, double after_h);
  void on_recruit(RecruitStream& recruits, EventQueue::Actor actor);
  EventQueue::Actor add_actor(ActorRef::Kind kind, std::size_t index);
  [[nodiscard]] random::Stream stream(Purpose purpose, std::uint64_t entity, std::uint64_t ordinal) const {
    return {seed_, key(purpose), replication_, entity, ordinal};
  }
  [[nodiscard]] bool counting() const { return now_h_ >= 0; }
  /// Before t = 0 nobody's death counts: tilting there would make weights uneven for little.
  [[nodiscard]] TiltedDraws* tilt() const { return counting() ? tilt_ : nullptr; }
  double& outcome(Outcome outcome) { return result_->outcomes[outcome]; }
  /// Counts of the day of an event in [0, horizon).
  DayCounts& today() {
    return result_->days[std::min(static_cast<std::size_t>(now_h_ / 24), result_->days.size() - 1)];
  }
  void count(Outcome which, double amount = 1) {
    if (counting()) {
      outcome(which) += amount;
    }
  }
  void log(const Event& event) { log_->push_back(event); }  ///< only where there is a log
  /// Where an event counts for the zones of postures: a leg, or a node where it has no segment.
  using Where = std::variant<RoadId, NodeId>;
  void trigger(spec::PostureTrigger kind, Where where);

  // cells.cpp: the lives of cells
  void add_cell(std::uint32_t group, std::uint64_t stream, std::uint64_t number);
  void on_cell(std::uint32_t index);
  void look_ahead(Cell& cell);
  void step(Cell& cell);
  void schedule(Cell& cell);
  void enter_dormant(Cell& cell);
  void enter_preparing(Cell& cell);
  void choose(Cell& cell);
  void enter_staged(Cell& cell);
  void leave_staged(Cell& cell);
  void enter_recovering(Cell& cell);
  void eliminate(Cell& cell);
  void intercept(Cell& cell, Cause cause, Where where);
  void excite(std::uint32_t group);
  [[nodiscard]] const StepFunction& factor(std::uint32_t group) const;
  void log_cell(EventKind kind, const Cell& cell, Cause cause = {});

  // trips.cpp: departures and travel
  [[nodiscard]] static std::uint64_t departure_rank(const ScheduledTrip& trip);
  void plan_departures();
  void schedule_departures();
  void on_departure();
  int fly(const ScheduledTrip& scheduled, const ConvoyPlan& convoy);  ///< how many of the workers are killed
  [[nodiscard]] bool suspended() const;
  [[nodiscard]] int escorts_now() const;
  void set_out(const ScheduledTrip& scheduled, random::Stream& draws);
  void schedule(Trip& trip);
  bool find_nearest_cell(Trip& trip, const RouteLeg& leg);
  void retarget(Trip& trip, const Place& place);
  void on_trip(std::uint32_t index);
  void arrive(Trip& trip);
  void halt(Trip& trip, double hours);
  void mark_zero(Trip& trip);
  void next_background(Trip& trip);
  void count_passes(const Trip& trip, double end_h);
  void close(const Trip& trip, double end_h);
  [[nodiscard]] const Loading& loading(ConvoyId convoy, int escorts);
  [[nodiscard]] const ConvoyPlan& plan(const Trip& trip) const { return policy_->convoys[trip.convoy.index()]; }
  [[nodiscard]] double pass_time(const Trip& trip, double flow_h) const { return trip.clock_h + trip.pace * flow_h; }

  // encounters.cpp: meetings of trips, cells, background and sites
  void meet_cells(Trip& trip);
  bool encounter(Trip& trip, Cell& cell);  ///< true where the trip is halted
  void meet_background(Trip& trip);
  void meet_site(Cell& cell, SiteId id);
  [[nodiscard]] bool engages(double uniform, double probability) const;
  void attack_trip(Trip& trip, const ModeTable& modes, const AttackStreams& streams, AttackResult& result);
  void expect_killed(std::uint32_t attackers, HarmTable::TargetKey target, double help, double probability);
  void add_expectations();
  [[nodiscard]] Odds odds(std::uint32_t attackers, HarmTable::TargetKey target, double help, double spot,
                          double engage);
  void log_encounter(EventKind kind, const Trip& trip, const Cell& cell, const Odds& odds,
                     const AttackResult& result = {});
  void log_background(EventKind kind, const Trip& trip, const Odds& odds, const AttackResult& result = {});
  void log_site(EventKind kind, const Cell& cell, SiteId site, const Odds& odds, const AttackResult& result = {});
  static void add(Event& event, const Odds& odds, const AttackResult& result);
  void after_attack_by(Cell& cell, const spec::Mode& mode, const AttackResult& result, Where where);
  [[nodiscard]] double help_h(const ModeTable& modes, const Place& place) const;

  const World& world_;
  std::vector<ModeTable> modes_;  ///< by group; the background's last

  // Of the run under way.
  const PolicyPlan* policy_ = nullptr;
  std::size_t policy_index_ = 0;
  std::uint64_t seed_ = 0;
  std::uint64_t replication_ = 0;
  ReplicationResult* result_ = nullptr;
  EventLog* log_ = nullptr;
  TiltedDraws* tilt_ = nullptr;
  double now_h_ = 0;
  EventQueue queue_;
  std::vector<ActorRef> actors_;
  std::vector<Cell> cells_;
  std::vector<std::uint32_t> group_cells_;   ///< by group: cells so far, the next one's number
  std::vector<std::uint32_t> group_active_;  ///< by group: not eliminated
  std::vector<RecruitStream> recruits_;
  std::vector<Trip> trips_;  ///< slots
  std::vector<std::uint32_t> free_trips_;
  std::vector<std::uint32_t> active_trips_;
  std::vector<Departure> departures_;
  std::size_t next_departure_ = 0;
  std::vector<std::vector<std::uint32_t>> staged_;  ///< by leg: cells staged there, in order
  std::vector<std::uint32_t> staged_count_;         ///< by leg: their number, close together for scanning
  std::vector<std::uint32_t> met_;
  StepFunction regime_;
  std::vector<StepFunction> group_factor_;  ///< of groups with a tempo
  std::vector<Excitation> excitation_;
  PassMemory memory_;
  ChoiceScratch choice_scratch_;
  std::vector<double> posture_until_h_;
  std::vector<std::int64_t> full_journeys_;  ///< by route of the policy: trips whose every pass counts

  // Kept from run to run.
  HarmTable harm_table_;
  std::vector<HarmTable::Entry*> expected_;                  ///< entries with an attack weight, in order of their first
  std::vector<std::vector<std::vector<Loading>>> loadings_;  ///< by policy, convoy
};

}  // namespace convoyrisk::model
