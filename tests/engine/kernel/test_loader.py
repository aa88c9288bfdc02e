"""The kernel is found, checked and switched off; it is compiled where there is a compiler and missed nowhere else."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import json
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from exchanges import exchange_of, random_case, random_plan, vector_of
from places import ROOT
from standoff.engine.assessment import compiled as compiled_assessment
from standoff.engine.assessment.trust import assess
from standoff.engine.kernel import loader as kernel
from standoff.engine.kernel.sources import FOLDER, fingerprint, sources
from standoff.engine.roadmap import bound, courses
from standoff.engine.stability import compiled as compiled_stability
from standoff.engine.stability import states
from standoff.installation import KERNEL

needs_compiler = pytest.mark.skipif(not (shutil.which("cc") or shutil.which("gcc")), reason="no C compiler here")


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def fresh(monkeypatch):
    """The loader as in a new process, before and after."""
    monkeypatch.delenv("CC", raising=False)
    monkeypatch.delenv(kernel.SWITCH, raising=False)
    kernel._opened.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    kernel._opened.cache_clear()


@pytest.fixture(scope="module")
def library(build, tmp_path_factory):
    """Compiled from the sources, once for all tests that only look at it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("CC", raising=False)
        patch.delenv(kernel.SWITCH, raising=False)
        return build.compile_kernel(tmp_path_factory.mktemp("library"), say=pytest.fail)


# ---------------------------------------------------------------------------------------------- loading


def test_it_can_be_switched_off(fresh):
    fresh.setenv(kernel.SWITCH, "off")
    assert kernel.compiled() is None
    assert kernel.standing() == "off"


def test_where_there_is_no_library_numpy_serves(fresh, tmp_path):
    fresh.setenv(kernel.SWITCH, str(tmp_path / kernel.LIBRARY))
    assert kernel.compiled() is None
    assert kernel.standing() == "missing"


def test_what_is_no_library_is_not_loaded(fresh, tmp_path):
    (tmp_path / kernel.LIBRARY).write_text("this is not a library")
    fresh.setenv(kernel.SWITCH, str(tmp_path / kernel.LIBRARY))
    assert kernel.compiled() is None
    assert kernel.standing() == "broken"


@needs_compiler
def test_a_compiled_library_is_loaded(fresh, library):
    assert [p.name for p in library.parent.iterdir()] == [kernel.LIBRARY]
    fresh.setenv(kernel.SWITCH, str(library))
    assert kernel.standing() == "loaded"
    assert kernel.compiled().standoff_source() == fingerprint()
    assert kernel.compiled() is kernel.compiled()


def standing(folder):
    """How the kernel stands if its sources lie in this folder."""
    kernel._opened.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernel, "FOLDER", folder)
        return kernel.standing()


CHANGES = {
    "changed": lambda path: path.write_bytes(path.read_bytes() + b"\n"),
    "removed": lambda path: path.unlink(),
    "renamed": lambda path: path.rename(path.with_name(f"other_{path.name}")),
    "moved": lambda path: path.rename(path.parent.parent / f"{path.parent.name}_{path.name}"),
    "one more": lambda path: path.with_name(f"more_{path.name}").touch(),
}


@needs_compiler
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", [path.relative_to(FOLDER).as_posix() for path in sources()])
def test_a_library_of_other_sources_is_not_used(fresh, library, tmp_path, name, change):
    """Each of the files counts, headers included."""
    folder = tmp_path / "kernel"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", kernel.LIBRARY))
    fresh.setenv(kernel.SWITCH, str(library))
    assert standing(folder) == "loaded"
    CHANGES[change](folder / name)
    assert standing(folder) == "stale"


@needs_compiler
def test_a_library_of_no_sources_is_not_used(fresh, library, tmp_path):
    fresh.setenv(kernel.SWITCH, str(library))
    assert standing(tmp_path) == "broken"


def test_contents_that_swap_places_are_other_sources(tmp_path):
    for folder, contents in (("one", "ab"), ("two", "ba"), ("three", ["ab", ""])):
        (tmp_path / folder).mkdir()
        for name, content in zip(("a.c", "b.h"), contents, strict=True):
            (tmp_path / folder / name).write_text(content)
    assert len({fingerprint(folder) for folder in tmp_path.iterdir()}) == 3


@needs_compiler
def test_a_library_that_lacks_a_function_is_not_used(fresh, library):
    fresh.setenv(kernel.SWITCH, str(library))
    fresh.setitem(kernel.FUNCTIONS, "standoff_no_such_function", ())
    assert kernel.standing() == "broken"


