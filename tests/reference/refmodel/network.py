"""The road network, cut into segments (model.md 2, "Network")."""
import math
from types import SimpleNamespace as Record

import networkx

EARTH_RADIUS_KM = 6371.0088
RANGE_SLACK_KM = 1e-9


def great_circle(a, b):
    """Great-circle distance in km between two (latitude, longitude) pairs, by the haversine formula."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


class Network:
    """Roads, the segments they are cut into, and road distances.

    `segments[i]` has road (index), ends (two node keys), length, cover, zone; `of_road[r]` lists the segments of road r
    from its `from` to its `to`. A road of length L becomes ceil(L/segment - 1e-9) equal segments.
    """

    def __init__(self, spec):
        self.roads = spec.roads
        self.segments, self.of_road = [], []
        self.graph = networkx.MultiGraph()  # cells and reaction forces go both ways everywhere
        self.graph.add_nodes_from(spec.nodes)
        self._distances = {}
        for index, road in enumerate(spec.roads):
            if road.length is None:
                road.length = great_circle(spec.nodes[road.start], spec.nodes[road.end])
            count = max(1, math.ceil(road.length / spec.segment - 1e-9))
            joints = [road.start] + [(index, i) for i in range(1, count)] + [road.end]
            row = []
            for a, b in zip(joints, joints[1:]):
                row.append(len(self.segments))
                self.segments.append(Record(road=index, ends=(a, b), length=road.length / count, cover=road.cover,
                                            zone=road.zone))
                self.graph.add_edge(a, b, length=road.length / count)
            self.of_road.append(row)
        self.zones = {road.zone for road in spec.roads}

    def distances(self, node):
        """Shortest road distance in km from a node to every node, cut points included."""
        if node not in self._distances:
            self._distances[node] = networkx.single_source_dijkstra_path_length(self.graph, node, weight="length")
        return self._distances[node]

    def to_segment(self, node, segment):
        """Road distance from a node to the nearer end of a segment."""
        reach = self.distances(node)
        return min(reach.get(end, math.inf) for end in self.segments[segment].ends)

    def to_node(self, node, other):
        """Road distance between two nodes."""
        return self.distances(node).get(other, math.inf)

    def node_zones(self, node):
        """A node lies in the zones of the roads that meet there (model.md 3.7)."""
        return {road.zone for road in self.roads if node in (road.start, road.end)}
