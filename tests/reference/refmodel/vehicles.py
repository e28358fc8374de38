"""What a trip is made of (model.md 3.1, "Vehicles")."""
import math

UNHURT, INJURED, DEAD = 0, 1, 2


class Vehicle:
    """A vehicle under way; `people` holds the state of each occupant."""

    __slots__ = ("kind", "protection", "profile", "escort", "people")

    def __init__(self, kind, protection, profile, occupants, escort=False):
        self.kind, self.protection, self.profile, self.escort = kind, protection, profile, escort
        self.people = [UNHURT] * occupants

    def alive(self):
        return sum(p != DEAD for p in self.people)


def board(workers, seats):
    """Occupants of vehicles with these seats: one worker at a time into the emptiest with a free seat, earlier of equals."""
    aboard = [0] * len(seats)
    for _ in range(workers):
        free = [i for i, s in enumerate(seats) if aboard[i] < s]
        aboard[min(free, key=lambda i: (aboard[i], i))] += 1
    return aboard


def make_up(convoy, types, replacements, consolidate=1):
    """[(vehicle type, workers aboard)] of a trip, without its escorts.

    Workers board the convoy's own vehicles first; those who sat in a replaced type then board ceil(w / seats) vehicles of the
    new type, which stand where the first of the old type stood.
    """
    order = [kind for kind, n in convoy.vehicles.items() for _ in range(n * consolidate)]
    aboard = board(convoy.workers * consolidate, [types[k].seats for k in order])
    result = []
    for kind in convoy.vehicles:
        riders = [n for k, n in zip(order, aboard) if k == kind]
        if kind in replacements:
            new = replacements[kind]
            count = math.ceil(sum(riders) / types[new].seats)
            result += [(new, n) for n in board(sum(riders), [types[new].seats] * count)]
        else:
            result += [(kind, n) for n in riders]
    return result