def code(path):
    """A C file without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)


def test_python_and_c_declare_the_same_functions():
    text = "".join(code(path) for path in sources() if path.suffix == ".c")
    declared = re.findall(r"\bEXPORT int (standoff_\w+)\(([^)]*)\)", text)
    assert {name for name, _ in declared} == set(kernel.FUNCTIONS)
    scalars = {"int64_t": ctypes.c_int64, "double": ctypes.c_double}
    elements = {"double": "float64", "float": "float32", "int64_t": "int64", "uint8_t": "bool", "int8_t": "int8"}
    elements |= {"int32_t": "int32", "uint32_t": "uint32"}
    for name, arguments in declared:
        takes = kernel.FUNCTIONS[name]
        assert len(takes) == len(arguments.split(",")), name
        for argument, python in zip(arguments.split(","), takes, strict=True):
            words = argument.replace("restrict", "").replace("*", " * ").split()
            const, (kind, *rest) = words[0] == "const", words[words[0] == "const" :]
            if "*" not in rest:
                assert python is scalars[kind], (name, argument)
                continue
            if kind.startswith("standoff_"):
                assert python is ctypes.c_void_p, (name, argument)
                continue
            assert python._dtype_ == np.dtype(elements[kind]), (name, argument)
            frozen = np.zeros(1, dtype=elements[kind])
            frozen.flags.writeable = False
            with contextlib.nullcontext() if const else pytest.raises(TypeError):
                python.from_param(frozen)


@pytest.mark.skipif(kernel.compiled() is None, reason="the kernel is not compiled")
def test_python_and_c_lay_out_the_same_structs():
    sizes = np.zeros(4, dtype=np.int64)
    kernel.call("standoff_sizes", sizes, sizes.size)
    structs = (compiled_assessment.CExchange, compiled_assessment.CResults, courses.CDeal, bound.CSearch)
    assert sizes.tolist() == [ctypes.sizeof(struct) for struct in structs]


# ------------------------------------------------------------------------------------------ the C files


def test_what_depends_on_the_compiler_stands_in_one_file():
    for path in sources():
        told = set(re.findall(r"__builtin_\w+|__attribute__|__declspec|__GNUC__|__clang__|_MSC_VER", code(path)))
        assert (path.name == "common.h") == bool(told), (path.name, told)


def test_files_have_names_of_their_own():
    """Compilers that write objects into one folder would write one over another."""
    names = [path.stem for path in sources() if path.suffix == ".c"]
    assert len(names) == len(set(names))


def test_what_files_share_is_named_so_and_declared_in_a_header():
    defined, declared = (
        [name for path in sources() if path.suffix == suffix for name in re.findall(pattern, code(path))]
        for suffix, pattern in ((".c", r"\bSHARED [\w ]+?[ *](\w+)\("), (".h", r"\bSHARED [\w ]+?[ *](\w+)\("))
    )
    assert sorted(defined) == sorted(declared)
    assert all(name.startswith("kernel_") for name in defined)
    for path in sources():  # what begins a line in C and is neither static nor exported would be seen everywhere
        for line in re.findall(r"^[a-z]\w* [^;={]*\([^;={]*\{$", code(path), flags=re.M):
            assert line.startswith("static "), (path.name, line)


@needs_compiler
@pytest.mark.skipif(not sys.platform.startswith("linux") or not shutil.which("nm"), reason="asks nm")
def test_the_library_shows_what_python_calls_and_no_more(library):
    said = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
    shown = {line.split()[-1].removesuffix(".resolver") for line in said.splitlines()}
    assert {name for name in shown if name[0] != "_"} == {*kernel.FUNCTIONS, "standoff_source"}


@needs_compiler
def test_without_what_compilers_have_built_in_it_says_the_same(fresh, build, library, tmp_path):
    plain = build.compile_kernel(tmp_path, ["-O1", "-DSTANDOFF_PLAIN"], say=pytest.fail)
    rng = random.Random(7)
    case = random_case(rng, parties=3, steps=8, hopeful=True)
    exchange, plans = exchange_of(case), np.array([vector_of(case, *random_plan(rng, case)) for _ in range(20)])
    ranks = np.random.default_rng(7).permuted(np.tile(np.arange(256, dtype=np.int32), (3, 1)), axis=1)
    graph = states.Graph(8, (0x0F, 0x38, 0xC0), (0x0B, 0x38, 0x80), ranks[0] % 7 > 0, ranks)
    said = []
    for place in (library, plain):
        fresh.setenv(kernel.SWITCH, str(place))
        kernel._opened.cache_clear()
        assert kernel.standing() == "loaded"
        found, stable = assess(exchange, plans, 0.25), compiled_stability.stable(graph)
        said.append([found.trust, found.walk_out, found.failures.breaches, *stable.values()])
    for one, other in zip(*said, strict=True):
        np.testing.assert_array_equal(one, other)


# -------------------------------------------------------------------------------------------- compiling


@pytest.mark.parametrize("compiler", ["/bin/false", "/nowhere/cc", ""])
def test_without_a_compiler_the_build_succeeds_and_says_so(fresh, build, tmp_path, compiler):
    said = []

    class Hook(build.CustomBuildHook):
        app = SimpleNamespace(display_warning=said.append)

        def __init__(self):
            pass

    fresh.setenv("CC", compiler)
    fresh.setenv("PATH", str(tmp_path))
    hook, data = Hook(), {"force_include": {}, "pure_python": True, "tag": None}
    hook.initialize("standard", data)
    hook.finalize("standard", data, "")
    assert data == {"force_include": {}, "pure_python": True, "tag": None}
    assert len(said) == 1
    assert said[0].startswith("the kernel is not compiled, numpy serves, slower: ")


@needs_compiler
def test_a_wheel_with_the_kernel_is_of_this_platform_and_of_any_python(fresh, build):
    class Hook(build.CustomBuildHook):
        app = SimpleNamespace(display_warning=pytest.fail)

        def __init__(self):
            pass

    pytest.importorskip("packaging")
    hook, data = Hook(), {"force_include": {}, "pure_python": True, "tag": None}
    hook.initialize("standard", data)
    [(place, target)] = data["force_include"].items()
    assert Path(place).exists()
    assert target == f"standoff/engine/kernel/{kernel.LIBRARY}"
    assert not data["pure_python"]
    assert re.fullmatch(r"py3-none-(linux|macosx|win)_?\w+", data["tag"])
    hook.finalize("standard", data, "")
    assert not Path(place).exists()


def test_the_build_can_leave_the_kernel_out(fresh, build, tmp_path):
    fresh.setenv(kernel.SWITCH, "off")
    assert build.compile_kernel(tmp_path, say=pytest.fail) is None
    assert not list(tmp_path.iterdir())


def test_builder_and_loader_mean_the_same_files(build):
    assert build.LIBRARY == kernel.LIBRARY
    assert build.SOURCES.fingerprint(build.KERNEL) == fingerprint()


@needs_compiler
def test_in_a_fresh_tree_one_command_compiles_it(tmp_path):
    folder = tmp_path / "src" / "standoff" / "engine" / "kernel"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__", kernel.LIBRARY))
    shutil.copy(ROOT / "hatch_build.py", tmp_path)
    done = subprocess.run([sys.executable, "hatch_build.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (folder / kernel.LIBRARY).exists()
    without = {**os.environ, "CC": "/bin/false"}
    done = subprocess.run([sys.executable, "hatch_build.py"], cwd=tmp_path, capture_output=True, env=without)
    assert done.returncode == 1


# ----------------------------------------------------------------------------------------------- doctor


def doctor(switch):
    """What the doctor says, as text and as a document, where STANDOFF_KERNEL says this."""
    command = [sys.executable, "-m", "standoff", "doctor"]
    environment = {**os.environ, kernel.SWITCH: str(switch)}
    said, document = (
        subprocess.run([*command, *more], capture_output=True, text=True, env=environment, check=True).stdout
        for more in ([], ["--json"])
    )
    return said, json.loads(document)


@pytest.mark.parametrize("switch", ["off", "/nowhere/libkernel.so"])
def test_the_doctor_says_how_it_stands(switch):
    said, document = doctor(switch)
    assert document["kernel"] == ("off" if switch == "off" else "missing")
    assert document["numpy"] == np.__version__
    assert KERNEL[document["kernel"]] in said
    assert said.splitlines()[0].startswith(f"standoff {document['version']} ")
    assert [line.split()[0] for line in said.splitlines()[1:]] == ["standoff", "python", "platform", "numpy", "kernel"]


@needs_compiler
def test_the_doctor_tells_of_a_library_of_other_sources(fresh, build, tmp_path):
    fresh.setattr(build.SOURCES, "fingerprint", lambda folder: 12345)
    place = build.compile_kernel(tmp_path, say=pytest.fail)
    assert ctypes.CDLL(str(place)).standoff_source() == 12345
    said, document = doctor(place)
    assert document["kernel"] == "stale"
    assert KERNEL["stale"] in said
