"""Reads the plan of the house from docs/architecture.md and says where a tree of sources departs from it."""

import graphlib
import re
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def table(markdown, *header):
    """Rows of the table with this header, as a dict from the first cell to the last."""
    lines = iter(markdown.splitlines())
    for line in lines:
        if cells(line) == list(header):
            break
    else:
        raise ValueError(f"no table with the header {header}")
    next(lines)  # |---|---|
    rows = {}
    for line in lines:
        if not line.startswith("|"):
            break
        rows[cells(line)[0]] = cells(line)[-1]
    return rows


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def names(cell):
    return {name.strip() for name in cell.split(",")} - {"-"}


class Plan:
    def __init__(self, markdown):
        rows = table(markdown, "folder", "holds", "may use")
        self.uses = {folder: set(rows) if cell == "all" else names(cell) for folder, cell in rows.items()}
        unknown = set().union(*self.uses.values()) - set(rows)
        if unknown:
            raise ValueError(f"the plan uses folders without a row: {sorted(unknown)}")
        # Folders with rooms: "folder/room" -> rooms it may use. Their sources lie in the rooms.
        self.rooms = {room: names(cell) for room, cell in table(markdown, "room", "holds", "may use rooms").items()}
        unknown = set().union(*self.rooms.values()) - set(self.rooms)
        if unknown:
            raise ValueError(f"the plan uses rooms without a row: {sorted(unknown)}")
        self.homes = {}  # of outside libraries: first part of the include -> folders, or single components
        for libraries, folders in table(markdown, "include", "only in").items():
            for library in names(libraries):
                self.homes[library] = names(folders)


    def room(self, path):
        """The room of a path from engine/, where its folder has rooms; "" for a source that lies in none of them."""
        parts = Path(path).parts
        if not any(room.startswith(f"{parts[0]}/") for room in self.rooms):
            return None
        return "/".join(parts[:2]) if "/".join(parts[:2]) in self.rooms else ""


def sources(engine):
    return sorted(path for path in Path(engine).rglob("*") if path.suffix in {".hpp", ".cpp"})


def departures(plan, engine):
    """One sentence for each departure of the sources under `engine` from the plan."""
    engine = Path(engine)
    found = []
    components = {}
    for path in sources(engine):
        name = path.relative_to(engine)
        folder = name.parts[0]
        if folder not in plan.uses:
            found.append(f"{name}: the folder {folder} has no row in the plan")
            continue
        room = plan.room(name)
        if room == "":
            found.append(f"{name}: {folder} has rooms, and this lies in none of them")
        used_components = components.setdefault(name.with_suffix(""), set())
        for bracket, included in INCLUDE.findall(path.read_text(encoding="utf-8")):
            first = included.split("/")[0]
            if bracket == "<":
                if not {folder, room, str(name.with_suffix(""))} & plan.homes.get(first, {folder}):
                    found.append(f"{name}: <{included}> belongs in {', '.join(sorted(plan.homes[first]))} only")
            elif not (engine / included).is_file() or "/" not in included or ".." in included:
                found.append(f'{name}: "{included}" is not the path of a file from engine/')
            else:
                if first not in plan.uses[folder] | {folder}:
                    found.append(f'{name}: {folder} may not use {first} ("{included}")')
                used_room = plan.room(included)
                if room and first == folder and used_room not in plan.rooms[room] | {room}:
                    found.append(f'{name}: {room} may not use {used_room} ("{included}")')
                used_components.add(Path(included).with_suffix(""))
    for component, used in components.items():
        used.discard(component)  # a source includes its own header
    found += loops(components)
    return found


def loops(components):
    """One sentence for each loop in {component: components it uses}; a loop found is opened to find the next."""
    found = []
    while True:
        try:
            graphlib.TopologicalSorter(components).prepare()
            return found
        except graphlib.CycleError as error:
            loop = error.args[1]  # each is used by the one after it
            found.append("a loop of components: " + " <- ".join(map(str, loop)))
            components[loop[1]].remove(loop[0])


def link_departures(plan, engine):
    """The same for the USES of convoyrisk_library() in the folders' CMakeLists.txt."""
    found = []
    for path in sorted(Path(engine).glob("*/CMakeLists.txt")):
        for folder, arguments in re.findall(r"convoyrisk_library\(\s*(\w+)([^)]*)\)", path.read_text(encoding="utf-8")):
            uses = re.search(r"\bUSES\b((?:\s+[a-z]\w*)*)", arguments)
            for used in uses.group(1).split() if uses else []:
                if used not in plan.uses.get(folder, set()):
                    found.append(f"{folder}/CMakeLists.txt: {folder} may not use {used}")
    return found
