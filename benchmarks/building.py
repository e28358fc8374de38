"""The release build of the benchmarks alone, for the scripts here. Without tests, and with Boost.Math kept from long doubles, which
valgrind does not have: they matter to summaries alone, which are not timed."""
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIRECTORY = ROOT / "build/benchmarks"


def build(directory, *targets):
    subprocess.run(["cmake", "--preset", "release", "-S", ROOT, "-B", directory, "--log-level=WARNING", "-DCONVOYRISK_BUILD_BENCHMARKS=ON",
                    "-DCONVOYRISK_BUILD_TESTS=OFF", "-DCMAKE_CXX_FLAGS=-DBOOST_MATH_PROMOTE_DOUBLE_POLICY=false"], check=True, cwd=ROOT)
    subprocess.run(["cmake", "--build", directory, "--target", *targets], check=True)
