#!/usr/bin/env python3
"""Writes networkx_routes.txt: random networks and the fastest routes through them by networkx.

    python3 generate_networkx_routes.py > networkx_routes.txt

The file is a stream of words:
    network NODES ROADS, then for each road: FROM TO LENGTH_KM SPEED_KMH ONEWAY
    query FROM TO CONVOY_SPEED_KMH ROUTES, then for each route: HOURS STEPS and that many roads
"""

import itertools
import random

import networkx

EQUAL_TIME_H = 1e-9
ROUTES = 10


def random_network(rng, nodes, roads, lengths):
    """A ring, so that everything is connected, and roads between places near each other on it."""
    ends = [(i, (i + 1) % nodes) for i in range(nodes)]
    for _ in range(roads - nodes):
        start = rng.randrange(nodes)
        ends.append((start, (start + rng.choice([-5, -3, -2, -1, 1, 2, 3, 4, 6])) % nodes))
    rng.shuffle(ends)
    return [(a, b, rng.choice(lengths), rng.choice([30, 40, 60, 80]), int(rng.random() < 0.2)) for a, b in ends]


def directed_graph(roads, convoy_speed):
    """Each direction of a road goes over a node of its own, since networkx finds no simple paths in multigraphs."""
    graph = networkx.DiGraph()
    for i, (a, b, length, speed, oneway) in enumerate(roads):
        hours = length / min(speed, convoy_speed)
        for start, end, open_ in [(a, b, True), (b, a, not oneway)]:
            if open_:
                graph.add_edge(start, ("road", i, start), hours=hours)
                graph.add_edge(("road", i, start), end, hours=0.0)
    return graph


def fastest_routes(graph, source, target):
    """The first routes by time, then list of roads; no two times of these networks differ by nearly the tolerance."""
    try:
        found = []
        for path in networkx.shortest_simple_paths(graph, source, target, weight="hours"):
            hours = networkx.path_weight(graph, path, "hours")
            if len(found) >= ROUTES and hours > found[ROUTES - 1][0] + EQUAL_TIME_H:
                break
            found.append((hours, [node[1] for node in path if isinstance(node, tuple)]))
    except networkx.NetworkXNoPath:
        return []
    groups = [[found[0]]]
    for earlier, later in itertools.pairwise(found):
        gap = later[0] - earlier[0]
        assert not 1e-3 * EQUAL_TIME_H < abs(gap) < 1e3 * EQUAL_TIME_H
        if gap > EQUAL_TIME_H:
            groups.append([])
        groups[-1].append(later)
    return [route for group in groups for route in sorted(group, key=lambda route: route[1])][:ROUTES]


def main():
    rng = random.Random(1984)
    for nodes, roads, lengths in [
        (12, 20, [10]),
        (20, 34, [10, 20]),
        (40, 60, range(5, 60)),
        (40, 90, [6, 12, 24]),
        (120, 200, range(5, 60)),
    ]:
        network = random_network(rng, nodes, roads, list(lengths))
        print("network", nodes, roads)
        for road in network:
            print(*road)
        for convoy_speed in [35, 100]:
            graph = directed_graph(network, convoy_speed)
            for source, target in [(0, nodes // 2), (nodes - 1, nodes // 3), (nodes // 4, 1)]:
                routes = fastest_routes(graph, source, target)
                print("query", source, target, convoy_speed, len(routes))
                for hours, steps in routes:
                    print(repr(hours), len(steps), *steps)


if __name__ == "__main__":
    main()
