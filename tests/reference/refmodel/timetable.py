"""Which trips there are (model.md 3.1, first paragraph, and `split`)."""
import datetime
import math
from types import SimpleNamespace as Record

from . import measures
from .measures import SLACK_HOURS


def entries(depart, start, warmup, horizon):
    """[(number, scheduled hour)] of a timetable's entries in [-warmup, horizon), 0 being the first at or after t = 0."""
    times = _by_day(depart, start, warmup, horizon) if depart.every is None else _by_interval(depart, warmup, horizon)
    times.sort()
    before = sum(t < -SLACK_HOURS for t in times)
    return [(i - before, t) for i, t in enumerate(times) if -warmup - SLACK_HOURS <= t < horizon - SLACK_HOURS]


def departures(convoy, policy, start, warmup, horizon):
    """The entries that have a trip, as Records of number, scheduled and the covering entry (or None) of each measure on trips.

    Consolidation numbers the entries of a convoy that have the same entry of the measure anew, both ways from t = 0.
    """
    found = []
    for number, scheduled in entries(convoy.depart, start, warmup, horizon):
        found.append(Record(number=number, scheduled=scheduled, **{
            m: measures.covering(getattr(policy, m), convoy.name, scheduled, start) for m in measures.ON_TRIPS}))
    kept = []
    for trip in found:
        alike = [t for t in found if t.consolidate is trip.consolidate]
        place = alike.index(trip) - sum(t.number < 0 for t in alike)
        if trip.consolidate is None or place % trip.consolidate.trips == 0:
            kept.append(trip)
    return kept


def _by_interval(depart, warmup, horizon):
    first = math.floor((-warmup - depart.offset) / depart.every) - 1
    last = math.ceil((horizon - depart.offset) / depart.every) + 1
    return [depart.offset + k * depart.every for k in range(first, last + 1)]


def _by_day(depart, start, warmup, horizon):
    midnight = datetime.datetime.combine(start.date(), datetime.time())
    since_midnight = (start - midnight).total_seconds() / 3600
    days = range(-math.ceil(warmup / 24) - 2, math.ceil(horizon / 24) + 3)
    return [24 * day + at - since_midnight for day in days
            if (midnight + datetime.timedelta(days=day)).weekday() in depart.days for at in depart.at]
