"""What the checks of the reference model share: a small scenario, samples of it, and comparison with exact values.

Seeds are fixed. A statistical check compares a mean with its exact value in units of its standard error and allows 4.9
(two-sided false alarm 1e-6 under a fresh seed).
"""
import math
import pathlib
import sys

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from refmodel import scenario  # noqa: E402
from refmodel.plan import Plan  # noqa: E402
from refmodel.simulation import replicate  # noqa: E402

LIMIT = 4.9


def small(threat="", policies="  - name: base", horizon="10 d", warmup="0 d", depart="{every: 24 h}", sites="", extra="",
          roads="  - {from: a, to: b, length: 20 km, speed: 40 km/h, zone: hill}", segment="20 km"):
    """A scenario of one road from a to b and one convoy of ten workers in one van."""
    return scenario.parse(f"""
convoyrisk: 1
title: small
start: 2024-03-04T00:00
horizon: {horizon}
warmup: {warmup}
network:
  segment: {segment}
  nodes: {{a: {{lat: 35, lon: 72}}, b: {{lat: 35.1, lon: 72}}, c: {{lat: 35.2, lon: 72}}}}
  roads:
{roads}
vehicles: {{van: {{seats: 10, protection: 0}}}}
convoys:
  - {{name: c, from: a, to: b, depart: {depart}, workers: 10, vehicles: {{van: 1}}, speed: 80 km/h}}
{sites}
threat:
{threat}
policies:
{policies}
{extra}
""")


def sample(spec, n, policy=0, seed=1):
    """Outcomes of n replications, as arrays by name."""
    plan = Plan(spec, spec.policies[policy])
    rows = [replicate(plan, seed, i).values for i in range(n)]
    return {k: np.array([r[k] for r in rows]) for k in rows[0]}


def close(values, exact):
    values = np.asarray(values, float)
    z = (values.mean() - exact) / (values.std(ddof=1) / math.sqrt(len(values)))
    assert abs(z) < LIMIT, f"mean {values.mean()}, exact {exact}, z {z:.2f}"


def close_share(hits, trials, p):
    z = (hits - trials * p) / math.sqrt(trials * p * (1 - p))
    assert abs(z) < LIMIT, f"share {hits / trials}, exact {p}, z {z:.2f}"


GROUP = """
  groups:
    - name: g
      cells: {cells}
      home: [a]
      range: 0 km
      dormant: {{exponential: {{mean: {dormant}}}}}
      preparing: {preparing}
      staged: {staged}
      recovering: 0 s
      engage: 1
      capture: 0
      site_share: {site_share}
      {more}
      modes: [{mode}]
"""


def group(cells=1, dormant="1 d", preparing="0 s", staged="1 h", site_share=1, more="", mode="{name: m, kill: 0}"):
    return GROUP.format(**locals())


SITE = "sites: [{name: s, node: a, people: 5}]"
