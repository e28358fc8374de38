"""The command convoyrisk-calibrate."""

from __future__ import annotations

import argparse
import os
import pathlib
import re
import sys
import warnings
from collections.abc import Sequence

from convoyrisk.calibrate.corridor import Leg, convoy_km_by_zone, day, read_network
from convoyrisk.calibrate.fitting import Fit, fit
from convoyrisk.calibrate.fragment import background, decay, fragment, is_fragment
from convoyrisk.calibrate.incidents import FORMATS, InputError, read_incidents
from convoyrisk.calibrate.page import is_page, page
from convoyrisk.errors import OutputError
from convoyrisk.whole_file import check_output, write_whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the command line, writes fragment and page; exit code 0, or 2 for wrong input."""
    options = _parser().parse_args(arguments)
    try:
        _run(options)
    except (InputError, OutputError) as error:
        print(f"convoyrisk-calibrate: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"convoyrisk-calibrate: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "convoyrisk-calibrate",
        description="What an incident record says about a road network: a "
        "fragment of a scenario, and a page that says what the record does not support.",
    )
    parser.add_argument(
        "incidents", metavar="INCIDENTS.csv", help="events of UCDP GED, ACLED, GTD, or any CSV with --columns"
    )
    parser.add_argument(
        "--network", metavar="FILE", help="GeoJSON network, or a scenario to take it from (default: that of --scenario)"
    )
    parser.add_argument(
        "--buffer", default="20km", metavar="LENGTH", help="how near to a road an incident counts (default 20km)"
    )
    parser.add_argument("--format", choices=list(FORMATS), help="else told by the header")
    parser.add_argument("--columns", metavar="date=A,latitude=B,longitude=C,deaths=D",
                        help="names of the columns; id=E too, where rows of one event have the same")
    parser.add_argument(
        "--from",
        dest="first",
        metavar="DATE",
        help="first day of the record (default 1 January of the first incident's year)",
    )
    parser.add_argument(
        "--to",
        dest="last",
        metavar="DATE",
        help="last day of the record (default 31 December of the last incident's year)",
    )
    parser.add_argument(
        "--share-against-convoys",
        "--share",
        dest="share",
        type=float,
        metavar="X",
        help="share of the incidents that are attacks on such convoys; needed for -o",
    )
    parser.add_argument(
        "--share-cv",
        type=float,
        default=0.7,
        metavar="X",
        help="how far the share may be off (default 0.7: a factor of about 3)",
    )
    exposure = parser.add_mutually_exclusive_group()
    exposure.add_argument("--scenario", metavar="FILE", help="scenario whose timetable gives the convoy-km; or")
    exposure.add_argument(
        "--convoy-km-per-year", type=float, metavar="KM", help="convoy-km a year, spread over zones by length"
    )
    parser.add_argument("--seed", type=int, default=1, help="of permutations and bootstraps (default 1)")
    parser.add_argument("-o", "--output", metavar="FILE", help="the fragment of YAML")
    parser.add_argument("--page", metavar="FILE", help="the page of HTML")
    return parser


def _run(options: argparse.Namespace) -> None:
    _check_outputs(options)
    warnings.simplefilter("ignore", UserWarning)  # _tell says them
    columns = dict(part.partition("=")[::2] for part in options.columns.split(",")) if options.columns else None
    network = options.network or options.scenario
    if network is None:
        raise InputError("give --network FILE, or --scenario FILE to take its network")
    incidents, legs = read_incidents(options.incidents, options.format, columns), read_network(network)
    found = fit(
        incidents,
        legs,
        _length_km(options.buffer),
        day(options.first) if options.first else None,
        day(options.last) if options.last else None,
        options.seed,
    )
    source, text = pathlib.Path(options.incidents).name, ""
    if options.share is not None or options.output:
        text = _fragment(options, found, legs, source)
    for path, content in (
        (options.output, text),
        (options.page, page(found, source, options.share, text) if options.page else ""),
    ):
        if path:
            write_whole(path, content)
    _tell(found)


def _check_outputs(options: argparse.Namespace) -> None:
    if options.output:
        check_output(options.output, "a fragment that convoyrisk-calibrate wrote", is_fragment)
    if options.page:
        check_output(options.page, "a page that convoyrisk-calibrate wrote", is_page)
    if options.output and options.page and os.path.realpath(options.output) == os.path.realpath(options.page):
        raise InputError(f"-o and --page both name {options.page}")


def _fragment(options: argparse.Namespace, found: Fit, legs: list[Leg], source: str) -> str:
    if options.share is None:
        raise InputError("-o needs --share-against-convoys: what share of the incidents are attacks on such convoys")
    if not 0 <= options.share_cv < 10:
        raise InputError(f"--share-cv: must lie between 0 and 10, not {options.share_cv:g}")
    if options.scenario:
        travelled = convoy_km_by_zone(options.scenario, legs)
    elif options.convoy_km_per_year is not None and options.convoy_km_per_year > 0:
        whole = sum(leg.length_km for leg in legs)
        travelled = {zone.zone: options.convoy_km_per_year * zone.length_km / whole for zone in found.zones}
    else:
        raise InputError("rates are per convoy-km: give --scenario FILE, or --convoy-km-per-year KM above 0")
    return fragment(
        found, background(found, travelled, options.share, options.share_cv), options.share, options.share_cv, source
    )


def _length_km(text: str) -> float:
    match = re.fullmatch(r"\s*(\d+(?:\.\d*)?)\s*(km|m)\s*", text)
    if match is None or float(match[1]) == 0:
        raise InputError(f"--buffer: a length above 0 such as 20km is needed, not {text}")
    return float(match[1]) * (1 if match[2] == "km" else 0.001)


def _tell(found: Fit) -> None:
    print(
        f"{len(found.incidents)} incidents from {found.first} to {found.last} within "
        f"{found.buffer_km:g} km, {found.outside} outside"
    )
    if found.exposure_guessed:
        print(f"What the record covers was not given by --from and --to: {found.exposure_guessed}.")
    sys.stdout.flush()
    if found.exposure_doubt:
        print(f"warning: {found.exposure_doubt}", file=sys.stderr, flush=True)
    for reason, number in found.incidents.left_out.items():
        print(f"{number} left out: {reason}")
    for zone in found.zones:
        low, high = zone.wide or zone.interval
        print(f"  {zone.zone or '(no name)'}: {zone.count}, {zone.per_year:.2f} a year ({low:.2f} to {high:.2f})")
    for name, fitted in (("varies by year", found.hawkes_yearly), ("varies by quarter", found.hawkes_quarterly),
                         ("constant", found.hawkes_constant)):
        if fitted is not None:
            low, high = fitted.branching_interval
            print(f"branching ratio, background {name}: {fitted.branching:.2f} ({low:.2f} to {high:.2f}), {decay(fitted)}")
    if found.hawkes_yearly is not None:
        print("Excitation is supported over both varying backgrounds." if found.excitation_supported
              else "Excitation is not supported: that would take both varying backgrounds.")
    print("These are incidents of all kinds, not attacks on convoys.")


if __name__ == "__main__":
    sys.exit(main())
