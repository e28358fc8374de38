"""The replay of one replication: the lines of a trace (docs/trace.md) made into a time line on the map of whole legs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from convoyrisk.errors import ResultError
from convoyrisk.report.leg_maps import corridor
from convoyrisk.report.svg import element
from convoyrisk.result import Result
from convoyrisk.whole_file import check_regular

HEAD = ("scenario", "policy", "replication", "seed", "start")
TRIPS = ("departed", "cancelled", "flown", "arrived")
ATTACKS = ("attacked", "background_attacked", "site_attacked")
CELL_ENDS = ("dormant", "preparing", "recovering", "intercepted", "eliminated", "gone")
SENTENCES = {
    "departed": "{convoy} departs", "cancelled": "{convoy}: departure cancelled", "flown": "{convoy} is flown",
    "arrived": "{convoy} arrives", "dormant": "{cell} is dormant", "preparing": "{cell} prepares",
    "staged": "{cell} stages", "recovering": "{cell} recovers", "intercepted": "{cell} is intercepted ({cause})",
    "eliminated": "{cell} is eliminated", "recruited": "{cell} is recruited", "gone": "{cell} is gone",
    "spotted": "{convoy} spots {cell} in time", "attacked": "{convoy} is attacked by {cell}",
    "passed": "{convoy} passes {cell} unharmed", "background_spotted": "{convoy} spots background attackers in time",
    "background_attacked": "{convoy} is attacked by background attackers",
    "background_passed": "{convoy} passes background attackers unharmed", "site_spotted": "{site}: {cell} is spotted in time",
    "site_attacked": "{site} is attacked by {cell}", "site_passed": "{site}: {cell} passes",
}
VICTIMS = {"killed": "killed", "injured": "injured", "escort_killed": "of the escort killed",
           "escort_injured": "of the escort injured"}


@dataclass(frozen=True)
class Event:
    """What happened in one hour since the start; negative in the warm-up."""

    hour: int
    time: str
    kind: str
    text: str
    leg: str
    counted: bool
    dead: int


@dataclass(frozen=True)
class Replay:
    """One replication under one policy: its drawing, its log and what the page's script needs."""

    identity: str
    policy: str
    replication: int
    start: str
    where: str  # the point of the sweep or the draw, in words
    hours: int
    drawing: Markup
    log: Sequence[Event]  # without trips that went well, within the horizon
    data: Mapping[str, Any]
    dead: int
    attacks: int


def read_replay(path: str | Path, result: Result, number: int) -> Replay:
    """The replay of a trace file. Raises ResultError for a file that is no trace of this run."""
    try:
        check_regular(path)
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise ResultError(f"the trace {path} cannot be read: {reason}") from error
    return replay_of(text, str(path), result, number)


def replay_of(text: str, source: str, result: Result, number: int, place: int | None = None, where: str = "") -> Replay:
    """The replay of a trace's lines; `source` names them in errors.

    Of a sweep `place` is the point that it must be of, if known; `where` says in words of which point or draw it is.
    """
    head, lines = _parse(text, source)
    _check_head(head, source, result)
    try:
        events = [_event(line) for line in lines]
    except (KeyError, TypeError, ValueError) as error:
        raise ResultError(f"{source} is damaged: an event lacks or spoils {error}") from error
    legs = {str(name) for name in result.network["leg"].values}
    unknown = sorted({event.leg for event in events if event.leg} - legs)
    if unknown:
        raise ResultError(f'{source} is no trace of this run: the scenario has no leg "{unknown[0]}"')
    counted = [event for event in events if event.counted]
    attacks = sum(event.kind in ATTACKS for event in counted)
    dead = sum(event.dead for event in counted)
    _check_sums(head, source, result, place, {"attacks": attacks, "killed_total": dead})
    identity, hours = f"r{number}", int(result.horizon_days * 24)
    log = [event for event in events if event.hour >= 0 and event.kind not in ("departed", "arrived")]
    return Replay(identity, str(head["policy"]), int(head["replication"]), str(head["start"]), where, hours,
                  _drawing(result, events, identity, str(head["policy"])), log, _data(events, lines, result, head, hours),
                  dead, attacks)


