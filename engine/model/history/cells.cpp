#include "model/history/cells.hpp"

#include <algorithm>

#include "random/distributions.hpp"

namespace convoyrisk::model {
namespace {

constexpr std::uint64_t cell_rank = std::uint64_t{1} << 62U;
constexpr unsigned group_shift = 42;
constexpr unsigned stream_shift = CellName::stream_shift;
constexpr std::uint64_t follow_up_rank = std::uint64_t{1} << (stream_shift - 1);  // after all cells of the group

/// When a clock rings; never where the hazard is off.
double ring(double now_h, const StepFunction& hazard_per_h, double uniform) {
  return hazard_per_h.any() ? hazard_per_h.invert(now_h, random::exponential(uniform)) : never;
}

}  // namespace

double Cell::next_h() const { return std::min({until_h, hazard_h, excited_h}); }

Cells::Cells(const World& world, Moment& moment, Agenda& agenda, Theatre& theatre, Postures& postures, Staged& staged,
             PassMemory& memory, Tally& tally)
    : world_(world),
      moment_(moment),
      agenda_(agenda),
      theatre_(theatre),
      postures_(postures),
      staged_(staged),
      memory_(memory),
      tally_(tally),
      follow_up_place_(world) {}

void Cells::start() {
  const auto& groups = world_.scenario().threat.groups;
  cells_.clear();
  group_cells_.assign(groups.size(), 0);
  group_active_.assign(groups.size(), 0);
  group_follow_ups_.assign(groups.size(), 0);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (int number = 0; number < groups[i].cells; ++number) {
      add(GroupId(i), 0, static_cast<std::uint64_t>(number));
    }
  }
}

void Cells::add(GroupId group, std::uint64_t stream_number, std::uint64_t number) {
  const GroupPlan& plan = world_.group(group);
  Cell cell;
  cell.entity = (std::uint64_t{group.index()} << group_shift) | (stream_number << stream_shift) | number;
  cell.rank = cell_rank | (std::uint64_t{group.index()} << stream_shift) | group_cells_[group.index()]++;
  cell.group = group;
  random::Stream homes = moment_.stream(Purpose::cell_home, cell.entity, 0);
  const std::size_t home_count = plan.spec->home.size();
  const auto home =
      std::min(static_cast<std::size_t>(homes.uniform() * static_cast<double>(home_count)), home_count - 1);
  cell.home = plan.first_home + home;
  cell.home_node = plan.spec->home[home];
  cell.actor = agenda_.add(Agenda::Kind::cell, cells_.size());
  ++group_active_[group.index()];
  cells_.push_back(cell);
  enter_dormant(cells_.back());
  rest(CellId(cells_.size() - 1));
}

void Cells::recruit(GroupId group, std::uint64_t stream, std::uint64_t number) {
  if (group_active_[group.index()] < static_cast<std::uint32_t>(world_.group(group).spec->recruit->max_cells)) {
    add(group, stream, number);
    tally_.note(event(EventKind::recruited, cells_.back()));
  }
}

std::int64_t Cells::active() const {
  std::int64_t active = 0;
  for (const std::uint32_t of_group : group_active_) {
    active += of_group;
  }
  return active;
}

Cells::Wish Cells::step(CellId id) {
  // A stay that ends at once goes on here, without another turn.
  while (cells_[id.index()].next_h() <= moment_.now_h()) {
    const Wish wish = change(id);
    if (wish.want != Want::nothing) {
      return wish;
    }
  }
  return {};
}

void Cells::rest(CellId id) {
  look_ahead(id);
  schedule(cells_[id.index()]);
}

/// Where nothing can touch the cell or change its choice before it stages, its stays until then need no turn.
void Cells::look_ahead(CellId id) {
  const Cell& cell = cells_[id.index()];
  if (!world_.group(cell.group).foreseeable || tally_.logging()) {
    return;
  }
  const double now_h = moment_.now_h();
  while ((cell.state == CellState::dormant || cell.state == CellState::preparing) && cell.hazard_h == never &&
         cell.until_h < moment_.horizon_h()) {
    moment_.go_to(cell.until_h);
    change(id);
  }
  moment_.go_to(now_h);
}

Cells::Wish Cells::change(CellId id) {
  Cell& cell = cells_[id.index()];
  if (cell.hazard_h <= moment_.now_h()) {
    const bool on_road = cell.state == CellState::staged;
    intercept(cell, cell.hazard_cause, on_road ? Where(cell.place.leg) : Where(cell.home_node));
    return {};
  }
  switch (cell.state) {
    case CellState::dormant:
      enter_preparing(cell);
      break;
    case CellState::preparing:
      return choose(cell);
    case CellState::waiting:
      enter_staged(id);
      return {Want::notice};
    case CellState::staged:
      leave_staged(cell);
      cell.follow_up ? vanish(cell) : enter_recovering(cell);
      break;
    case CellState::recovering:
      enter_dormant(cell);
      break;
    case CellState::pending:
      return stage_follow_up(id);
    case CellState::eliminated:
    case CellState::gone:
      break;
  }
  return {};
}

