"""Puts the built program and library into the wheel. They are those of CONVOYRISK_BINARY_DIR, else of build/release, which is
built first where it is not there."""

import os
import subprocess
from pathlib import Path

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py
from wheel.bdist_wheel import bdist_wheel

SOURCE = Path(__file__).resolve().parent
# `convoyrisk report` starts what lies beside the program. Without the command of the wheel, python3 of PATH.
REPORT = '#!/bin/sh\nexec "${CONVOYRISK_PYTHON:-python3}" -m convoyrisk.report.command "$@"\n'


def built() -> Path:
    build = Path(os.environ.get("CONVOYRISK_BINARY_DIR", SOURCE / "build/release"))
    if not (build / "engine/app/convoyrisk").exists():
        subprocess.run(["cmake", "--preset", "release", "-B", build, "-D", "CONVOYRISK_BUILD_TESTS=OFF"], cwd=SOURCE, check=True)
        subprocess.run(["cmake", "--build", build, "--target", "convoyrisk"], cwd=SOURCE, check=True)
    return build


class BuildWithProgram(build_py):
    def run(self) -> None:
        super().run()
        build, prefix = built(), Path(self.build_lib).resolve() / "convoyrisk/prefix"
        for component in ("program", "library", "development"):
            subprocess.run(["cmake", "--install", build, "--prefix", prefix, "--strip", "--component", component],
                           check=True, stdout=subprocess.DEVNULL)
        for link in [path for path in prefix.rglob("*") if path.is_symlink()]:
            link.unlink()  # a wheel has none
        schema = subprocess.run([prefix / "bin/convoyrisk", "schema"], check=True, capture_output=True).stdout
        (prefix / "share/convoyrisk/convoyrisk.schema.json").write_bytes(schema)
        report = prefix / "bin/convoyrisk-report"
        report.write_text(REPORT)
        report.chmod(0o755)


class OfThePlatform(Distribution):
    def has_ext_modules(self) -> bool:
        return True


class ForEveryPython(bdist_wheel):
    def get_tag(self) -> tuple[str, str, str]:
        return "py3", "none", super().get_tag()[2]


setup(cmdclass={"build_py": BuildWithProgram, "bdist_wheel": ForEveryPython}, distclass=OfThePlatform)
