"""For mkdocs: puts the signatures and docstrings of the Python package into docs/reference.md, where its mark stands.

tests/analysis/test_reference.py takes the list of public names and the examples from here.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

MARK = "<!-- functions and classes -->"
# What is public, by module: a module's __all__, else the names that match.
MODULES = {
    "convoyrisk": "",
    "convoyrisk.views": r"\w+_frame",
    "convoyrisk.tolerability": r"\w+_frame",
    "convoyrisk.criteria": "read_criteria",
    "convoyrisk.plots": "",
    "convoyrisk.adapters": "Parameter|ScenarioFunction",
}
LONGEST_LINE = 80


def public() -> Iterator[tuple[str, str, Any]]:
    """Module, name and thing, in the order of the page."""
    for module_name, pattern in MODULES.items():
        module = importlib.import_module(module_name)
        names = getattr(module, "__all__", None) or [name for name in vars(module) if re.fullmatch(pattern, name)]
        for name in sorted(names, key=lambda name: (is_error(getattr(module, name)), name.lower())):
            yield module_name, name, getattr(module, name)


def members(cls: type) -> Iterator[tuple[str, Any]]:
    """Public methods and properties of a class of the package, those that it inherits of it too."""
    for base in reversed([each for each in cls.__mro__ if each.__module__.startswith("convoyrisk")]):
        for name, member in vars(base).items():
            if not name.startswith("_") and (is_property(member) or inspect.isfunction(member)):
                yield name, member


def is_property(member: Any) -> bool:
    return isinstance(member, (property, cached_property))


def is_error(thing: Any) -> bool:
    return inspect.isclass(thing) and issubclass(thing, Exception)


def docstring(thing: Any) -> str:
    """Of the thing itself, without the indentation of its last line. (inspect.getdoc takes that of its least indented one,
    which may be an example's.)"""
    text = thing.__doc__ or ""
    first, _, rest = text.partition("\n")
    indent = re.search(r"(?:^|\n)( *)$", rest)
    if not indent:
        return inspect.cleandoc(text)
    return "\n".join([first.strip(), *(line.removeprefix(indent[1]) for line in rest.splitlines())]).strip()


def examples(text: str) -> list[str]:
    """The indented blocks of a docstring that stand after an empty line."""
    return [textwrap.dedent(block) for block in re.findall(r"(?:^|\n\n)((?: {4}[^\n]*(?:\n+(?= {4})|\n|$))+)", text)]


def markdown_of(text: str) -> str:
    """A docstring as Markdown: its fields (:param x:) as a list, its examples as code."""
    text = re.sub(r":func:(`\w+`)", r"\1", text)
    text = re.sub(r"^:param ([\w, ]+): ?", r"- `\1`: ", text, flags=re.MULTILINE)
    text = re.sub(r"^:raises (\w+): ?", r"- raises `\1` ", text, flags=re.MULTILINE)
    text = re.sub(r"(\n(?!- | )[^\n]+)\n- ", r"\1\n\n- ", text, count=1)
    for example in examples(text):
        code = example.rstrip()
        text = text.replace(textwrap.indent(code, "    "), f"```python\n{code}\n```")
    return text


def signature(name: str, function: Any) -> str:
    """As it is called: on several lines where it is long; without types, which the text tells."""
    found = inspect.signature(function)
    kept = [parameter.replace(annotation=parameter.empty) for parameter in found.parameters.values() if parameter.name != "self"]
    arguments = str(found.replace(parameters=kept, return_annotation=found.empty))[1:-1]
    if len(name) + len(arguments) + 2 <= LONGEST_LINE:
        return f"{name}({arguments})"
    return f"{name}({textwrap.fill(arguments, LONGEST_LINE - len(name) - 1)})".replace("\n", "\n" + " " * (len(name) + 1))


def section(level: int, title: str, called: str, text: str) -> list[str]:
    return ["#" * level + f" {title}", *([f"```python\n{called}\n```"] if called else []), markdown_of(text)]


def page() -> str:
    """All that is public, module by module."""
    parts: list[str] = []
    last = ""
    for module, name, thing in public():
        if module != last:
            text = docstring(sys.modules[module])
            parts += [f"## {module}", markdown_of(text)]
            last = module
        called = "" if is_error(thing) or name in ("Result", "TailResult", "Plans", "StudyResult") else signature(name, thing)
        parts += section(3, f"{module}.{name}", called, docstring(thing))
        if inspect.isclass(thing) and not is_error(thing):
            found = dict(members(thing))
            properties = [(each, member) for each, member in found.items() if is_property(member)]
            parts += ["\n".join(f"- `{each}`: {' '.join(docstring(member).split())}" for each, member in properties)]
            for each, member in found.items():
                if not is_property(member):
                    parts += section(4, f"{name}.{each}", signature(f"{name}.{each}", member), docstring(member))
    return "\n\n".join(part for part in parts if part)


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    if MARK not in markdown:
        return markdown
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "analysis"))
    return markdown.replace(MARK, globals()["page"]())