void Cells::schedule(const Cell& cell) { agenda_.set(cell.actor, cell.next_h(), cell.rank); }

void Cells::enter_dormant(Cell& cell) {
  const spec::Group& group = *world_.group(cell.group).spec;
  const double now_h = moment_.now_h();
  random::Stream draws = moment_.stream(Purpose::dormant, cell.entity, cell.dormant_stays++);
  cell.state = CellState::dormant;
  draws.seek(word::dormant::base);
  cell.until_h = theatre_.factor(cell.group).invert(now_h, group.dormant_mean_h * random::exponential(draws.uniform()));
  if (group.excitation) {
    draws.seek(word::dormant::excited);
    cell.excited_threshold =
        theatre_.excitement(cell.group, now_h) + group.dormant_mean_h * random::exponential(draws.uniform());
    cell.excited_h = theatre_.excited_h(cell.group, cell.excited_threshold);
  }
  cell.hazard_h = never;
  cell.hazard_cause = Cause::raid;
  if (raids(cell).any()) {
    draws.seek(word::dormant::raid);
    cell.hazard_h = ring(now_h, raids(cell), draws.uniform());
  }
  log(EventKind::dormant, cell);
}

void Cells::enter_preparing(Cell& cell) {
  const std::uint32_t stay = cell.preparing_stays++;
  const double now_h = moment_.now_h();
  random::Stream durations = moment_.stream(Purpose::preparing, cell.entity, stay);
  cell.state = CellState::preparing;
  cell.excited_h = never;
  cell.until_h = now_h + world_.group(cell.group).preparing(durations);
  const StepFunction& tips = moment_.policy().tips;
  cell.hazard_h = never;
  if (raids(cell).any() || tips.any()) {
    random::Stream hazards = moment_.stream(Purpose::preparing_hazards, cell.entity, stay);
    const double tip_h = ring(now_h, tips, hazards.uniform());
    const double raid_h = ring(now_h, raids(cell), hazards.uniform());
    cell.hazard_h = std::min(tip_h, raid_h);
    cell.hazard_cause = tip_h < raid_h ? Cause::tip : Cause::raid;
  }
  log(EventKind::preparing, cell);
}

Cells::Wish Cells::choose(Cell& cell) {
  const Chooser chooser{world_, moment_.policy(), world_.group(cell.group), cell.home, moment_.now_h()};
  random::Stream draws = moment_.stream(Purpose::choice, cell.entity, cell.choices++);
  const Choice choice = choose_target(chooser, memory_, draws, choice_scratch_);
  if (const auto* place = std::get_if<Place>(&choice)) {
    cell.place = *place;
    cell.state = CellState::waiting;
    cell.until_h = staging_time(chooser, *place, memory_, draws);
    return {};
  }
  if (const auto* site = std::get_if<SiteId>(&choice)) {
    return {Want::meeting, *site};
  }
  enter_dormant(cell);
  return {};
}

void Cells::enter_staged(CellId id) {
  Cell& cell = cells_[id.index()];
  const PolicyPlan& policy = moment_.policy();
  const std::uint32_t stay = cell.staged_stays++;
  const double now_h = moment_.now_h();
  random::Stream durations = moment_.stream(Purpose::staged, cell.entity, stay);
  cell.state = CellState::staged;
  cell.until_h = now_h + world_.group(cell.group).staged(durations);
  const StepFunction& patrols = policy.patrols[world_.leg(cell.place.leg).zone.index()];
  cell.hazard_h = never;
  if (patrols.any() || policy.tips.any()) {
    random::Stream hazards = moment_.stream(Purpose::staged_hazards, cell.entity, stay);
    const double patrol_h = ring(now_h, patrols, hazards.uniform());
    const double tip_h = ring(now_h, policy.tips, hazards.uniform());
    cell.hazard_h = std::min(patrol_h, tip_h);
    cell.hazard_cause = patrol_h < tip_h ? Cause::patrol : Cause::tip;
  }
  staged_.add(id, cell.rank, cell.place);
  tally_.note(event(EventKind::staged, cell));
}

void Cells::leave_staged(const Cell& cell) { staged_.remove(id_of(cell), cell.place); }

void Cells::enter_recovering(Cell& cell) {
  const std::uint32_t stay = cell.recovering_stays++;
  random::Stream durations = moment_.stream(Purpose::recovering, cell.entity, stay);
  cell.state = CellState::recovering;
  cell.excited_h = never;
  cell.until_h = moment_.now_h() + world_.group(cell.group).recovering(durations);
  cell.hazard_h = never;
  if (raids(cell).any()) {
    random::Stream draws = moment_.stream(Purpose::recovering_raid, cell.entity, stay);
    cell.hazard_h = ring(moment_.now_h(), raids(cell), draws.uniform());
    cell.hazard_cause = Cause::raid;
  }
  log(EventKind::recovering, cell);
}

