#!/usr/bin/python3
"""Holds attacks of the shipped scenarios against UCDP's events: makes the tables and plots of docs/patterns.md.

usage: patterns.py [--program build/release/engine/app/convoyrisk] [--windows 400]

Traces every full scenario under its baseline in windows of twelve years, those of the data, as shipped and with the attack
rate raised to that of its province; takes seven minutes of processor time. The tables replace those between the marks
`<!-- patterns.py: NAME -->` and `<!-- end -->`, the plots go to docs/figures/. Everything is drawn by fixed seeds.
"""

import argparse
import csv
import dataclasses
import pathlib
import re

import numpy

import pattern_figures
from pattern_model import Model
from pattern_statistics import (
    START, Series, by_year, count_row, fano, gap_row, gap_variation, geometric_share, near_repeat_ratio, near_repeat_row,
    poisson_gap_variation, pooled, rate, relative_excess, share_interval, tail_exponent, thinned,
)

ROOT = pathlib.Path(__file__).resolve().parent.parent
EVENTS = ROOT / "docs/data/ucdp-ged-pakistan-2010-2021.csv"
PAGE = ROOT / "docs/patterns.md"
SCENARIOS = {  # by the province whose events they are held against
    "Khyber Pakhtunkhwa": ["karakoram", "crackdown-or-cooperation"],
    "Balochistan": ["gwadar-quetta"],
    "Sindh": ["karachi-university", "shipyard"],
}
WITHIN_ONE_CITY = {"karachi-university", "shipyard"}  # all pairs are near: no near repeats to tell
SEED = 1


@dataclasses.dataclass
class Case:
    """A scenario beside its province's events."""

    name: str
    model: Model
    shipped: list  # windows
    factor: int  # by which the rate is raised
    raised: list
    severity: numpy.ndarray  # attacks by the number of dead

    def per_month(self):
        """Attacks a month as shipped."""
        return pooled([count_row(window) for window in self.shipped], rate)[0]


def events(province, kept=lambda row: True):
    """UCDP's events of a province as a Series."""
    with open(EVENTS, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["province"] == province and kept(row)]
    return Series(
        (numpy.array([row["date"] for row in rows], "datetime64[D]") - START).astype(int),
        numpy.array([[row["latitude"], row["longitude"]] for row in rows], float),
        numpy.array([row["deaths"] for row in rows], int),
    )


def one_sided(row):
    """Violence against civilians, the kind nearest to what the model does."""
    return row["violence"] == "3"


def placed(row):
    """Known to about 25 km."""
    return row["where_prec"] in "12"


def rate_factor(windows, data):
    """How many times more attacks the data has."""
    return round(rate(count_row(data)) / pooled([count_row(window) for window in windows], rate)[0])


