"""Which trips there are (model.md 3.1, first paragraph)."""
import datetime
import math


def entries(convoy, start, warmup, horizon, consolidate=1):
    """[(number, scheduled hour)] of the trips of a convoy in [-warmup, horizon).

    Entries are numbered so that 0 is the first at or after t = 0; with `consolidate` only numbers divisible by it have
    a trip.
    """
    times = _by_day(convoy, start, warmup, horizon) if convoy.every is None else _by_interval(convoy, warmup, horizon)
    times.sort()
    before = sum(t < 0 for t in times)
    return [(i - before, t) for i, t in enumerate(times)
            if -warmup <= t < horizon and (i - before) % consolidate == 0]


def _by_interval(convoy, warmup, horizon):
    first = math.floor((-warmup - convoy.offset) / convoy.every) - 1
    last = math.ceil((horizon - convoy.offset) / convoy.every) + 1
    return [convoy.offset + k * convoy.every for k in range(first, last + 1)]


def _by_day(convoy, start, warmup, horizon):
    midnight = datetime.datetime.combine(start.date(), datetime.time())
    since_midnight = (start - midnight).total_seconds() / 3600
    days = range(-math.ceil(warmup / 24) - 2, math.ceil(horizon / 24) + 3)
    return [24 * day + at - since_midnight for day in days
            if (midnight + datetime.timedelta(days=day)).weekday() in convoy.days for at in convoy.at]