void Cells::eliminate(Cell& cell) {
  cell.state = CellState::eliminated;
  cell.until_h = cell.hazard_h = cell.excited_h = never;
  --group_active_[cell.group.index()];
  tally_.note(event(EventKind::eliminated, cell));
}

void Cells::intercept(Cell& cell, Cause cause, Where where) {
  Event interception = event(EventKind::intercepted, cell);
  interception.cause = cause;
  tally_.note(interception);
  random::Stream draws = moment_.stream(Purpose::capture, cell.entity, cell.captures++);
  const bool captured = draws.uniform() < world_.group(cell.group).spec->capture;
  if (cell.state == CellState::staged) {
    leave_staged(cell);
  }
  postures_.trigger(spec::PostureTrigger::interception, where, moment_.now_h(), moment_.rank());
  if (cell.follow_up) {
    vanish(cell);
  } else if (captured) {
    eliminate(cell);
  } else {
    enter_recovering(cell);
  }
}

void Cells::end_attack(Cell& cell, bool help_came, double expended, Where where) {
  const std::uint32_t attack = cell.attacks++;
  const bool on_convoy = cell.state == CellState::staged;
  const Place place = cell.place;
  random::Stream draws = moment_.stream(Purpose::fate, cell.entity, attack);
  if (help_came) {
    intercept(cell, Cause::reaction, where);
  } else {
    if (cell.state == CellState::staged) {
      leave_staged(cell);
    }
    if (cell.follow_up) {
      vanish(cell);
    } else if (draws.uniform() < expended) {
      eliminate(cell);
    } else {
      enter_recovering(cell);
    }
  }
  schedule(cell);
  excite(cell.group);
  if (on_convoy) {
    bring_follow_ups(cell, attack, place);
  }
}

void Cells::bring_follow_ups(const Cell& attacker, std::uint32_t attack, const Place& attacked) {
  const GroupId group = attacker.group;
  const auto& follow_up = world_.group(group).spec->follow_up;
  if (!follow_up) {
    return;
  }
  const std::uint64_t entity = attacker.entity;
  random::Stream draws = moment_.stream(Purpose::follow_ups, entity, attack);
  const int count = random::poisson(draws.uniform(), follow_up->mean);
  for (int number = 0; number < count; ++number) {
    add_follow_up(group, random::descendant(entity, attack, static_cast<std::uint64_t>(number)), attacked);
  }
}

void Cells::add_follow_up(GroupId group, std::uint64_t entity, const Place& attacked) {
  Cell cell;
  cell.entity = entity;
  cell.rank =
      cell_rank | (std::uint64_t{group.index()} << stream_shift) | follow_up_rank | group_follow_ups_[group.index()]++;
  cell.group = group;
  cell.follow_up = true;
  cell.state = CellState::pending;
  cell.place = attacked;
  random::Stream delays = moment_.stream(Purpose::follow_up_delay, entity, 0);
  cell.until_h = moment_.now_h() + (*world_.group(group).follow_up_delay)(delays);
  if (cell.until_h < moment_.horizon_h()) {
    cell.actor = agenda_.add(Agenda::Kind::cell, cells_.size());
    cells_.push_back(cell);
    schedule(cell);
  }
}

Cells::Wish Cells::stage_follow_up(CellId id) {
  Cell& cell = cells_[id.index()];
  const Chooser chooser{world_, moment_.policy(), world_.group(cell.group), 0, moment_.now_h()};
  random::Stream draws = moment_.stream(Purpose::follow_up_place, cell.entity, 0);
  const std::optional<Place> place = follow_up_place_.draw(chooser, cell.place, memory_, draws);
  if (!place) {
    vanish(cell);
    return {};
  }
  cell.place = *place;
  enter_staged(id);
  return {Want::notice};
}

void Cells::vanish(Cell& follow_up) {
  follow_up.state = CellState::gone;
  follow_up.until_h = follow_up.hazard_h = never;
  log(EventKind::gone, follow_up);
}

void Cells::excite(GroupId group) {
  if (!world_.group(group).spec->excitation) {
    return;
  }
  theatre_.excite(group, moment_.now_h());
  for (Cell& cell : cells_) {
    if (cell.group == group && cell.state == CellState::dormant) {
      cell.excited_h = theatre_.excited_h(group, cell.excited_threshold);
      schedule(cell);
    }
  }
}

Event Cells::event(EventKind kind, const Cell& cell) const {
  const bool on_road = cell.state == CellState::staged;
  return {.time_h = moment_.now_h(),
          .kind = kind,
          .group = cell.group,
          .cell = cell.follow_up ? CellName::of_follow_up(cell.entity)
                                 : cell.entity & ((std::uint64_t{1} << group_shift) - 1),
          .leg = on_road ? cell.place.leg : RoadId()};
}

/// For changes that no outcome counts.
void Cells::log(EventKind kind, const Cell& cell) {
  if (tally_.logging()) {
    tally_.note(event(kind, cell));
  }
}

}  // namespace convoyrisk::model
