"""The life of a cell (model.md 3.2), its standing hazards (3.7) and its meeting with a site (3.6)."""
import math

from . import attack, choice, measures, theatre

KIND = 1  # at the same instant: regime, cells, trips (model.md 2, "Order")


class Cell:
    """A cell, or a follow-up: a cell without a home that stages once. `number` orders those of a group: (0, n) the n-th cell,
    (1, attack, k) the k-th follow-up of an attack. `token` changes with every change of state, so that what was scheduled for an
    earlier state is recognised as stale."""

    def __init__(self, group, number, home, follow_up=False):
        self.group, self.number, self.home, self.follow_up = group, number, home, follow_up
        self.state, self.segment = "dormant", None
        self.token = self.activation = 0

    @property
    def order(self):
        return self.group, self.number


class Group:
    """Excitation X of a group and its cells."""

    def __init__(self, index, spec):
        self.index, self.spec, self.cells, self.attacks = index, spec, [], 0
        self._level, self._since = 0.0, 0.0

    def excitation(self, t):
        return self._level * math.exp(-(t - self._since) / self.spec.decay) if self._level else 0.0

    def jump(self, sim, t):
        """X goes up at an attack by the group; dormant cells wait anew (exact, as their hazard has no memory)."""
        if self.spec.jump:
            self._level, self._since = self.excitation(t) + self.spec.jump, t
            for cell in self.cells:
                if cell.state == "dormant":
                    _await_activation(sim, cell, t)

    def join(self, sim, t):
        cell = Cell(self.index, (0, len(self.cells)), sim.rng.choice(self.spec.home))
        self.cells.append(cell)
        become_dormant(sim, cell, t)


# --- states ---------------------------------------------------------------------------------------------------------

def _enter(sim, cell, state, t):
    """Leave the present state and enter another, with the standing hazards that act there."""
    if cell.state == "staged":
        sim.staged[cell.segment].remove(cell)
    if state != "staged":
        cell.segment = None
    cell.state = state
    cell.token += 1
    plan = sim.plan
    if state in ("preparing", "staged"):
        _hazard(sim, cell, t, plan.tip_hazard(), "tip")
    if state in ("dormant", "preparing", "recovering"):
        _hazard(sim, cell, t, plan.raid_hazard(cell.home), "raid")
    if state == "staged":
        sim.staged[cell.segment].append(cell)
        _hazard(sim, cell, t, plan.patrol_hazard(cell.segment), "patrol")


def _later(sim, cell, time, action):
    """Do action(sim, cell, time) at that time unless the state has changed before."""
    token = cell.token
    sim.at(time, KIND, cell.order, lambda now: cell.token == token and action(sim, cell, now))


def _hazard(sim, cell, t, pieces, cause):
    """A standing hazard that is the sum of pieces (start, end, rate)."""
    if pieces:
        _later(sim, cell, measures.ring(sim.rng, t, pieces),
               lambda s, c, now: intercept(s, c, now, cause, place_zones(s, c)))


def place_zones(sim, cell):
    """Where an event about a cell counts for postures: its segment's zone while staged, else the zones of its home."""
    if cell.state == "staged":
        return {sim.plan.network.segments[cell.segment].zone}
    return sim.plan.network.node_zones(cell.home)


def become_dormant(sim, cell, t):
    _enter(sim, cell, "dormant", t)
    _await_activation(sim, cell, t)


def _await_activation(sim, cell, t):
    """Leave dormancy at hazard (1/m)(1 + X) c r, by thinning under a bound that holds until X next jumps."""
    group = sim.groups[cell.group]
    base = 1 / group.spec.dormant.mean
    bound = base * (1 + group.excitation(t)) * theatre.tempo_bound(group.spec) * max(sim.regimes.factors)
    cell.activation += 1
    this = cell.activation
    if bound <= 0:
        return

    def candidate(sim, cell, now):
        if cell.activation != this:
            return
        hazard = base * (1 + group.excitation(now)) * theatre.tempo(group.spec, now) * sim.regimes.factor(now)
        if sim.rng.random() * bound < hazard:
            become_preparing(sim, cell, now)
        else:
            _await_activation(sim, cell, now)

    _later(sim, cell, t + sim.rng.expovariate(bound), candidate)


def become_preparing(sim, cell, t):
    _enter(sim, cell, "preparing", t)
    _later(sim, cell, t + sim.groups[cell.group].spec.preparing.draw(sim.rng), choose_target)


def choose_target(sim, cell, t):
    target = choice.choose(sim, cell.group, cell.home, t)
    if target is None:
        become_dormant(sim, cell, t)
    elif target[0] == "site":
        meet_site(sim, cell, target[1], t)
    else:  # goes on preparing, its target fixed, until it stages
        _later(sim, cell, choice.staging_time(sim, cell.group, target[1], t),
               lambda s, c, now: become_staged(s, c, target[1], now))


def become_staged(sim, cell, segment, t):
    cell.segment = segment
    _enter(sim, cell, "staged", t)
    sim.tally.count(t, "stagings")
    sim.tally.leg(t, sim.plan.network.segments[segment].road, "stagings")
    _later(sim, cell, t + sim.groups[cell.group].spec.staged.draw(sim.rng), become_recovering)


