"""Attacks of the shipped scenarios in windows like that of the data, as `convoyrisk trace` tells them."""

import concurrent.futures
import json
import os
import pathlib
import subprocess
import tempfile

import h5py
import numpy
import yaml

from pattern_statistics import DAYS, START, Series

POLICY = "as it is"
WINDOW = ["--set", f"start={START}T00:00", "--set", f"horizon={DAYS} d"]  # the years of the data, month by month
ATTACKS = {"attacked", "background_attacked", "site_attacked"}


class Model:
    def __init__(self, program, scenario):
        self.program, self.scenario = str(program), pathlib.Path(scenario)
        self.values = yaml.safe_load(self.scenario.read_text(encoding="utf-8"))
        self.places = self._places()

    def windows(self, number, settings=()):
        """The attacks of the first `number` replications, each a window of twelve years."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(lambda replication: self._window(replication, settings), range(number)))

    def severity(self, number):
        """Attacks of `number` windows that killed exactly 0, 1, ... workers or people at a site."""
        with tempfile.TemporaryDirectory() as folder:
            words = ["--no-uncertainty", "--replications", number, "--keep", "severity", "--quiet", "--json", "-o", f"{folder}/a.h5"]
            said = json.loads(self._call("run", *WINDOW, "--policy", POLICY, *words))
        return numpy.array(said["policies"][POLICY]["severity"]["counted"])

    def most_exposed(self):
        """(workers of the largest convoy, people whom an attack on a site can reach): no attack kills more of either."""
        aboard = max(convoy["workers"] for convoy in self.values["convoys"])
        people = [site["people"] for site in self.values.get("sites", [])]
        reach = [mode["exposed"] for group in self.groups() for mode in group["modes"] if "exposed" in mode]
        return aboard, min(max(people), max(reach)) if people else 0

    def groups(self):
        return self.values["threat"]["groups"]

    def group_paths(self):
        return [f'threat.groups."{group["name"]}"' for group in self.groups()]

    def raised(self, factor):
        """Settings that make `factor` times the cells, recruits and background attackers, with as many offspring an attack."""
        settings = {}
        for group in self.groups():
            path = f'threat.groups."{group["name"]}"'
            settings[f"{path}.cells"] = factor * group["cells"]
            settings[f"{path}.recruit.rate"] = times(factor, group["recruit"]["rate"])
            settings[f"{path}.recruit.max_cells"] = factor * group["recruit"]["max_cells"]
            if "excitation" in group:  # each attack stirs up all cells of its group
                settings[f"{path}.excitation.jump"] = group["excitation"]["jump"] / factor
        for zone, background in self.values["threat"].get("background", {}).get("rates", {}).items():
            settings[f"threat.background.rates.{zone}"] = times(factor, background)
        return settings

    def with_groups(self, **values):
        """Settings that give all groups the same values: __ stands for the dot of a path."""
        names = [group["name"] for group in self.groups()]
        return {f'threat.groups."{name}".{path.replace("__", ".")}': value for name in names for path, value in values.items()}

    def without_regimes(self):
        return {f"threat.regimes.{regime['name']}.factor": 1 for regime in self.values["threat"]["regimes"]}

    def without_excitation(self):
        return {f'threat.groups."{group["name"]}".excitation.jump': 0 for group in self.groups() if "excitation" in group}

    def without_follow_ups(self):
        return {f'threat.groups."{group["name"]}".follow_up.mean': 0 for group in self.groups() if "follow_up" in group}

    def _call(self, command, *words):
        done = subprocess.run([self.program, command, str(self.scenario), *map(str, words)], stdout=subprocess.PIPE, check=True)
        return done.stdout.decode()

    def _window(self, replication, settings):
        words = [word for path, value in dict(settings).items() for word in ("--set", f"{path}={value}")]
        lines = self._call("trace", *WINDOW, *words, "--policy", POLICY, "--replication", replication).splitlines()
        events = [event for event in (json.loads(line) for line in lines[1:] if 'attacked"' in line) if event["counted"]]
        assert all(event["event"] in ATTACKS for event in events)
        place = [self.places[event["leg"] if "leg" in event else event["site"]] for event in events]
        return Series(
            numpy.array([event["time_h"] // 24 for event in events], int),
            numpy.array(place).reshape(-1, 2),
            numpy.array([event["killed"] for event in events], int),
        )

    def _places(self):
        """{leg: place of its midpoint, site: place of its node}: the trace tells no finer place."""
        with tempfile.TemporaryDirectory() as folder:
            self._call("run", "--no-uncertainty", "--policy", POLICY, "--replications", 1, "--quiet", "--json", "-o", f"{folder}/a.h5")
            with h5py.File(f"{folder}/a.h5") as file:
                network = file["network"]
                nodes = dict(zip(network["node"].asstr(), numpy.column_stack([network["latitude"], network["longitude"]])))
                ends = list(zip(*(network[name].asstr()[:] for name in ("leg", "from", "to"))))
        legs = {leg: (nodes[begin] + nodes[end]) / 2 for leg, begin, end in ends}
        return legs | {site["name"]: nodes[site["node"]] for site in self.values.get("sites", [])}


def times(factor, rate):
    """`1 /120d` three times is `3 /120d`."""
    number, unit = rate.split(" ", 1)
    return f"{factor * float(number):g} {unit}"
