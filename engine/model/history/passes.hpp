#pragma once

#include <cstdint>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/departures.hpp"
#include "model/history/ids.hpp"

namespace convoyrisk::model {

/// The trips without a life of their own that come by staged cells. Where they pass and when follows from the
/// timetable: nobody need visit them before.
class Passes {
 public:
  /// Who waits for trips to come by.
  struct Watcher {
    CellId cell;
    std::uint32_t stay = 0;  ///< the cell's
    std::uint64_t rank = 0;  ///< of the cell
  };
  /// A trip comes to the midpoint where a cell was staged when the pass was foreseen.
  struct Pass {
    double time_h = 0;
    double flow_h = 0;
    std::uint64_t rank = 0;       ///< of the trip
    std::uint32_t departure = 0;  ///< index into PolicyPlan::trips
    Watcher watcher;
  };

  Passes(const Moment& moment, Agenda& agenda, const Departures& departures)
      : moment_(moment), agenda_(agenda), departures_(departures) {}

  void start();
  /// A cell is staged from now until then.
  void foresee(const Watcher& watcher, const Place& place, double until_h);
  /// The pass whose turn it is; the next one is put on the agenda. A trip passes cells of one place in the order of
  /// their ranks. The trip may never have set out or have got a life of its own, and the cell may be gone.
  Pass step();

 private:
  void foresee(const Pass& of_watcher, const Passage& passage, double flow_h, double until_h);
  void schedule();

  const Moment& moment_;
  Agenda& agenda_;
  const Departures& departures_;
  Agenda::Actor actor_ = 0;
  std::vector<Pass> passes_;  ///< a heap, the earliest first
};

}  // namespace convoyrisk::model
