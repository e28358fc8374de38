#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "model/history/agenda.hpp"
#include "model/history/block_of_uniforms.hpp"
#include "model/history/event_log.hpp"
#include "model/history/follow_up_place.hpp"
#include "model/history/ids.hpp"
#include "model/history/moment.hpp"
#include "model/history/pass_memory.hpp"
#include "model/history/postures.hpp"
#include "model/history/staged.hpp"
#include "model/history/tally.hpp"
#include "model/history/target_choice.hpp"
#include "model/history/theatre.hpp"

namespace convoyrisk::model {

/// A follow-up is pending, then staged, then gone.
enum class CellState : std::uint8_t { dormant, preparing, waiting, staged, recovering, eliminated, pending, gone };

/// A cell, or a follow-up, which has neither home nor memory of its own.
struct Cell {
  std::uint64_t entity = 0;  ///< identity in stream keys, the same under every policy
  std::uint64_t rank = 0;    ///< order of the file
  Agenda::Actor actor = 0;
  GroupId group;
  bool follow_up = false;
  std::size_t home = 0;  ///< among the homes of all groups
  NodeId home_node;
  CellState state = CellState::dormant;
  Place place;              ///< its target, while waiting and staged; the segment attacked, while pending
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
  BlockOfUniforms encounter_draws;

  /// When something happens to it next, if nobody meets it.
  [[nodiscard]] double next_h() const;
};

/// The lives of cells (docs/model.md, 3.2 and 3.3).
class Cells {
 public:
  /// What a cell asks of others.
  enum class Want : std::uint8_t {
    nothing,  ///< until its turn comes again
    notice,   ///< it has staged: trips on their way must know
    meeting,  ///< it meets the site `site` now
  };
  struct Wish {
    Want want = Want::nothing;
    SiteId site{};
  };

  Cells(const World& world, Moment& moment, Agenda& agenda, Theatre& theatre, Postures& postures, Staged& staged,
        PassMemory& memory, Tally& tally);

  /// The groups' first cells.
  void start();
  /// A cell that joins the group, unless the group has no room.
  void recruit(GroupId group, std::uint64_t stream, std::uint64_t number);

  /// Lives on from the cell's turn until it wants something of others.
  [[nodiscard]] Wish step(CellId id);
  /// Ends the cell's turn.
  void rest(CellId id);

  [[nodiscard]] Cell& operator[](CellId id) { return cells_[id.index()]; }
  [[nodiscard]] const Cell& operator[](CellId id) const { return cells_[id.index()]; }
  [[nodiscard]] std::int64_t active() const;

  void intercept(Cell& cell, Cause cause, Where where);
  /// What becomes of a cell after its attack, help having come or not (docs/model.md, 3.5, steps 5 and 6), and the
  /// follow-ups that an attack on a convoy brings. References to cells hold no longer.
  void end_attack(Cell& cell, bool help_came, double expended, Where where);
  void enter_recovering(Cell& cell);
  /// Puts the cell's next change on the agenda.
  void schedule(const Cell& cell);

  [[nodiscard]] CellId id_of(const Cell& cell) const { return CellId(static_cast<std::size_t>(&cell - cells_.data())); }
  /// An event about a cell as it stands.
  [[nodiscard]] Event event(EventKind kind, const Cell& cell) const;

 private:
  void add(GroupId group, std::uint64_t stream, std::uint64_t number);
  Wish change(CellId id);
  void look_ahead(CellId id);
  void enter_dormant(Cell& cell);
  void enter_preparing(Cell& cell);
  Wish choose(Cell& cell);
  void enter_staged(CellId id);
  void leave_staged(const Cell& cell);
  void eliminate(Cell& cell);
  void bring_follow_ups(const Cell& attacker, std::uint32_t attack, const Place& attacked);
  void add_follow_up(GroupId group, std::uint64_t entity, const Place& attacked);
  Wish stage_follow_up(CellId id);
  void vanish(Cell& follow_up);
  void excite(GroupId group);
  void log(EventKind kind, const Cell& cell);
  [[nodiscard]] const StepFunction& raids(const Cell& cell) const { return moment_.policy().raids[cell.home]; }

  const World& world_;
  Moment& moment_;
  Agenda& agenda_;
  Theatre& theatre_;
  Postures& postures_;
  Staged& staged_;
  PassMemory& memory_;
  Tally& tally_;
  std::vector<Cell> cells_;
  std::vector<std::uint32_t> group_cells_;       ///< by group: cells so far, the next one's number
  std::vector<std::uint32_t> group_active_;      ///< by group: not eliminated
  std::vector<std::uint32_t> group_follow_ups_;  ///< by group: follow-ups so far, the next one's number
  ChoiceScratch choice_scratch_;
  FollowUpPlace follow_up_place_;
};

}  // namespace convoyrisk::model
