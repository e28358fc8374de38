"""Regimes, postures and tempo (model.md 3.2 c(t), 3.7)."""
import bisect

from . import measures


class Regimes:
    """One path of the regime chain, drawn for [-warmup, horizon) before anything else happens."""

    def __init__(self, scenario, rng):
        self.times, self.factors = [-scenario.warmup], [1.0]
        states = scenario.regimes
        if not states:
            return
        if scenario.regime_at_start:
            state = next(i for i, s in enumerate(states) if s.name == scenario.regime_at_start)
            leave_from = 0.0  # stays put through the warm-up, moves from t = 0 on
        else:
            state = rng.choices(range(len(states)), [s.mean_stay for s in states])[0]
            leave_from = -scenario.warmup
        self.factors = [states[state].factor]
        time = leave_from
        while len(states) > 1:
            time += rng.expovariate(1 / states[state].mean_stay)
            if time >= scenario.horizon:
                break
            state = rng.choice([i for i in range(len(states)) if i != state])
            self.times.append(time)
            self.factors.append(states[state].factor)

    def factor(self, t):
        """The factor in force at t; a change at t holds at t."""
        return self.factors[bisect.bisect_right(self.times, t) - 1]


def tempo(group, t):
    """c(t): the product of the factors of those windows that hold at t."""
    product = 1.0
    for window in group.tempo:
        if window.start <= t < window.end:
            product *= window.factor
    return product


def tempo_bound(group):
    """An upper bound of c(t) over all t."""
    bound = 1.0
    for window in group.tempo:
        bound *= max(1.0, window.factor)
    return bound


class Postures:
    """The policy's reactive postures and the time until which each holds."""

    def __init__(self, policy):
        self.postures = policy.postures
        self.until = [float("-inf")] * len(policy.postures)

    def event(self, kind, t, zones):
        """An `attack`, `spotted` or `interception` at t, in a set of zones; it acts on postures that are then in force."""
        for i, p in enumerate(self.postures):
            if p.after == kind and p.start <= t < p.end and measures.covers_zone(p, zones):
                self.until[i] = max(self.until[i], t + p.hold)

    def _holding(self, convoy, t):
        return [p for p, until in zip(self.postures, self.until)
                if t < until and (p.convoys is None or convoy in p.convoys)]

    def suspended(self, convoy, t):
        return any(p.suspend for p in self._holding(convoy, t))

    def extra_escorts(self, convoy, t):
        return sum(p.escort for p in self._holding(convoy, t))
