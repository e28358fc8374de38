"""The wheel promises an older Python than the tests run on: what that one lacks is looked for in the source."""

import ast
import re

import pytest

from conftest import ROOT

FILES = sorted((ROOT / "analysis/convoyrisk").rglob("*.py"))
# Newer than 3.9, as the documentation of Python says: arguments by function, names by module, methods.
ARGUMENTS = {"Popen": {"process_group"}, "run": {"process_group"}, "check_output": {"process_group"}, "zip": {"strict"},
             "dataclass": {"slots", "kw_only", "weakref_slot"}, "field": {"kw_only"}, "bisect": {"key"}, "bisect_left": {"key"},
             "bisect_right": {"key"}, "insort": {"key"}, "glob": {"root_dir", "include_hidden"}, "rmtree": {"onexc", "dir_fd"},
             "TemporaryDirectory": {"ignore_cleanup_errors", "delete"}, "NamedTemporaryFile": {"delete_on_close"},
             "add_argument": {"deprecated"}, "warn": {"skip_file_prefixes"}, "rglob": {"case_sensitive", "recurse_symlinks"}}
NAMES = {"tomllib": None, "enum": {"StrEnum", "verify", "ReprEnum"}, "datetime": {"UTC"}, "contextlib": {"chdir", "aclosing"},
         "itertools": {"pairwise", "batched"}, "hashlib": {"file_digest"}, "types": {"NoneType", "UnionType", "EllipsisType"},
         "statistics": {"covariance", "correlation", "linear_regression", "kde"}, "math": {"cbrt", "exp2", "sumprod", "fma"},
         "inspect": {"get_annotations"}, "os": {"process_cpu_count"}, "operator": {"call"},
         "typing": {"Self", "TypeAlias", "ParamSpec", "Concatenate", "TypeGuard", "assert_never", "assert_type", "override",
                    "NotRequired", "Required", "Never", "LiteralString", "Unpack", "TypeVarTuple", "reveal_type", "dataclass_transform"}}
METHODS = {"bit_count", "is_junction"}


def promised():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tuple(map(int, re.search(r'requires-python = ">=(\d+)\.(\d+)"', text).groups()))


def called(node):
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def annotations_of(tree):
    """The nodes below annotations, which are texts where a file has `from __future__ import annotations`."""
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if getattr(node, name, None) is not None:
                yield from ast.walk(getattr(node, name))


def is_type(node):
    return (isinstance(node, ast.Constant) and node.value is None or isinstance(node, ast.Name)
            and node.id in {"str", "int", "float", "bool", "bytes", "list", "dict", "tuple", "set", "object"}
            or isinstance(node, ast.Attribute) and node.attr[:1].isupper() and not node.attr.isupper()
            or isinstance(node, ast.Subscript) and is_type(node.value))


def newer(source, version=(3, 9)):
    """What the version lacks, as far as it is known here."""
    try:
        tree = ast.parse(source, feature_version=version)
    except SyntaxError as error:
        return [str(error)]
    late = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" and
               any(alias.name == "annotations" for alias in node.names) for node in tree.body)
    written_out = set(map(id, annotations_of(tree))) if late else set()
    unions = {id(node) for node in annotations_of(tree) if isinstance(node, ast.BinOp)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr) and id(node) not in written_out:
            if id(node) in unions or is_type(node.left) or is_type(node.right):
                found.append(f"line {node.lineno}: a union by |")
        elif isinstance(node, ast.Call):
            wrong = {keyword.arg for keyword in node.keywords} & ARGUMENTS.get(called(node), set())
            found += [f"line {node.lineno}: {called(node)}({name}=)" for name in sorted(wrong)]
        elif isinstance(node, ast.ImportFrom) and node.module in NAMES:
            wrong = {alias.name for alias in node.names if NAMES[node.module] is None or alias.name in NAMES[node.module]}
            found += [f"line {node.lineno}: {node.module}.{name}" for name in sorted(wrong)]
        elif isinstance(node, ast.Import):
            found += [f"line {node.lineno}: {alias.name}" for alias in node.names if NAMES.get(alias.name, "") is None]
        elif isinstance(node, ast.Attribute):
            of_module = isinstance(node.value, ast.Name) and node.attr in (NAMES.get(node.value.id) or ())
            if of_module or node.attr in METHODS and not isinstance(node.value, ast.Name):
                found.append(f"line {node.lineno}: {node.attr}")
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT / "analysis/convoyrisk")))
def test_nothing_is_newer_than_what_is_promised(file):
    assert newer(file.read_text(encoding="utf-8"), promised()) == []


@pytest.mark.parametrize("source", [
    "match 1:\n    case 1:\n        pass\n",
    "try:\n    pass\nexcept* ValueError:\n    pass\n",
    "Point = str | int | None\n",
    "Path = Text | os.PathLike[str]\n",
    "def f(x: int | None) -> None: ...\n",
    "def f() -> 'A' | None: ...\n",
    "subprocess.Popen([], process_group=0)\n",
    "zip(a, b, strict=True)\n",
    "@dataclass(slots=True)\nclass A: ...\n",
    "from typing import Self\n",
    "import typing\nx: typing.Self\n",
    "import tomllib\n",
])
def test_what_is_newer_is_found(source):
    assert newer(source) != []


def test_what_is_not_newer_is_not_found():
    assert newer("from __future__ import annotations\nx: int | None = 1 | 2\nd = {} | {}\nzip(a, b)\n") == []
    assert promised() == (3, 9) and len(FILES) > 60
