"""The policies of a scenario file: every measure as a list of entries with a scope (model.md 2, "Scope"; scenario.md).

A policy is a Record with one list of entries a measure, in the order that decides: its own, then those of the policies
named by `with`. Entries have `start` and `end`, in hours from t = 0; entries of measures on trips also `convoys`, `days`,
`hours`. What a scope leaves out is None and covers all.
"""
import copy
import math
from types import SimpleNamespace as Record

from . import units

ON_TRIPS = ("escort", "vehicles", "schedule", "routing", "consolidate", "split", "airlift")
OTHERS = ("patrols", "surveillance", "intelligence", "crackdown", "sanctuary", "reaction_force", "guards", "postures")
SLACK_HOURS = 1e-9  # times of a timetable and times of day are compared with those of scopes and curfews to this


def policies(raw, start):
    """All policies, those that join others with the entries of those."""
    alone = {p["name"]: _policy(p, start) for p in raw}
    joined = copy.deepcopy(alone)
    for p in raw:
        for name in p.get("with") or []:
            other = alone[name]
            for measure in ON_TRIPS + OTHERS:
                getattr(joined[p["name"]], measure).extend(getattr(other, measure))
            joined[p["name"]].extra_cost_day += other.extra_cost_day
    return list(joined.values())


def _policy(raw, start):
    from .scenario import convoy_values
    policy = Record(name=raw["name"], extra_cost_day=float(raw.get("extra_cost_day", "0")),
                    convoys={name: convoy_values(c) for name, c in (raw.get("convoys") or {}).items()})
    for measure in ON_TRIPS + OTHERS:
        entries = [_entry(measure, e, start) for e in _listed(measure, raw.get(measure))]
        setattr(policy, measure, entries)
    return policy


def _listed(measure, raw):
    """Entries as maps in their long form."""
    if raw is None:
        return []
    if isinstance(raw, list):
        return raw
    if measure == "consolidate" and isinstance(raw, str):
        return [{"trips": raw}]
    if measure == "vehicles" and not isinstance(raw.get("replace"), dict):
        return [{"replace": raw}]
    if measure == "guards" and not isinstance(raw.get("add"), dict):
        return [{"add": raw}]
    return [raw]


def _entry(measure, raw, start):
    entry = READERS[measure](raw)
    entry.start = units.when(raw["from"], start) if "from" in raw else -math.inf
    entry.end = units.when(raw["until"], start) if "until" in raw else math.inf
    if measure in ON_TRIPS or measure == "postures":
        entry.convoys = raw.get("convoys")
    if measure in ON_TRIPS:
        entry.days = [units.DAYS.index(d) for d in raw["days"]] if "days" in raw else None
        entry.hours = _times_of_day(raw.get("hours"))
    return entry


def _times_of_day(raw):
    return raw and [units.time_of_day(t) for t in raw]


def escort(raw):
    """An escort; what is left out is also what escorts of postures are on a trip without an entry."""
    return Record(vehicles=int(raw.get("vehicles", "0")), crew=int(raw.get("crew", "4")),
                  protection=units.share(raw.get("protection", "0")), profile=float(raw.get("profile", "1")),
                  spot=units.share(raw.get("spot", "0")), suppress=float(raw.get("suppress", "0")), zones=raw.get("zones"))


READERS = {
    "escort": escort,
    "vehicles": lambda raw: Record(replace=dict(raw["replace"])),
    "schedule": lambda raw: Record(jitter=units.hours(raw.get("jitter", "0 h")), curfew=_times_of_day(raw.get("curfew"))),
    "routing": lambda raw: Record(alternatives=int(raw["alternatives"]),
                                  detour=units.share(raw["detour"]) if "detour" in raw else math.inf),
    "consolidate": lambda raw: Record(trips=int(raw["trips"])),
    "split": lambda raw: Record(parts=int(raw["parts"]), headway=units.hours(raw.get("headway", "0 h"))),
    "airlift": lambda raw: Record(share=units.share(raw["share"]), fatality=units.share(raw.get("fatality", "0"))),
    "patrols": lambda raw: Record(interval=units.hours(raw["interval"]), detect=units.share(raw["detect"]), zones=raw.get("zones")),
    "surveillance": lambda raw: Record(detect=units.share(raw["detect"]), zones=raw.get("zones")),
    "intelligence": lambda raw: Record(tip_rate=units.per_hour(raw["tip_rate"])),
    "crackdown": lambda raw: Record(raid_rate=units.per_hour(raw["raid_rate"]), backlash=float(raw.get("backlash", "0")),
                                    zones=raw.get("zones")),
    "sanctuary": lambda raw: Record(recruitment=units.share(raw["recruitment"])),
    "reaction_force": lambda raw: Record(bases=list(raw["bases"]), ready=units.hours(raw["ready"]), speed=units.speed(raw["speed"])),
    "guards": lambda raw: Record(add={site: int(n) for site, n in raw["add"].items()}),
    "postures": lambda raw: Record(after=raw["after"], hold=units.hours(raw["for"]), suspend=units.truth(raw.get("suspend", "false")),
                                   escort=int(raw.get("escort", "0")), zones=raw.get("zones")),
}


# --- scope ---------------------------------------------------------------------------------------------------------------

def in_force(entries, t):
    """Those in force at an instant."""
    return [e for e in entries if e.start <= t < e.end]


def covers_zone(entry, zones):
    """Whether an entry's zones (all, where it has none) have one of a place's zones. A place without roads lies in none."""
    return entry.zones is None or any(z in zones for z in entry.zones)


def covering(entries, convoy, scheduled, start):
    """The first entry that covers a trip of that convoy scheduled then, or None."""
    for entry in entries:
        if entry.convoys is not None and convoy not in entry.convoys:
            continue
        if not entry.start - SLACK_HOURS <= scheduled < entry.end - SLACK_HOURS:
            continue
        day, hour = divmod(local_hours(start, scheduled) + SLACK_HOURS, 24)
        if entry.days is not None and (start.weekday() + int(day)) % 7 not in entry.days:
            continue
        if entry.hours is None or within(hour, *entry.hours):
            return entry
    return None


def local_hours(start, t):
    """Hours since the midnight before t = 0."""
    return start.hour + start.minute / 60 + start.second / 3600 + t


def within(hour, begin, end):
    """Whether a time of day lies in [begin, end), past midnight where end <= begin."""
    return begin <= hour < end if begin < end else hour >= begin or hour < end


def curfew_wait(curfew, start, departure):
    """Hours that a departure waits for the end of a curfew; 0 without one or outside it."""
    if curfew is None:
        return 0.0
    begin, end = curfew
    hour = (local_hours(start, departure) + SLACK_HOURS) % 24
    return (end - hour) % 24 + SLACK_HOURS if within(hour, begin, end) else 0.0


# --- hazards that hold at times ----------------------------------------------------------------------------------------------

def ring(rng, t, pieces):
    """The first event after t of a Poisson process whose rate is the sum of pieces (start, end, rate); infinite if none."""
    left, now = rng.expovariate(1), t
    for mark in sorted({x for piece in pieces for x in piece[:2] if x > t} | {math.inf}):
        rate = sum(r for start, end, r in pieces if start <= now < end)
        if rate > 0:
            if left < rate * (mark - now):
                return now + left / rate
            left -= rate * (mark - now)
        now = mark
    return math.inf


def hours_in_force(entry, horizon):
    """How long an entry is in force in [0, horizon)."""
    return max(0.0, min(entry.end, horizon) - max(entry.start, 0.0))
