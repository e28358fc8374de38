"""Routes of convoys (model.md 3.1, "Route")."""
import heapq
import math

TIE_HOURS = 1e-9


def fastest_routes(roads, start, end, convoy_speed, count):
    """The `count` fastest routes without a node twice, as (hours, [(road index, forward?)...]), fastest first.

    Routes that take equal times (to 1e-9 h) come in the order of their lists of road indices. Partial routes are taken
    from a heap in the order of time so far + least time still needed, so whole routes appear in the order of their time.
    """
    moves = _moves(roads, convoy_speed)
    to_go = _times_to(end, moves)
    heap = [(to_go.get(start, math.inf), 0.0, (), (start,))]
    found = []
    while heap:
        bound, spent, steps, visited = heapq.heappop(heap)
        if bound == math.inf or (len(found) >= count and bound > found[count - 1][0] + 2 * TIE_HOURS):
            break
        here = visited[-1]
        if here == end:
            found.append((spent, list(steps)))
            continue
        for road, forward, there, hours in moves.get(here, ()):
            if there not in visited:
                total = spent + hours
                heapq.heappush(heap, (total + to_go.get(there, math.inf), total, (*steps, (road, forward)), (*visited, there)))
    return _break_ties(found)[:count]


def choices(roads, start, end, convoy_speed, routing):
    """The routes a trip draws from, uniformly: one without the measure; else those of the K fastest within the detour."""
    if routing is None:
        return [steps for _, steps in fastest_routes(roads, start, end, convoy_speed, 1)]
    routes = fastest_routes(roads, start, end, convoy_speed, routing.alternatives)
    limit = (1 + routing.detour) * routes[0][0] + TIE_HOURS
    return [steps for hours, steps in routes if hours <= limit]


def _moves(roads, convoy_speed):
    """node -> [(road, forward?, next node, hours)]; one-way roads bind convoys."""
    moves = {}
    for index, road in enumerate(roads):
        hours = road.length / min(road.speed, convoy_speed)
        moves.setdefault(road.start, []).append((index, True, road.end, hours))
        if not road.oneway:
            moves.setdefault(road.end, []).append((index, False, road.start, hours))
    return moves


def _times_to(end, moves):
    """Least hours from every node to `end`."""
    into = {}
    for here, row in moves.items():
        for _, _, there, hours in row:
            into.setdefault(there, []).append((here, hours))
    best, heap = {}, [(0.0, end)]
    while heap:
        hours, node = heapq.heappop(heap)
        if node not in best:
            best[node] = hours
            for before, extra in into.get(node, ()):
                heapq.heappush(heap, (hours + extra, before))
    return best


def _break_ties(found):
    """Sort by time; of those within 1e-9 h of the least that is left, the first list of roads comes first."""
    rest, ordered = sorted(found), []
    while rest:
        level = [r for r in rest if r[0] <= rest[0][0] + TIE_HOURS]
        pick = min(level, key=lambda r: [road for road, _ in r[1]])
        rest.remove(pick)
        ordered.append(pick)
    return ordered
