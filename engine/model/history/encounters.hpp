#pragma once

#include <optional>
#include <vector>

#include "model/history/cells.hpp"
#include "model/history/course.hpp"
#include "model/history/expectations.hpp"
#include "model/history/passes.hpp"
#include "model/history/trips.hpp"

namespace convoyrisk::model {

/// The rules where two agents meet: trips and cells, trips and background attackers, cells and sites
/// (docs/model.md, 3.4 to 3.6).
class Encounters {
 public:
  Encounters(Moment& moment, const Theatre& theatre, Postures& postures, const Staged& staged,
             const Departures& departures, Passes& passes, Expectations& expectations, Tally& tally, Cells& cells,
             Trips& trips);

  void start() { changes_seen_ = 0; }
  /// The cell has staged: trips without a life of their own come by.
  void watch(CellId id);
  /// Before the cell leaves the place where it is staged.
  void end_watch(CellId id);
  /// Counts what came of all passes before a turn.
  void settle_all(const PassTurn& before);
  /// After a turn: where it has changed which trips set out, or with whom, cells may act at other passes.
  void look_again();
  /// The pass of a trip without a life of its own at which a cell is foreseen to act, or at which one must look
  /// further. Where the trip is halted it gets such a life, and is returned.
  [[nodiscard]] std::optional<TripId> meet_foreseen();

  /// The trip meets the cells staged where it is, one after the other.
  void meet_cells(Trip& trip);
  void meet_background(Trip& trip);
  void meet_site(Cell& cell, SiteId id);

 private:
  /// A meeting before it is decided.
  struct Meeting {
    AttackersId attackers;
    HarmTable::TargetKey target = 0;
    double help_h = 0;
    double spot = 0;
    double engage = 0;  ///< of those not spotted
  };

  bool meet_cell(Trip& trip, CellId id);
  PastMeeting::End meet(const PassingTrip& trip, Cell& cell, const Meeting& meeting);
  void halt(Trip& trip, CellId id, const Meeting& meeting, PastMeeting::End end);
  void settle(Passes::Watch& watch, const PassTurn& before);
  void pass_by(const PassingTrip& trip, Cell& cell);
  void foresee(Passes::Watch& watch);
  void foresee_all();
  void find_turn(Passes::Watch& watch);
  [[nodiscard]] bool acts_at(const Passes::Pass& pass, const Cell& cell, double drawn);
  [[nodiscard]] double encounter_draw(Cell& cell, std::uint32_t ordinal) const {
    return cell.encounter_draws.of(moment_, Purpose::encounter, cell.entity, ordinal);
  }
  AttackResult attack_trip(Trip& trip, const Meeting& meeting, const AttackStreams& streams, const Event& event);
  /// No convoy: of a site.
  void expect(const Meeting& meeting, ConvoyId convoy);
  [[nodiscard]] Event with_odds(Event event, const Meeting& meeting);
  [[nodiscard]] Event event(EventKind kind, const PassingTrip& trip, const Cell& cell, const Meeting& meeting);
  [[nodiscard]] Meeting meeting_with_cell(const PassingTrip& trip, const Cell& cell) const;
  /// What is met where the trip is.
  [[nodiscard]] Meeting meeting_on_road(const PassingTrip& trip, AttackersId attackers, const Place& place,
                                        double engage, double deterrence) const;
  /// How a meeting ends.
  [[nodiscard]] PastMeeting::End decide(const Meeting& meeting, double drawn) const;
  [[nodiscard]] PastMeeting meet(const Cell& cell, const Meeting& meeting, double drawn) const;
  void remember(const PastMeeting& meeting);
  void remember_attack(const AttackResult& result);
  void remember(PastMeeting meeting, const PassingTrip& trip, const Place& place);
  [[nodiscard]] AttackStreams streams_of(const Cell& cell) const;

  Moment& moment_;
  const Theatre& theatre_;
  Postures& postures_;
  const Staged& staged_;
  const Departures& departures_;
  Passes& passes_;
  Expectations& expectations_;
  Tally& tally_;
  Cells& cells_;
  Trips& trips_;
  std::vector<CellId> met_;
  Target exposed_;                  ///< at a site
  std::uint64_t changes_seen_ = 0;  ///< of postures
};

}  // namespace convoyrisk::model
