"""Reads incident records (UCDP GED, ACLED, GTD and plain CSV) into arrays."""

import csv
import dataclasses
import datetime
import math
import pathlib
from collections.abc import Iterator, Mapping

import numpy
from numpy.typing import NDArray


class InputError(ValueError):
    """A file or an option that cannot be used; the message says what is wrong and what would be right."""


@dataclasses.dataclass(frozen=True)
class Format:
    """Which columns of a record hold what. `exact` maps a column of precision to its greatest value that is exact
    enough."""

    name: str
    date: str  # a column, or year, month and day joined by '+'
    latitude: str
    longitude: str
    deaths: str
    exact: Mapping[str, int] = dataclasses.field(default_factory=dict)

    def needed(self) -> list[str]:
        """Columns without which the format is not."""
        return [*self.date.split("+"), self.latitude, self.longitude, self.deaths]


# Precise enough: the day itself, and the place or its surroundings of about 25 km.
FORMATS = {
    "ucdp": Format("UCDP GED", "date_start", "latitude", "longitude", "best", {"date_prec": 1, "where_prec": 2}),
    "acled": Format(
        "ACLED", "event_date", "latitude", "longitude", "fatalities", {"time_precision": 1, "geo_precision": 2}
    ),
    "gtd": Format("GTD", "iyear+imonth+iday", "latitude", "longitude", "nkill", {"specificity": 1}),
    "plain": Format("plain CSV", "date", "latitude", "longitude", "deaths", {"date_prec": 1, "where_prec": 2}),
}
DATES = ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d %b %Y")


@dataclasses.dataclass(frozen=True)
class Incidents:
    """Incidents in order of time, and what was left out of the files.

    `day` is datetime64[D], shape (n,); `place` (n, 2), latitude and longitude in degrees; `deaths` (n,), nan where
    unknown;
    `left_out` maps a reason to the number of rows.
    """

    day: NDArray[numpy.datetime64]
    place: NDArray[numpy.float64]
    deaths: NDArray[numpy.float64]
    format: str
    left_out: dict[str, int]

    def __len__(self) -> int:
        return len(self.day)

    def keep(self, which: NDArray[numpy.bool_]) -> "Incidents":
        """Those incidents alone."""
        return dataclasses.replace(self, day=self.day[which], place=self.place[which], deaths=self.deaths[which])


def read_incidents(
    path: str | pathlib.Path, format: str | None = None, columns: Mapping[str, str] | None = None
) -> Incidents:
    """Incidents of a CSV file whose day and place are exact enough.

    `format` is a key of FORMATS, found from the header if left out. `columns` names the columns date, latitude,
    longitude
    and deaths instead. Raises InputError with file, line and column for what cannot be read.

        incidents = read_incidents("docs/data/ucdp-ged-pakistan-2010-2021.csv")
    """
    path = pathlib.Path(path)
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            chosen = _format(path, list(reader.fieldnames or []), format, columns)
            return _collect(_rows(path, reader, chosen), chosen)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: is not UTF-8; save it as CSV in UTF-8") from None
    except csv.Error as error:
        raise InputError(f"{path}: is not CSV: {error}") from None


def _format(path: pathlib.Path, header: list[str], name: str | None, columns: Mapping[str, str] | None) -> Format:
    if columns is not None:
        if set(columns) != {"date", "latitude", "longitude", "deaths"}:
            raise InputError(
                "columns: needs each of date, latitude, longitude and deaths once, such as date=Day,latitude=Y,..."
            )
        chosen = Format("named columns", columns["date"], columns["latitude"], columns["longitude"], columns["deaths"])
    elif name is not None:
        if name not in FORMATS:
            raise InputError(f"format: must be one of {', '.join(FORMATS)}, not {name}")
        chosen = FORMATS[name]
    else:
        found = [known for known in FORMATS.values() if set(known.needed()) <= set(header)]
        if not found:
            raise InputError(f"{path}:1: the header is of none of {', '.join(FORMATS)}; name the columns by --columns")
        chosen = found[0]
    missing = [column for column in chosen.needed() if column not in header]
    if missing:
        raise InputError(f"{path}:1: no column {', '.join(missing)}; there are {', '.join(header) or 'none'}")
    return dataclasses.replace(chosen, exact={key: most for key, most in chosen.exact.items() if key in header})


Row = tuple[numpy.datetime64, float, float, float]


def _rows(path: pathlib.Path, reader: "csv.DictReader[str]", chosen: Format) -> Iterator[Row | str]:
    """Each row, or why it is left out."""
    for row in reader:
        try:
            yield _row(row, chosen)
        except InputError as error:
            raise InputError(f"{path}:{reader.line_num}: {error}") from None


def _row(row: Mapping[str, str | None], chosen: Format) -> Row | str:
    for column, most in chosen.exact.items():
        if not (row[column] or "").strip():
            return f"{column} unknown"
        if not 0 < _number(row, column, 1, 99) <= most:
            return f"{column} above {most}"
    parts = chosen.date.split("+")
    if len(parts) == 3:
        year, month, day = (int(_number(row, part, 0, most)) for part, most in zip(parts, (9999, 12, 31)))
        if month == 0 or day == 0:
            return "day or month unknown"
        try:
            date = datetime.date(year, month, day)
        except ValueError:
            raise InputError(f"column {parts[2]}: there is no day {year}-{month}-{day}") from None
    else:
        date = _date(row, chosen.date)
    if not (row[chosen.latitude] or "").strip() or not (row[chosen.longitude] or "").strip():
        return "place unknown"
    deaths = (row[chosen.deaths] or "").strip()
    return (
        numpy.datetime64(date),
        _number(row, chosen.latitude, -90, 90),
        _number(row, chosen.longitude, -180, 180),
        _number(row, chosen.deaths, 0, 1e6) if deaths else math.nan,
    )


def _number(row: Mapping[str, str | None], column: str, least: float, most: float) -> float:
    text = (row[column] or "").strip()
    try:
        value = float(text)
    except ValueError:
        raise InputError(f"column {column}: a number from {least:g} to {most:g} is needed, not '{text}'") from None
    if not least <= value <= most:
        raise InputError(f"column {column}: must lie between {least:g} and {most:g}, not {text}")
    return value


def _date(row: Mapping[str, str | None], column: str) -> datetime.date:
    text = (row[column] or "").strip()
    short = text[:10] if text[4:5] == "-" else text  # UCDP adds a time of day
    for form in DATES:
        try:
            return datetime.datetime.strptime(short, form).date()
        except ValueError:
            pass
    raise InputError(f"column {column}: a date such as 2021-03-04 is needed, not '{text}'")


def _collect(rows: Iterator[Row | str], chosen: Format) -> Incidents:
    kept: list[Row] = []
    left_out: dict[str, int] = {}
    for row in rows:
        if isinstance(row, str):
            left_out[row] = left_out.get(row, 0) + 1
        else:
            kept.append(row)
    kept.sort(key=lambda row: row[0])
    return Incidents(
        numpy.array([row[0] for row in kept], "datetime64[D]"),
        numpy.array([row[1:3] for row in kept], float).reshape(-1, 2),
        numpy.array([row[3] for row in kept], float),
        chosen.name,
        left_out,
    )
