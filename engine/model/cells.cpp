// The lives of cells (docs/model.md, 3.2 and 3.3).
#include <algorithm>
#include <array>

#include "model/replication.hpp"
#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

constexpr std::uint64_t cell_rank = std::uint64_t{1} << 62U;
constexpr unsigned group_shift = 42;
constexpr unsigned stream_shift = CellName::stream_shift;

/// When a clock of constant hazard rings; never where the hazard is off.
double ring(double now_h, double rate_per_h, double uniform) {
  return rate_per_h > 0 ? now_h + random::exponential(uniform) / rate_per_h : never;
}

}  // namespace

void Replication::add_cell(std::uint32_t group, std::uint64_t stream_number, std::uint64_t number) {
  const GroupPlan& plan = world_.groups()[group];
  Cell cell;
  cell.entity = (std::uint64_t{group} << group_shift) | (stream_number << stream_shift) | number;
  cell.rank = cell_rank | (std::uint64_t{group} << stream_shift) | group_cells_[group]++;
  cell.group = group;
  random::Stream homes = stream(Purpose::cell_home, cell.entity, 0);
  const std::size_t home_count = plan.spec->home.size();
  const auto home =
      std::min(static_cast<std::size_t>(homes.uniform() * static_cast<double>(home_count)), home_count - 1);
  cell.home = plan.first_home + home;
  cell.home_node = plan.spec->home[home];
  cell.actor = add_actor(ActorRef::Kind::cell, cells_.size());
  ++group_active_[group];
  cells_.push_back(cell);
  enter_dormant(cells_.back());
  look_ahead(cells_.back());
  schedule(cells_.back());
}

void Replication::on_cell(std::uint32_t index) {
  Cell& cell = cells_[index];
  // A stay that ends at once goes on here, without another turn in the queue.
  while (std::min({cell.until_h, cell.hazard_h, cell.excited_h}) <= now_h_) {
    step(cell);
  }
  look_ahead(cell);
  schedule(cell);
}

/// Where nothing can touch the cell or change its choice before it stages, its stays until then need no turn in the
/// queue.
void Replication::look_ahead(Cell& cell) {
  if (!world_.groups()[cell.group].foreseeable || log_ != nullptr) {
    return;
  }
  const double now_h = now_h_;
  while ((cell.state == CellState::dormant || cell.state == CellState::preparing) && cell.hazard_h == never &&
         cell.until_h < world_.scenario().horizon_h) {
    now_h_ = cell.until_h;
    step(cell);
  }
  now_h_ = now_h;
}

void Replication::step(Cell& cell) {
  if (cell.hazard_h <= now_h_) {
    const bool on_road = cell.state == CellState::staged;
    intercept(cell, cell.hazard_cause, on_road ? Where(cell.place.leg) : Where(cell.home_node));
    return;
  }
  switch (cell.state) {
    case CellState::dormant:
      enter_preparing(cell);
      break;
    case CellState::preparing:
      choose(cell);
      break;
    case CellState::waiting:
      enter_staged(cell);
      break;
    case CellState::staged:
      leave_staged(cell);
      enter_recovering(cell);
      break;
    case CellState::recovering:
      enter_dormant(cell);
      break;
    case CellState::eliminated:
      break;
  }
}

void Replication::schedule(Cell& cell) {
  queue_.set(cell.actor, std::min({cell.until_h, cell.hazard_h, cell.excited_h}), cell.rank);
}

const StepFunction& Replication::factor(std::uint32_t group) const {
  return world_.groups()[group].spec->tempo.empty() ? regime_ : group_factor_[group];
}

void Replication::enter_dormant(Cell& cell) {
  const spec::Group& group = *world_.groups()[cell.group].spec;
  random::Stream draws = stream(Purpose::dormant, cell.entity, cell.dormant_stays++);
  const StepFunction& factor_of_time = factor(cell.group);
  cell.state = CellState::dormant;
  cell.until_h = factor_of_time.invert(now_h_, group.dormant_mean_h * random::exponential(draws.uniform()));
  if (group.excitation) {
    Excitation& excitation = excitation_[cell.group];
    cell.excited_threshold =
        excitation.advance(now_h_, factor_of_time) + group.dormant_mean_h * random::exponential(draws.uniform());
    cell.excited_h = excitation.ring(cell.excited_threshold, factor_of_time);
  }
  cell.hazard_h = never;
  if (policy_->raid_rate_per_h > 0 && policy_->raided.covers(cell.home_node)) {
    draws.seek(2);
    cell.hazard_h = ring(now_h_, policy_->raid_rate_per_h, draws.uniform());
  }
  cell.hazard_cause = Cause::raid;
  log_cell(EventKind::dormant, cell);
}

void Replication::enter_preparing(Cell& cell) {
  const std::uint32_t stay = cell.preparing_stays++;
  random::Stream durations = stream(Purpose::preparing, cell.entity, stay);
  cell.state = CellState::preparing;
  cell.excited_h = never;
  cell.until_h = now_h_ + world_.groups()[cell.group].preparing(durations);
  const double raid_rate = policy_->raided.covers(cell.home_node) ? policy_->raid_rate_per_h : 0;
  cell.hazard_h = never;
  if (raid_rate > 0 || policy_->tip_rate_per_h > 0) {
    random::Stream hazards = stream(Purpose::preparing_hazards, cell.entity, stay);
    const double tip_h = ring(now_h_, policy_->tip_rate_per_h, hazards.uniform());
    const double raid_h = ring(now_h_, raid_rate, hazards.uniform());
    cell.hazard_h = std::min(tip_h, raid_h);
    cell.hazard_cause = tip_h < raid_h ? Cause::tip : Cause::raid;
  }
  log_cell(EventKind::preparing, cell);
}