def _parse(text: str, source: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        head, *lines = (json.loads(line) for line in text.split("\n") if line.strip())
    except ValueError as error:
        raise ResultError(f"{source} is no trace in JSON lines, as `convoyrisk trace -o FILE.jsonl` writes it") from error
    if not isinstance(head, dict) or not all(key in head for key in HEAD):
        raise ResultError(f"{source} is no trace of convoyrisk: its first line must hold {', '.join(HEAD)}")
    return head, lines


def _check_head(head: Mapping[str, Any], source: str, result: Result) -> None:
    if head["policy"] not in result.policies:
        raise ResultError(f'{source} is of policy "{head["policy"]}", which is not in {result.path}')
    if head["seed"] != result.seed:
        raise ResultError(f"{source} is of seed {head['seed']}, but {result.path} of seed {result.seed}: "
                          f"trace again with --seed {result.seed}")


def _check_sums(head: Mapping[str, Any], source: str, result: Result, place: int | None, sums: Mapping[str, int]) -> None:
    """The events of a trace add up to the outcomes of its replication, where the file holds them."""
    if (len(result.points) > 1 and place is None) or not result.has("outcomes"):
        return
    outcomes = result.outcomes if "point" not in result.outcomes.dims else result.outcomes.isel(point=place)
    if head["replication"] not in outcomes["replication"].values:
        return
    own = outcomes.sel(policy=head["policy"], replication=head["replication"])
    for name, value in sums.items():
        if int(own[name]) != value:
            raise ResultError(
                f"{source} is no trace of this run: it has {name} {value}, where replication {head['replication']} has "
                f"{int(own[name])}. Trace the same scenario, with the same --set")


def _event(line: Mapping[str, Any]) -> Event:
    kind = str(line["event"])
    names = {"convoy": line.get("convoy", "background"), "site": line.get("site", ""), "cause": line.get("cause", ""),
             "cell": f"cell {line.get('cell', '?')} of {line.get('group', '?')}"}
    text = SENTENCES.get(kind, kind.replace("_", " ")).format(**names)
    text = text[0].upper() + text[1:] if text.startswith("cell ") else text
    victims = [f"{line[key]} {word}" for key, word in VICTIMS.items() if line.get(key)]
    if kind in ATTACKS:
        text += ": " + (", ".join(victims) or "nobody hurt")
    elif victims:
        text += ": " + ", ".join(victims)
    dead = int(line.get("killed", 0)) + int(line.get("escort_killed", 0))
    return Event(int(line["time_h"]), str(line["time"]).replace("T", " ")[:16], kind, text, str(line.get("leg", "")),
                 bool(line["counted"]), dead)


def _drawing(result: Result, events: Sequence[Event], identity: str, policy: str) -> Markup:
    """The map with a sign of ambushes and of attacks at each leg; as it stands without the script, after the horizon."""
    drawn = corridor(result)
    signs = []
    met = {event.leg for event in events}
    counted = Counter(event.leg for event in events if event.kind in ATTACKS and event.counted)
    for i, leg in enumerate(drawn.legs):
        if leg.name not in met:
            continue
        x, y = drawn.middle(i)
        attacks = counted[leg.name]
        signs.append(element("g", element("circle", cx=x, cy=y, r=11.0), element("text", str(attacks), x=x, y=y + 5),
                             class_="sign attack" + ("" if attacks else " off"), data_leg=str(i)))
        signs.append(element("g", element("path", d=f"M{x:.1f},{y - 34:.1f}l12,20h-24z"),
                             element("text", "", x=x, y=y - 18), class_="sign ambush off", data_leg=str(i)))

    def leg_line(i: int, path: str) -> list[Markup]:
        return [element("path", element("title", drawn.legs[i].name), d=path, class_="leg level-0", data_leg=str(i))]

    return drawn.draw(f"Map of the replay under “{policy}”", "Whole legs, with the attacks and the ambushes set on each; "
                      "the log below says the same in words.", identity + "-map", leg_line, signs)


def _data(events: Sequence[Event], lines: Sequence[Mapping[str, Any]], result: Result, head: Mapping[str, Any],
          hours: int) -> dict[str, Any]:
    """For the script: texts and actors once, and an event as [hour, kind, text, leg or -1, actor, dead, counted]."""
    legs = [str(name) for name in result.network["leg"].values]
    leg_index = {name: i for i, name in enumerate(legs)}
    texts: dict[str, int] = {}
    actors: dict[str, int] = {}
    kinds: dict[str, int] = {}

    def place(table: dict[str, int], name: str) -> int:
        return table.setdefault(name, len(table))

    def actor(line: Mapping[str, Any], kind: str) -> int:
        names = ("convoy", "entry") if kind in TRIPS else ("group", "cell")
        return place(actors, " / ".join(str(line.get(name, "")) for name in names))

    told = [[event.hour, place(kinds, event.kind), place(texts, event.text), leg_index[event.leg] if event.leg else -1,
             actor(line, event.kind), event.dead, int(event.counted)] for event, line in zip(events, lines)]
    return {"start": head["start"], "hours": hours, "legs": legs, "kinds": list(kinds), "texts": list(texts),
            "actors": list(actors), "events": told, "attacks": ATTACKS, "cellEnds": CELL_ENDS, "trips": TRIPS}
