"""Values in a tree of lists and maps, by their path."""

import copy


def at(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def changed(tree, path, value):
    """A copy with another value at a path; without it where the value is `...`."""
    tree = copy.deepcopy(tree)
    parent = at(tree, path[:-1])
    if value is ...:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return tree
