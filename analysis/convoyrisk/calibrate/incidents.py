"""Reads incident records (UCDP GED, ACLED, GTD and plain CSV) into arrays."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import io
import math
import pathlib
from collections.abc import Iterator, Mapping

import numpy
from numpy.typing import NDArray

from convoyrisk.whole_file import check_regular


class InputError(ValueError):
    """A file or an option that cannot be used; the message says what is wrong and what would be right."""


@dataclasses.dataclass(frozen=True)
class Format:
    """Which columns of a record hold what. `exact` maps a column of precision to its greatest value that is exact
    enough; rows of the same `event` (a column, or none) are one event."""

    name: str
    date: str  # a column, or year, month and day joined by '+'
    latitude: str
    longitude: str
    deaths: str
    exact: Mapping[str, int] = dataclasses.field(default_factory=dict)
    event: str = ""

    def needed(self) -> list[str]:
        """Columns without which the format is not."""
        return [*self.date.split("+"), self.latitude, self.longitude, self.deaths]


# Precise enough: the day itself, and the place or its surroundings of about 25 km.
FORMATS = {
    "ucdp": Format("UCDP GED", "date_start", "latitude", "longitude", "best", {"date_prec": 1, "where_prec": 2}, "id"),
    "acled": Format(
        "ACLED", "event_date", "latitude", "longitude", "fatalities", {"time_precision": 1, "geo_precision": 2},
        "event_id_cnty",
    ),
    "gtd": Format("GTD", "iyear+imonth+iday", "latitude", "longitude", "nkill", {"specificity": 1}, "eventid"),
    "plain": Format("plain CSV", "date", "latitude", "longitude", "deaths", {"date_prec": 1, "where_prec": 2}, "id"),
}
NOTHING = {"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", ".", "?", "unknown"}  # cells that say nothing
SEPARATORS = ",;\t"
DATES = ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d %b %Y")


@dataclasses.dataclass(frozen=True)
class Incidents:
    """Incidents in order of time, and what was left out of the files.

    `day` is datetime64[D], shape (n,); `place` (n, 2), latitude and longitude in degrees; `deaths` (n,), nan where
    unknown;
    `left_out` maps a reason to the number of rows. `recorded` has the days of all rows that know theirs, those left out too:
    then the record was kept.
    """

    day: NDArray[numpy.datetime64]
    place: NDArray[numpy.float64]
    deaths: NDArray[numpy.float64]
    format: str
    left_out: dict[str, int]
    recorded: NDArray[numpy.datetime64]

    def __len__(self) -> int:
        return len(self.day)

    def keep(self, which: NDArray[numpy.bool_]) -> "Incidents":
        """Those incidents alone."""
        return dataclasses.replace(self, day=self.day[which], place=self.place[which], deaths=self.deaths[which])


def read_incidents(
    path: str | pathlib.Path, format: str | None = None, columns: Mapping[str, str] | None = None
) -> Incidents:
    """Incidents of a CSV file whose day and place are exact enough.

    `format` is a key of FORMATS, found from the header if left out. `columns` names the columns date, latitude, longitude,
    deaths and, where there is one, id instead. Raises InputError with file, line and column for what cannot be read.

        incidents = read_incidents("docs/data/ucdp-ged-pakistan-2010-2021.csv")
    """
    path = pathlib.Path(path)
    try:
        check_regular(path)
        text = path.read_bytes().decode("utf-8-sig")
        separator = _separator(text.partition("\n")[0])
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
        reader.fieldnames = [name.strip() for name in reader.fieldnames or []]
        chosen = _format(path, list(reader.fieldnames), format, columns)
        return _collect(_rows(path, reader, chosen, decimal_comma=separator == ";"), chosen)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise InputError(not_utf8(path, error)) from None
    except csv.Error as error:
        raise InputError(f"{path}: is not CSV: {error}") from None


def not_utf8(path: pathlib.Path, error: UnicodeDecodeError) -> str:
    """Where a text is not UTF-8, and what to do."""
    before = error.object[: error.start].rpartition(b"\n")[2]
    line, column = error.object.count(b"\n", 0, error.start) + 1, len(before.decode(errors="replace")) + 1
    other = "UTF-16" if error.object[:2] in (b"\xff\xfe", b"\xfe\xff") else "WINDOWS-1252"
    return (f"{path}:{line}:{column}: is not UTF-8 (byte 0x{error.object[error.start]:02X}); save it as CSV in UTF-8, or convert "
            f"it, as in `iconv -f {other} -t UTF-8 {path.name} > utf8-{path.name}`")


def _separator(header: str) -> str:
    """What stands between cells: what the header has most of; a comma where it has none."""
    return max(SEPARATORS, key=header.count)


def _format(path: pathlib.Path, header: list[str], name: str | None, columns: Mapping[str, str] | None) -> Format:
    if columns is not None:
        if set(columns) - {"id"} != {"date", "latitude", "longitude", "deaths"}:
            raise InputError(
                "columns: needs each of date, latitude, longitude and deaths once, such as date=Day,latitude=Y,..., and may "
                "have id, the same for rows of one event"
            )
        chosen = Format("named columns", columns["date"], columns["latitude"], columns["longitude"], columns["deaths"],
                        event=columns.get("id", ""))
    elif name is not None:
        if name not in FORMATS:
            raise InputError(f"format: must be one of {', '.join(FORMATS)}, not {name}")
        chosen = FORMATS[name]
    else:
        found = [known for known in FORMATS.values() if set(known.needed()) <= set(header)]
        if not found:
            raise InputError(f"{path}:1: the header is of none of {', '.join(FORMATS)}; name the columns by --columns")
        chosen = found[0]
    needed = [*chosen.needed(), *([chosen.event] if columns and chosen.event else [])]
    missing = [column for column in needed if column not in header]
    if missing:
        raise InputError(f"{path}:1: no column {', '.join(missing)}; there are {', '.join(header) or 'none'}")
    return dataclasses.replace(chosen, exact={key: most for key, most in chosen.exact.items() if key in header})


@dataclasses.dataclass(frozen=True)
class _Row:
    """What a row says; `left_out` is why it does not count, if so."""

    day: numpy.datetime64 | None = None
    event: str = ""
    place: tuple[float, float] = (math.nan, math.nan)
    deaths: float = math.nan
    left_out: str = ""


class _OutOfRange(Exception):
    """A row that is to be left out; the message says why."""


def _rows(path: pathlib.Path, reader: "csv.DictReader[str]", chosen: Format, decimal_comma: bool) -> Iterator[_Row]:
    for cells in reader:
        try:
            yield _row({name: _cell(text, decimal_comma) for name, text in cells.items() if name is not None}, chosen)
        except InputError as error:
            raise InputError(f"{path}:{reader.line_num}: {error}") from None


def _cell(text: str | None, decimal_comma: bool) -> str:
    """Its text; empty where it says nothing."""
    cell = (text or "").strip()
    if cell.lower() in NOTHING:
        return ""
    whole, comma, part = cell.partition(",")
    return f"{whole}.{part}" if decimal_comma and comma and whole.lstrip("-").isdigit() and part.isdigit() else cell


def _row(row: Mapping[str, str], chosen: Format) -> _Row:
    day = None
    event = row.get(chosen.event, "")
    try:
        day = _day(row, chosen)
        for column, most in chosen.exact.items():
            if not row[column]:
                return _Row(day, event, left_out=f"{column} unknown")
            if _number(row, column, 1, 99) > most:
                return _Row(day, event, left_out=f"{column} above {most}")
        if day is None:
            return _Row(left_out="day or month unknown")
        if not row[chosen.latitude] or not row[chosen.longitude]:
            return _Row(day, event, left_out="place unknown")
        place = _number(row, chosen.latitude, -90, 90), _number(row, chosen.longitude, -180, 180)
        deaths = _number(row, chosen.deaths, 0, 1e6) if row[chosen.deaths] else math.nan
    except _OutOfRange as error:
        return _Row(day, event, left_out=str(error))
    return _Row(day, event, place, deaths)


def _day(row: Mapping[str, str], chosen: Format) -> numpy.datetime64 | None:
    """None where it is not known."""
    parts = chosen.date.split("+")
    if not all(row[part] for part in parts):
        return None
    if len(parts) == 1:
        return numpy.datetime64(_date(row, chosen.date))
    year, month, day = (int(_number(row, part, least, most)) for part, least, most in zip(parts, (1, 0, 0), (9999, 12, 31)))
    if month == 0 or day == 0:
        return None
    try:
        return numpy.datetime64(datetime.date(year, month, day))
    except ValueError:
        raise _OutOfRange(f"no such day ({parts[2]})") from None


def _number(row: Mapping[str, str], column: str, least: float, most: float) -> float:
    try:
        value = float(row[column])
    except ValueError:
        raise InputError(f"column {column}: a number from {least:g} to {most:g} is needed, not '{row[column]}'") from None
    if not least <= value <= most:
        raise _OutOfRange(f"{column} not within {least:g} to {most:g}")
    return value


def _date(row: Mapping[str, str], column: str) -> datetime.date:
    text = row[column]
    short = text[:10] if text[4:5] == "-" else text  # UCDP adds a time of day
    for form in DATES:
        try:
            return datetime.datetime.strptime(short, form).date()
        except ValueError:
            pass
    raise InputError(f"column {column}: a date such as 2021-03-04 is needed, not '{text}'")


def _collect(rows: Iterator[_Row], chosen: Format) -> Incidents:
    kept: list[_Row] = []
    left_out: dict[str, int] = {}
    recorded: list[numpy.datetime64] = []
    seen: set[object] = set()
    for row in rows:
        reason = row.left_out
        # A plain file's id may be something else than the event's: there day and place must agree too.
        event = (row.event, row.day, row.place) if chosen.name == FORMATS["plain"].name else row.event
        if row.event and not reason:
            reason = f"{chosen.event} of an earlier row: the same event" if event in seen else ""
            seen.add(event)
        if row.day is not None and (not reason or row.left_out):
            recorded.append(row.day)
        if reason:
            left_out[reason] = left_out.get(reason, 0) + 1
        else:
            kept.append(row)
    kept.sort(key=lambda row: row.day or numpy.datetime64("NaT"))
    return Incidents(
        numpy.array([row.day for row in kept], "datetime64[D]"),
        numpy.array([row.place for row in kept], float).reshape(-1, 2),
        numpy.array([row.deaths for row in kept], float),
        chosen.name,
        left_out,
        numpy.sort(numpy.array(recorded, "datetime64[D]")),
    )
