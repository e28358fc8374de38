#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/departures.hpp"
#include "model/history/ids.hpp"

namespace convoyrisk::model {

/// When a trip comes by a staged cell, among all that happens: cells that it passes at the same instant follow in the
/// order of their ranks.
struct PassTurn {
  double time_h = 0;
  std::uint64_t trip_rank = 0;
  std::uint64_t cell_rank = 0;
  friend auto operator<=>(const PassTurn&, const PassTurn&) = default;
};

/// The trips without a life of their own that come by staged cells. Where they pass and when follows from the
/// timetable: they are listed when the cell stages, and nobody need visit those that nothing comes of.
class Passes {
 public:
  /// A trip comes to the midpoint where the cell is staged.
  struct Pass {
    double time_h = 0;
    std::uint64_t rank = 0;  ///< of the trip
    std::uint32_t trip = 0;  ///< index into PolicyPlan::trips
  };
  /// A staged cell and those who come by.
  struct Watch {
    CellId cell;
    std::uint64_t rank = 0;    ///< of the cell
    std::vector<Pass> passes;  ///< in order of time, then rank
    std::size_t next = 0;      ///< what came of those before is counted
    std::size_t turn_at = 0;   ///< the next pass that is a turn; behind the last one: none
    bool open = false;

    [[nodiscard]] PassTurn turn(const Pass& pass) const { return {pass.time_h, pass.rank, rank}; }
    [[nodiscard]] bool has_turn() const { return turn_at < passes.size(); }
  };

  Passes(const Moment& moment, Agenda& agenda, const Departures& departures)
      : moment_(moment), agenda_(agenda), departures_(departures) {}

  void start();
  /// The cell is staged from now until then: lists those who come by. The reference holds until the next call.
  Watch& open(CellId cell, std::uint64_t rank, const Place& place, double until_h);
  /// The cell is staged no more.
  void close(CellId cell);
  /// None where the cell is not staged, or all trips have a life of their own.
  [[nodiscard]] Watch* find(CellId cell) {
    return cell.index() < watches_.size() && watches_[cell.index()].open ? &watches_[cell.index()] : nullptr;
  }
  /// Cells with a watch.
  [[nodiscard]] std::span<const CellId> all_open() const { return open_; }
  /// Puts the earliest pass that is a turn on the agenda.
  void schedule();
  /// The watch whose turn it is.
  [[nodiscard]] Watch& watch_at_turn() { return watches_[next_cell_.index()]; }

 private:
  void list(const Passage& passage, double flow_h, double until_h, std::vector<Pass>& passes) const;
  void list_by_timetable(const TripsByTime& trips, double flow_h, double until_h, std::vector<Pass>& passes) const;

  const Moment& moment_;
  Agenda& agenda_;
  const Departures& departures_;
  Agenda::Actor actor_ = 0;
  std::vector<Watch> watches_;  ///< by CellId
  std::vector<CellId> open_;
  CellId next_cell_{};  ///< of the watch whose pass is on the agenda
};

}  // namespace convoyrisk::model
