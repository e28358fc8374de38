"""Quantities with units (scenario.md, "Values"), turned into hours, km, km/h and their inverses."""
import datetime
import re

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
# unit -> (multiply by, divide by); two numbers keep 20 min = 20/60 h exact to the last bit
TIME = {"s": (1, 3600), "min": (1, 60), "h": (1, 1), "d": (24, 1), "wk": (168, 1), "yr": (24 * 365.25, 1)}
LENGTH = {"km": (1, 1), "m": (1, 1000)}
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _amount(text, table):
    match = re.fullmatch(rf"\s*({NUMBER})\s*([a-z]+)\s*", text)
    if not match:
        raise ValueError(f"not a quantity with a unit: {text!r}")
    times, over = table[match[2]]
    return float(match[1]) * times / over


def hours(text):
    """A span of time, in hours."""
    return _amount(text, TIME)


def km(text):
    """A length, in km."""
    return _amount(text, LENGTH)


def speed(text):
    """A speed such as `40 km/h`, in km/h."""
    match = re.fullmatch(rf"\s*({NUMBER})\s*([a-z]+)\s*/\s*([a-z]+)\s*", text)
    return _amount(f"{match[1]} {match[2]}", LENGTH) / _amount(f"1 {match[3]}", TIME)


def _rate(text, table):
    match = re.fullmatch(rf"\s*({NUMBER})\s*/\s*({NUMBER})?\s*([a-z]+)\s*", text)
    return float(match[1]) / _amount(f"{match[2] or 1} {match[3]}", table)


def per_hour(text):
    """A rate such as `0.3 /wk` or `1 /90d`, per hour."""
    return _rate(text, TIME)


def per_km(text):
    """A rate such as `0.02 /1000km`, per km."""
    return _rate(text, LENGTH)


def share(text):
    """A probability or fraction: a bare number or `30 %`."""
    text = text.strip()
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def truth(text):
    """`true` or `false` (YAML text, or a JSON boolean)."""
    return str(text).strip().lower() == "true"


def time_of_day(text):
    """`06:30`, in hours after midnight."""
    hour, minute = text.split(":")
    return int(hour) + int(minute) / 60


def when(text, start):
    """A time counted from t = 0, in hours: a span of time, or a local date with or without a time of day."""
    if re.match(r"\s*\d{4}-", text):
        return (datetime.datetime.fromisoformat(text.strip()) - start).total_seconds() / 3600
    return hours(text)
