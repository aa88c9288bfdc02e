"""Compiles the kernel (src/standoff/engine/kernel) when the package is built, and never fails: numpy serves without.

Run as a script, it compiles in place: `python hatch_build.py`. The variable CC names the compiler; without it cc, gcc,
clang and on Windows cl are tried in turn. STANDOFF_KERNEL=off leaves the kernel out.
"""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, where hatchling is not needed
    BuildHookInterface = object

KERNEL = Path(__file__).resolve().parent / "src" / "standoff" / "engine" / "kernel"


def kernel_sources() -> ModuleType:
    """The module that the loader asks as well (kernel/sources.py), by its place: the package is not installed yet."""
    spec = importlib.util.spec_from_file_location("kernel_sources", KERNEL / "sources.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SOURCES = kernel_sources()
LIBRARY: str = SOURCES.LIBRARY

FLAGS = ["-O3", "-std=c11", "-fPIC", "-fvisibility=hidden", "-ffp-contract=off"]
FLAGS += ["-fno-math-errno", "-fno-trapping-math", "-Wall", "-Wextra"]
"""No -ffast-math: the kernel and numpy say the same. (Errno and traps, which nobody reads, change no number.)"""

LOADS = "import ctypes, sys; f = ctypes.CDLL(sys.argv[1]).standoff_source; f.restype = ctypes.c_int64; print(f())"


def compilers() -> list[list[str]]:
    """The compilers to try, as the beginnings of their command lines."""
    if os.environ.get("CC"):
        return [shlex.split(os.environ["CC"], posix=os.name != "nt")]
    names = ["cc", "gcc", "clang", *(["cl"] if os.name == "nt" else [])]
    return [[path] for path in map(shutil.which, names) if path]


class Way(NamedTuple):
    """A way to make the library: commands that do not wait for each other, and the one that makes it of theirs."""

    parts: list[list[str]]
    whole: list[str]


def ways(compiler: list[str], fingerprint: int, to: Path, extra: list[str]) -> list[Way]:
    """The ways to call a compiler: with a version of some functions for each processor, and without."""
    files = [str(path) for path in SOURCES.sources(KERNEL) if path.suffix == ".c"]
    define = f"STANDOFF_SOURCE={fingerprint}"
    if Path(compiler[0]).stem.lower() == "cl":
        objects = f"/Fo{to.parent}{os.sep}"
        return [Way([], [*compiler, "/nologo", "/O2", "/std:c11", "/LD", f"/D{define}", *files, objects, f"/Fe{to}"])]
    found = []
    for chosen in ([], ["-DSTANDOFF_ONE_PROCESSOR"]):
        objects = [f"{to.parent / str(number)}.o" for number in range(len(files))]
        begin = [*compiler, *FLAGS, *extra, *chosen]
        parts = [[*begin, f"-D{define}", "-c", file, "-o", made] for file, made in zip(files, objects, strict=True)]
        found.append(Way(parts, [*begin, "-shared", *objects, "-o", str(to), "-lm"]))
    return found


def follow(way: Way, folder: Path) -> str:
    """Go a way, in a folder, on all cores; what a compiler says where it fails."""

    def called(command: list[str]) -> str:
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=folder)
        return (done.stderr or done.stdout or "no word").strip() if done.returncode else ""

    with ThreadPoolExecutor(os.cpu_count()) as crew:
        wrong = next((said for said in crew.map(called, way.parts) if said), "")
    return wrong or called(way.whole)


def compile_kernel(folder: Path, extra: list[str] | None = None, say: Any = print) -> Path | None:
    """Compile into a folder and try the result; None, with what went wrong said, where that is not possible."""
    if os.environ.get("STANDOFF_KERNEL") == "off":
        return None
    fingerprint = SOURCES.fingerprint(KERNEL)
    said = "no C compiler found"
    with tempfile.TemporaryDirectory() as scratch:
        built = Path(scratch) / LIBRARY
        for compiler in compilers():
            for way in ways(compiler, fingerprint, built, extra or []):
                try:
                    wrong = follow(way, Path(scratch))
                    if wrong or not built.exists():
                        said = f"{compiler[0]} fails: {wrong[:2000]}"
                        continue
                    loads = [sys.executable, "-c", LOADS, str(built)]
                    loaded = subprocess.run(loads, capture_output=True, text=True, timeout=60)
                except (OSError, subprocess.SubprocessError) as error:
                    said = f"{compiler[0]} fails: {error}"
                    continue
                if extra or loaded.stdout.strip() == str(fingerprint):
                    folder.mkdir(parents=True, exist_ok=True)
                    partial = folder / f"{LIBRARY}.{os.getpid()}"
                    shutil.copyfile(built, partial)
                    partial.replace(folder / LIBRARY)  # in one stroke: another process may have the old one open
                    return folder / LIBRARY
                said = f"what {compiler[0]} compiles cannot be loaded: {loaded.stderr.strip()[-500:]}"
    say(f"the kernel is not compiled, numpy serves, slower: {said}")
    return None


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """A wheel with the library in it, of this platform; or, where it cannot be compiled, one for all platforms."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile: into the tree for an editable install, otherwise into the wheel."""
        if version == "editable":
            (KERNEL / LIBRARY).unlink(missing_ok=True)
            compile_kernel(KERNEL, say=self.app.display_warning)
            return
        self.scratch = tempfile.TemporaryDirectory()
        built = compile_kernel(Path(self.scratch.name), say=self.app.display_warning)
        if built is not None:
            from packaging.tags import sys_tags

            local = (tag.platform for tag in sys_tags() if "manylinux" not in tag.platform)
            platform = next(platform for platform in local if "musllinux" not in platform)
            build_data["force_include"][str(built)] = f"standoff/engine/kernel/{LIBRARY}"
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{platform}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if hasattr(self, "scratch"):
            self.scratch.cleanup()


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else KERNEL
    place = compile_kernel(target, sys.argv[2:])
    if place is None:
        raise SystemExit(1)
    print(f"Compiled {place}")
