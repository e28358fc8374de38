#!/usr/bin/python3
"""Runs the program on a machine that goes wrong, and holds it to its promise (docs/security.md).

    tools/soak.py [--minutes 60] [--seed 1] [--program build/release/engine/app/convoyrisk] [--scenario scenarios/first-steps.yaml]

One run after the other is made on a small disk of its own. While a run is under way it is killed, or asked to stop, after a random
time; or the disk is filled up but for a random rest; or it gets little memory. Then it is resumed, until it is done. No resume may
go on from fewer replications than were there before, no half-written file may have the result's name, and at the end the bytes
are those of an undisturbed run. Needs root for the small disk (a tmpfs); without, the disk is never full. Ends with exit code 1
at the first broken promise, and leaves the folder as it is then.
"""

import argparse
import contextlib
import hashlib
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DISK_BYTES = 100_000_000
REPLICATIONS = 600_000
GOING_ON = re.compile(r"going on from ([\d,]+) replications")


class Broken(Exception):
    """A promise that was not kept."""


def limited(mebibytes):
    if mebibytes is None:
        return None
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


class Soak:
    def __init__(self, options, folder):
        self.options, self.folder, self.random = options, folder, random.Random(options.seed)
        self.result = folder / "run.h5"
        self.wanted = None
        self.counts = dict.fromkeys(["runs", "attempts", "kills", "stops", "full disks", "little memory", "refused for memory"], 0)

    def line(self, *further):
        return [self.options.program, "run", self.options.scenario, "-o", str(self.result), "--replications", str(REPLICATIONS),
                "--set", "run.keep=[legs, days, severity]", *further]

    def undisturbed(self):
        subprocess.run(self.line(), check=True, stdout=subprocess.DEVNULL, timeout=3600)
        self.wanted = digest(self.result)

    def ballast(self):
        """Fills the disk but for a random rest."""
        room = shutil.disk_usage(self.folder).free
        size = max(0, room - self.random.randrange(0, 400_000))
        with contextlib.suppress(OSError), open(self.folder / "ballast", "wb") as file:  # the run writes too
            file.write(bytes(size))

    def trouble_now(self, trouble, run):
        if trouble == "full":
            self.counts["full disks"] += 1
            if self.options.disk:
                self.ballast()
        elif trouble == "kill":
            self.counts["kills"] += 1
            run.kill()
        else:
            self.counts["stops"] += 1
            run.send_signal(self.random.choice([signal.SIGINT, signal.SIGTERM]))

    def disturbed(self):
        """One attempt with one kind of trouble. Gives the exit code and what was said."""
        self.counts["attempts"] += 1
        trouble = self.random.choice(["kill", "kill", "stop", "full", "memory", "none"])
        memory = None
        if trouble == "memory":
            self.counts["little memory"] += 1
            memory = self.random.choice([60, 90, 120, 200, 400])
        run = subprocess.Popen(self.line("--resume"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8",
                               preexec_fn=limited(memory))
        try:
            if trouble in ("kill", "stop", "full"):
                run.wait(timeout=self.random.expovariate(1 / 3.0))
        except subprocess.TimeoutExpired:
            self.trouble_now(trouble, run)
        said = run.communicate(timeout=3600)[1]
        (self.folder / "ballast").unlink(missing_ok=True)
        allowed = {"kill": (0, -signal.SIGKILL), "stop": (0, 130, -signal.SIGINT, -signal.SIGTERM), "full": (0, 1), "memory": (0, 1, 127),
                   "none": (0,)}[trouble]
        if run.returncode not in allowed:
            raise Broken(f"{trouble}: ended with {run.returncode}: {said}")
        if trouble == "memory" and run.returncode != 0:
            self.counts["refused for memory"] += 1
        return run.returncode, said

    def one_run(self):
        for path in self.folder.iterdir():
            path.unlink()
        done = 0
        while True:
            code, said = self.disturbed()
            found = GOING_ON.search(said)
            begun = int(found[1].replace(",", "")) if found else None
            if begun is not None:
                if begun < done:
                    raise Broken(f"went on from {begun} where {done} replications were done: {said}")
                done = begun
            if code == 0:
                break
        if digest(self.result) != self.wanted:
            raise Broken("the bytes differ from those of the undisturbed run")
        if list(self.folder.glob("*.partial")):
            raise Broken("a log was left behind")
        self.counts["runs"] += 1

    def told(self):
        return ", ".join(f"{number:,} {what}" for what, number in self.counts.items())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", default=str(ROOT / "build/release/engine/app/convoyrisk"))
    parser.add_argument("--scenario", default=str(ROOT / "scenarios/first-steps.yaml"))
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="convoyrisk-soak-"))
    options.disk = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)], check=False).returncode == 0
    soak, end, last = Soak(options, folder), time.monotonic() + 60 * options.minutes, 0.0
    try:
        soak.undisturbed()
        while time.monotonic() < end:
            soak.one_run()
            if time.monotonic() > last + 60:
                last = time.monotonic()
                print(soak.told(), flush=True)
    except Broken as broken:
        print(f"BROKEN after {soak.told()}: {broken}; see {folder}", flush=True)
        return 1
    print(f"kept: {soak.told()}", flush=True)
    if options.disk:
        subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir() if options.disk else shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