void Replication::choose(Cell& cell) {
  const Chooser chooser{world_, *policy_, world_.groups()[cell.group], cell.home, now_h_};
  const std::uint32_t ordinal = cell.choices++;
  random::Stream draws = stream(Purpose::choice, cell.entity, ordinal);
  const Choice choice = choose_target(chooser, memory_, draws, choice_scratch_);
  if (const auto* place = std::get_if<Place>(&choice)) {
    random::Stream timing = stream(Purpose::timing, cell.entity, ordinal);
    cell.place = *place;
    cell.state = CellState::waiting;
    cell.until_h = staging_time(chooser, *place, memory_, timing);
  } else if (const auto* site = std::get_if<SiteId>(&choice)) {
    meet_site(cell, *site);
  } else {
    enter_dormant(cell);
  }
}

void Replication::enter_staged(Cell& cell) {
  const std::uint32_t stay = cell.staged_stays++;
  random::Stream durations = stream(Purpose::staged, cell.entity, stay);
  cell.state = CellState::staged;
  cell.until_h = now_h_ + world_.groups()[cell.group].staged(durations);
  const double patrol_rate = policy_->patrolled.covers(cell.place.leg) ? policy_->patrol_hazard_per_h : 0;
  cell.hazard_h = never;
  if (patrol_rate > 0 || policy_->tip_rate_per_h > 0) {
    random::Stream hazards = stream(Purpose::staged_hazards, cell.entity, stay);
    const double patrol_h = ring(now_h_, patrol_rate, hazards.uniform());
    const double tip_h = ring(now_h_, policy_->tip_rate_per_h, hazards.uniform());
    cell.hazard_h = std::min(patrol_h, tip_h);
    cell.hazard_cause = patrol_h < tip_h ? Cause::patrol : Cause::tip;
  }
  auto& here = staged_[cell.place.leg.index()];
  const auto index = static_cast<std::uint32_t>(&cell - cells_.data());
  const auto before = [this](std::uint32_t a, std::uint32_t b) { return cells_[a].rank < cells_[b].rank; };
  here.insert(std::ranges::upper_bound(here, index, before), index);
  ++staged_count_[cell.place.leg.index()];
  count(Outcome::stagings);
  if (counting()) {
    ++result_->legs[cell.place.leg.index()].stagings;
  }
  for (const std::uint32_t trip : active_trips_) {
    retarget(trips_[trip], cell.place);
  }
  log_cell(EventKind::staged, cell);
}

void Replication::leave_staged(Cell& cell) {
  auto& here = staged_[cell.place.leg.index()];
  here.erase(std::ranges::find(here, static_cast<std::uint32_t>(&cell - cells_.data())));
  --staged_count_[cell.place.leg.index()];
}

void Replication::enter_recovering(Cell& cell) {
  const std::uint32_t stay = cell.recovering_stays++;
  random::Stream durations = stream(Purpose::recovering, cell.entity, stay);
  cell.state = CellState::recovering;
  cell.excited_h = never;
  cell.until_h = now_h_ + world_.groups()[cell.group].recovering(durations);
  cell.hazard_h = never;
  if (policy_->raid_rate_per_h > 0 && policy_->raided.covers(cell.home_node)) {
    random::Stream raids = stream(Purpose::recovering_raid, cell.entity, stay);
    cell.hazard_h = ring(now_h_, policy_->raid_rate_per_h, raids.uniform());
    cell.hazard_cause = Cause::raid;
  }
  log_cell(EventKind::recovering, cell);
}

void Replication::eliminate(Cell& cell) {
  cell.state = CellState::eliminated;
  cell.until_h = cell.hazard_h = cell.excited_h = never;
  --group_active_[cell.group];
  count(Outcome::cells_eliminated);
  log_cell(EventKind::eliminated, cell);
}

void Replication::intercept(Cell& cell, Cause cause, Where where) {
  static constexpr std::array outcome_of_cause{Outcome::interceptions_spotting, Outcome::interceptions_patrol,
                                               Outcome::interceptions_tip, Outcome::interceptions_raid,
                                               Outcome::interceptions_reaction};
  count(outcome_of_cause[static_cast<std::size_t>(cause)]);
  log_cell(EventKind::intercepted, cell, cause);
  random::Stream draws = stream(Purpose::capture, cell.entity, cell.captures++);
  const bool captured = draws.uniform() < world_.groups()[cell.group].spec->capture;
  if (cell.state == CellState::staged) {
    leave_staged(cell);
  }
  trigger(spec::PostureTrigger::interception, where);
  if (captured) {
    eliminate(cell);
  } else {
    enter_recovering(cell);
  }
}

void Replication::excite(std::uint32_t group) {
  const auto& excitation = world_.groups()[group].spec->excitation;
  if (!excitation) {
    return;
  }
  const StepFunction& factor_of_time = factor(group);
  excitation_[group].jump(now_h_, excitation->jump, factor_of_time);
  for (Cell& cell : cells_) {
    if (cell.group == group && cell.state == CellState::dormant) {
      cell.excited_h = excitation_[group].ring(cell.excited_threshold, factor_of_time);
      schedule(cell);
    }
  }
}

void Replication::log_cell(EventKind kind, const Cell& cell, Cause cause) {
  if (log_ != nullptr) {
    const bool on_road = cell.state == CellState::staged;
    log({.time_h = now_h_,
         .kind = kind,
         .group = GroupId(cell.group),
         .cell = cell.entity & ((std::uint64_t{1} << group_shift) - 1),
         .leg = on_road ? cell.place.leg : RoadId(),
         .cause = cause});
  }
}

}  // namespace convoyrisk::model
