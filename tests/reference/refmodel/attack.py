"""What an attack does (model.md 3.5 and 3.6), drawn person by person."""
import math
from types import SimpleNamespace as Record

from .durations import Gamma
from .vehicles import DEAD, INJURED, UNHURT, Vehicle


def spot_probability(detect, spot, guards):
    """3.4 step 1 and 3.6: spotted with probability 1 - (1 - detect) (1 - spot)^g."""
    return 1 - (1 - detect) * (1 - spot) ** guards


def attack_probability(engage, deterrence, guards):
    """3.4 step 2 and 3.6: of those not spotted, engage * exp(-deterrence * g)."""
    return engage * math.exp(-deterrence * guards)


def assault_hazards(mode, protection, suppress, guards):
    """3.5 step 4: the rates at which an assault kills and injures one occupant, per hour."""
    if not mode.assault:
        return 0.0, 0.0
    scale = (1 - protection) / (1 + suppress * guards)
    return mode.assault.kill_rate * scale, mode.assault.injure_rate * scale


def site_as_vehicle(site, mode):
    """3.6: the min(people, exposed) people exposed are the occupants of one hit vehicle of the site's protection."""
    return Vehicle("site", site.protection, 1.0, min(site.people, mode.exposed))


def draw_mode(rng, modes):
    """3.5 step 1."""
    return rng.choices(modes, [m.weight for m in modes])[0]


def strike(rng, mode, vehicles, guards, suppress, help_after):
    """Steps 1 (severity) to 4 of 3.5 upon vehicles, whose people change state.

    Returns hit (vehicles hit in step 2), killed and injured as (workers, escort crew), assault hours A, and `overtaken`: help
    came before the assault was over (R < D). Injured are those injured and not killed in this attack, and unhurt before.
    """
    severity = Gamma(1, mode.severity_cv).draw(rng) if mode.severity_cv > 0 else 1.0
    profiles = [v.profile for v in vehicles]
    first = rng.choices(vehicles, profiles if any(profiles) else None)[0]
    duration = mode.assault.duration.draw(rng) if mode.assault else 0.0
    lasted = min(duration, help_after)
    out = Record(hit=0, killed=[0, 0], injured=[0, 0], hours=lasted,
                 overtaken=bool(mode.assault) and help_after < duration)
    for vehicle in vehicles:
        hit = vehicle is first or rng.random() < mode.spread
        out.hit += hit
        kill = min(1.0, severity * mode.kill * (1 - vehicle.protection)) if hit else 0.0
        injure = min(1.0, severity * mode.injure * (1 - vehicle.protection)) if hit else 0.0
        kill_rate, injure_rate = assault_hazards(mode, vehicle.protection, suppress, guards)
        assault_kill, assault_injure = 1 - math.exp(-kill_rate * lasted), 1 - math.exp(-injure_rate * lasted)
        for i, before in enumerate(vehicle.people):
            if before == DEAD:
                continue
            after = _harm(rng, _harm(rng, before, kill, injure), assault_kill, assault_injure)
            vehicle.people[i] = after
            out.killed[vehicle.escort] += after == DEAD
            out.injured[vehicle.escort] += after == INJURED and before == UNHURT
    return out


def _harm(rng, state, kill, injure):
    """Killed with probability `kill`; if not, and unhurt, injured with probability `injure`."""
    if state == DEAD or rng.random() < kill:
        return DEAD
    return INJURED if state == UNHURT and rng.random() < injure else state