def become_recovering(sim, cell, t):
    if cell.follow_up:
        _enter(sim, cell, "gone", t)
        return
    _enter(sim, cell, "recovering", t)
    _later(sim, cell, t + sim.groups[cell.group].spec.recovering.draw(sim.rng), become_dormant)


def eliminate(sim, cell, t):
    _enter(sim, cell, "eliminated", t)
    sim.tally.count(t, "cells_eliminated")


def intercept(sim, cell, t, cause, zones):
    """3.2: an interception ends in elimination (probability `capture`) or in recovering, begun anew."""
    sim.tally.count(t, "interceptions_" + cause)
    sim.postures.event("interception", t, zones)
    if cell.follow_up:
        _enter(sim, cell, "gone", t)
    elif sim.rng.random() < sim.groups[cell.group].spec.capture:
        eliminate(sim, cell, t)
    else:
        become_recovering(sim, cell, t)


def after_attack(sim, cell, mode, overtaken, t, zones):
    """3.5 steps 5 and 6: the cell's fate, then the group's excitation and, after an attack on a convoy, the follow-ups."""
    segment = cell.segment
    if overtaken:
        intercept(sim, cell, t, "reaction", zones)
    elif cell.follow_up:
        _enter(sim, cell, "gone", t)
    elif sim.rng.random() < mode.expended:
        eliminate(sim, cell, t)
    else:
        become_recovering(sim, cell, t)
    sim.groups[cell.group].jump(sim, t)
    if segment is not None:
        bring_follow_ups(sim, sim.groups[cell.group], segment, t)


# --- follow-ups (3.2) ---------------------------------------------------------------------------------------------------

def bring_follow_ups(sim, group, segment, t):
    """An attack on a convoy brings Poisson(mean) follow-ups, each pending for a delay before it stages."""
    spec = group.spec.follow_up
    if spec is None:
        return
    group.attacks += 1
    for number in range(_poisson(sim.rng, spec.mean)):
        follower = Cell(group.index, (1, group.attacks, number), None, follow_up=True)
        follower.state = "pending"
        _later(sim, follower, t + spec.delay.draw(sim.rng), lambda s, c, now: _stage_follow_up(s, c, segment, now))


def _stage_follow_up(sim, cell, attacked, t):
    segment = choice.follow_up_segment(sim, cell.group, attacked, t)
    if segment is not None:
        become_staged(sim, cell, segment, t)


def _poisson(rng, mean):
    """Events of a unit Poisson process before `mean`."""
    count, time = 0, rng.expovariate(1)
    while time < mean:
        count, time = count + 1, time + rng.expovariate(1)
    return count


# --- recruitment (3.2) -------------------------------------------------------------------------------------------------

def recruit(sim, group, t):
    """Wait for the next arrival; one that finds max_cells or more cells not eliminated is lost."""
    spec, plan = group.spec.recruit, sim.plan
    if spec is None:
        return
    marks = [-math.inf, *plan.recruit_marks(), math.inf]
    pieces = [(a, b, spec.rate * plan.recruit_factor(a if math.isfinite(a) else b - 1 if math.isfinite(b) else 0.0))
              for a, b in zip(marks, marks[1:])]

    def arrive(now):
        if sum(c.state != "eliminated" for c in group.cells) < spec.max_cells:
            group.join(sim, now)
            sim.tally.count(now, "cells_recruited")
        recruit(sim, group, now)

    sim.at(measures.ring(sim.rng, t, pieces), KIND, (group.index, (0, len(group.cells))), arrive)


# --- sites (3.6) ---------------------------------------------------------------------------------------------------------

def meet_site(sim, cell, index, t):
    plan, rng, spec = sim.plan, sim.rng, sim.groups[cell.group].spec
    site, guards, help_after = plan.scenario.sites[index], plan.site_guards(index, t), plan.site_help(index, t)
    zones = plan.network.node_zones(site.node)
    spotted = attack.spot_probability(plan.detect(zones, t), site.spot, guards)
    attacks = attack.attack_probability(spec.engage, spec.deterrence, guards)
    killed, _, chance = plan.expectations.of(spec.modes, lambda m: [attack.site_as_vehicle(site, m)], guards, site.suppress,
                                             help_after)
    sim.tally.expect(t, "site_killed_conditional", (1 - spotted) * attacks, killed, chance)
    if rng.random() < spotted:
        sim.postures.event("spotted", t, zones)
        intercept(sim, cell, t, "spotting", zones)
    elif rng.random() < attacks:
        mode = attack.draw_mode(rng, spec.modes)
        result = attack.strike(rng, mode, [attack.site_as_vehicle(site, mode)], guards, site.suppress, help_after)
        sim.tally.count(t, "site_attacks")
        sim.tally.count(t, "attacks")
        sim.tally.count(t, "site_killed", result.killed[0])
        sim.tally.count(t, "site_injured", result.injured[0])
        sim.tally.deaths(t, result.killed[0])
        sim.postures.event("attack", t, zones)
        after_attack(sim, cell, mode, result.overtaken, t, zones)
    else:
        become_recovering(sim, cell, t)