def study(program, name, province, number):
    model = Model(program, ROOT / "scenarios" / f"{name}.yaml")
    shipped = model.windows(number)
    factor = rate_factor(shipped, events(province))
    raised = model.windows(number // 2, model.raised(factor))
    return Case(name, model, shipped, factor, raised, model.severity(5 * number))


# Tables.


def table(*rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def with_interval(value, low, high):
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def with_error(value, error, digits=2):
    return f"{value:.{digits}f} ± {error:.{digits}f}"


def middle(windows, row, statistic):
    """What 95 % of single windows give."""
    return "{:.2f} to {:.2f}".format(*pattern_figures.middle(singles(windows, row, statistic)))


def singles(windows, row, statistic):
    return numpy.array([statistic(row(window)) for window in windows if len(window) > 2])


def not_below(windows, row, statistic, data):
    """Share of single windows at or above the data."""
    return f"{100 * (singles(windows, row, statistic) >= statistic(row(data))).mean():.0f} %"


def count_cells(label, windows, data=None):
    rows = [count_row(window) for window in windows]
    return (
        label,
        f"{pooled(rows, rate)[0]:.3g}",
        with_error(*pooled(rows, fano)),
        middle(windows, count_row, fano),
        not_below(windows, count_row, fano, data) if data else "",
        with_error(*pooled(rows, relative_excess)),
    )


def count_table(cases, random):
    rows = [("", "attacks a month", "Fano", "of one window, 95 %", "windows not below the data", "relative excess")]
    for province, names in SCENARIOS.items():
        data = events(province)
        value = f"{rate(count_row(data)):.3g}"
        rows.append((f"**{province}**, data", value, with_interval(*by_year(count_row, fano, data)), "", "",
                     with_interval(*by_year(count_row, relative_excess, data))))
        for case in (cases[name] for name in names):
            copies = thinned(data, case.per_month(), random, 2000)
            value = pooled([count_row(copy) for copy in copies], fano)[0]
            range_of_one = middle(copies, count_row, fano)
            rows.append((f"data thinned to {case.name}", f"{case.per_month():.2g}", f"{value:.2f}", range_of_one, "", "as above"))
            rows.append(count_cells(f"{case.name}, as shipped", case.shipped))
            rows.append(count_cells(f"{case.name}, × {case.factor}", case.raised, data))
    return table(*rows)


def cause_table(case, number):
    """What makes the counts vary, with the rate raised."""
    model, raised = case.model, case.model.raised(case.factor)
    variants = {
        "all": {},
        "without regimes": model.without_regimes(),
        "without excitation": model.without_excitation(),
        "without follow-ups": model.without_follow_ups(),
        "without any": model.without_regimes() | model.without_excitation() | model.without_follow_ups(),
    }
    variants = {label: raised | settings for label, settings in variants.items()}
    variants["as shipped, but dormant for 33 d, not 330 d"] = model.with_groups(dormant__exponential__mean="33 d")
    rows = [("", "attacks a month", "Fano", "of one window, 95 %", "gaps' variation")]
    for label, settings in variants.items():
        windows = model.windows(number, settings)
        variation = with_error(*pooled([gap_row(window) for window in windows], gap_variation))
        rows.append((*count_cells(label, windows)[:4], variation))
    return table(*rows)


def gap_cells(label, windows, random, data=None):
    return (
        label,
        with_error(*pooled([gap_row(window) for window in windows], gap_variation)),
        f"{poisson_gap_variation(windows, random):.2f}",
        not_below(windows, gap_row, gap_variation, data) if data else "",
    )


def gap_table(cases, random):
    rows = [("", "variation of gaps", "Poisson, as many a window", "windows not below the data")]
    for province, names in SCENARIOS.items():
        data = events(province)
        rows.append((f"**{province}**, data", with_interval(*by_year(gap_row, gap_variation, data)),
                     f"{poisson_gap_variation([data], random):.2f}", ""))
        for case in (cases[name] for name in names):
            copies = thinned(data, case.per_month(), random, 2000)
            value = gap_variation(numpy.sum([gap_row(copy) for copy in copies], axis=0))
            poisson = poisson_gap_variation(copies, random, 1)
            rows.append((f"data thinned to {case.name}", f"{value:.2f}", f"{poisson:.2f}", ""))
            rows.append(gap_cells(f"{case.name}, as shipped", case.shipped, random))
            rows.append(gap_cells(f"{case.name}, × {case.factor}", case.raised, random, data))
    return table(*rows)


def death_cells(label, deaths, cap, exponent=True):
    fatal = deaths[deaths >= 1]
    return (
        label,
        f"{len(fatal):,}",
        f"{fatal.mean():.1f}",
        *(in_percent(*share_interval((fatal >= n).sum(), len(fatal))) for n in (8, 24)),
        f"{100 * geometric_share(fatal.mean(), 24):.2f} %",
        with_error(*tail_exponent(fatal)) if exponent else "",
        str(fatal.max()),
        cap,
    )


def in_percent(share, low, high):
    return f"{100 * share:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def death_table(cases):
    shares = ("8 or more", "24 or more", "24 or more, geometric")
    rows = [("", "deadly attacks", "dead in each", *shares, "exponent from 4 up", "most", "cap")]
    for province, names in SCENARIOS.items():
        rows.append(death_cells(f"**{province}**, all events", events(province).deaths, ""))
        rows.append(death_cells(f"{province}, against civilians", events(province, one_sided).deaths, ""))
        for case in (cases[name] for name in names):
            aboard, exposed = case.model.most_exposed()
            deaths = numpy.repeat(numpy.arange(len(case.severity)), case.severity)
            cap = f"{aboard} aboard" + (f", {exposed} at the site" if exposed else "")
            rows.append(death_cells(case.name, deaths, cap, exponent=aboard > 8))
    return table(*rows)


def near_repeat_table(cases, number):
    rows = [("", "ratio, dates permuted over all years", "ratio, dates permuted within their year", "near pairs a window")]
    for province, names in SCENARIOS.items():
        data = events(province, placed)
        ratios = (with_interval(*by_year(row, near_repeat_ratio, data)) for row in NEAR_REPEATS)
        rows.append((f"**{province}**, data", *ratios, f"{near_repeat_row(data)[0]:.0f}"))
        for case in (cases[name] for name in names if name not in WITHIN_ONE_CITY):
            rows.append(near_repeat_cells(f"{case.name}, as shipped", case.shipped))
            rows.append(near_repeat_cells(f"{case.name}, × {case.factor}", case.raised))
    case = cases["karakoram"]
    model, raised = case.model, case.model.raised(case.factor)
    most = {f"{path}.follow_up.mean": 0.75 for path in model.group_paths()}
    for label, settings in (("without follow-ups", model.without_follow_ups()), ("follow-ups of mean 0.75", most)):
        rows.append(near_repeat_cells(f"karakoram, × {case.factor}, {label}", model.windows(number, raised | settings)))
    return table(*rows)


def near_repeat_cells(label, windows):
    sums = [[row(window) for window in windows] for row in NEAR_REPEATS]
    return label, *(with_error(*pooled(rows, near_repeat_ratio)) for rows in sums), f"{numpy.mean(sums[0], axis=0)[0]:.3g}"


def within_year(series, omit=None):
    return near_repeat_row(series, omit, same_year=True)


NEAR_REPEATS = (near_repeat_row, within_year)


def replace(text, name, content):
    """The page with the table `name` replaced."""
    mark = f"<!-- patterns.py: {name} -->"
    new = f"{mark}\n{content}\n<!-- end -->"
    changed, number = re.subn(f"{re.escape(mark)}.*?<!-- end -->", lambda _: new, text, flags=re.DOTALL)
    if number != 1:
        raise ValueError(f"{PAGE} has {number} places marked {mark}")
    return changed


def draw_all(provinces):
    """All plots of docs/patterns.md for {province: its cases}."""
    figures = ROOT / "docs/figures"
    both = {province: (events(province), cases) for province, cases in provinces.items()}
    pattern_figures.draw(figures / "patterns-counts.png", "variance / mean of monthly counts", pattern_figures.counts, both)
    pattern_figures.draw(figures / "patterns-gaps.png", "share of gaps longer", pattern_figures.gaps, both)
    with_civilians = {province: (data, events(province, one_sided), cases) for province, (data, cases) in both.items()}
    label = "share of deadly attacks with n or more dead"
    pattern_figures.draw(figures / "patterns-deaths.png", label, pattern_figures.deaths, with_civilians)
    roads = {province: cases for province, cases in provinces.items() if cases[0].name not in WITHIN_ONE_CITY}
    roads = {province: (events(province, placed), cases) for province, cases in roads.items()}
    label = "pairs within 20 km: observed / expected"
    pattern_figures.draw(figures / "patterns-near-repeats.png", label, pattern_figures.near_repeats, roads)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/release/engine/app/convoyrisk", type=pathlib.Path)
    parser.add_argument("--windows", default=400, type=int, help="for each scenario as shipped; half as many raised")
    words = parser.parse_args()
    cases = {}
    for province, names in SCENARIOS.items():
        for name in names:
            cases[name] = study(words.program.resolve(), name, province, words.windows)
            print(f"{name}: {sum(map(len, cases[name].shipped))} attacks in {words.windows} windows", flush=True)
    random = numpy.random.default_rng(SEED)
    tables = {
        "counts": count_table(cases, random),
        "causes": cause_table(cases["karakoram"], words.windows // 2),
        "gaps": gap_table(cases, random),
        "deaths": death_table(cases),
        "near repeats": near_repeat_table(cases, words.windows // 2),
    }
    text = PAGE.read_text(encoding="utf-8")
    for name, content in tables.items():
        text = replace(text, name, content)
    PAGE.write_text(text, encoding="utf-8")
    draw_all({province: [cases[name] for name in names] for province, names in SCENARIOS.items()})


if __name__ == "__main__":
    main()
