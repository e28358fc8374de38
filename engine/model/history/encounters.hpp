#pragma once

#include <optional>
#include <vector>

#include "model/history/cells.hpp"
#include "model/history/course.hpp"
#include "model/history/expectations.hpp"
#include "model/history/trips.hpp"

namespace convoyrisk::model {

/// The rules where two agents meet: trips and cells, trips and background attackers, cells and sites
/// (docs/model.md, 3.4 to 3.6).
class Encounters {
 public:
  Encounters(const Moment& moment, const Theatre& theatre, Postures& postures, const Staged& staged,
             Expectations& expectations, Tally& tally, Cells& cells, Trips& trips);

  /// The trip meets the cells staged where it is, one after the other.
  void meet_cells(Trip& trip);
  /// A trip without a life of its own, index into PolicyPlan::trips, comes by where the cell is staged, so many
  /// free-flow hours from its start. Where it is halted it gets such a life, and is returned.
  [[nodiscard]] std::optional<TripId> meet_passing(std::uint32_t departure, double flow_h, Cell& cell);
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

  bool meet_cell(Trip& trip, Cell& cell);
  PastMeeting::End meet(const PassingTrip& trip, Cell& cell, const Meeting& meeting);
  void halt(Trip& trip, Cell& cell, const Meeting& meeting, PastMeeting::End end);
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
  [[nodiscard]] PastMeeting::End decide(const Meeting& meeting, double spotting, double engaging) const;
  [[nodiscard]] PastMeeting meet(const Cell& cell, const Meeting& meeting, Purpose purpose,
                                 std::uint64_t ordinal) const;
  void remember(const PastMeeting& meeting);
  void remember_attack(const AttackResult& result);
  void remember(PastMeeting meeting, const PassingTrip& trip, const Place& place);
  [[nodiscard]] AttackStreams streams_of(const Cell& cell) const;

  const Moment& moment_;
  const Theatre& theatre_;
  Postures& postures_;
  const Staged& staged_;
  Expectations& expectations_;
  Tally& tally_;
  Cells& cells_;
  Trips& trips_;
  std::vector<CellId> met_;
  Target exposed_;  ///< at a site
};

}  // namespace convoyrisk::model
