#!/usr/bin/python3
"""Prints scenarios/karakoram.yaml with a search of 3,456 plans, for `convoyrisk optimise` and search_speed.

    benchmarks/make_karakoram_space.py > scenarios/karakoram-space.yaml

The network's file is named from the scenario's folder.
"""
import pathlib

KARAKORAM = pathlib.Path(__file__).resolve().parent.parent / "scenarios/karakoram.yaml"
SHIFT = "[shift out, shift home]"
ROTATION = "[rotation up, rotation down]"
ENGINEERS = "[engineers in, engineers out]"


def escort(vehicles, convoys, more=""):
    return f"{{escort: {{vehicles: {vehicles}, crew: 5, protection: 0.3, spot: 0.05, suppress: 0.5, convoys: {convoys}{more}}}}}"


def armour(convoys):
    return f"{{vehicles: {{convoys: {convoys}, replace: {{coach: armoured coach, jeep: armoured jeep}}}}}}"


LEVERS = {
    "escort of the shift": {f"shift {n}": escort(n, SHIFT) for n in (1, 2, 3)},
    "escort of rotations": {"rotations 1": escort(1, ROTATION), "rotations 2 in kohistan": escort(2, ROTATION, ", zones: [kohistan]")},
    "escort of engineers": {"engineers 1": escort(1, ENGINEERS), "engineers 2": escort(2, ENGINEERS)},
    "armour of the shift": {"shift armoured": armour(SHIFT)},
    "armour of rotations": {"rotations armoured": armour(ROTATION)},
    "armour of engineers": {"engineers armoured": armour(ENGINEERS)},
    "hours": {"varied": "{schedule: {jitter: 90 min}}"},
    "patrols": {"kohistan once a day": "{patrols: {interval: 24 h, detect: 0.4, zones: [kohistan]}}",
                "both zones twice a day": "{patrols: {interval: 12 h, detect: 0.4, zones: [kohistan, diamer]}}"},
    "reaction force": {"three bases": "{reaction_force: {bases: [Besham, Dasu, Chilas], ready: 15 min, speed: 50 km/h}}"},
}


def search():
    lines = ["search:", "  budget: 1500000", "  levers:"]
    for lever, options in LEVERS.items():
        lines += [f"    - name: {lever}", "      options:"]
        lines += [f"        {name}: {option}" for name, option in options.items()]
    return "\n".join(lines) + "\n\n"


def scenario():
    text = KARAKORAM.read_text(encoding="utf-8")
    before, rest = text.split("# What a plan may be made of", 1)
    after = rest.split("# What is not known", 1)[1]
    # What is drawn for options of the other search.
    after = "".join(line for line in after.splitlines(keepends=True) if not line.lstrip().startswith("search.levers."))
    return before + search() + "# What is not known" + after


if __name__ == "__main__":
    print(scenario(), end="")
