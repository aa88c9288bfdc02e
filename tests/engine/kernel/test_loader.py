"""The kernel is found, checked and switched off; it is compiled where there is a compiler and missed nowhere else."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from places import ROOT
from standoff.engine import kernel
from standoff.engine.assessment import compiled
from standoff.engine.roadmap import bound
from standoff.installation import KERNEL

needs_compiler = pytest.mark.skipif(not (shutil.which("cc") or shutil.which("gcc")), reason="no C compiler here")


@pytest.fixture
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
def test_a_compiled_library_is_loaded(fresh, build, tmp_path):
    place = build.compile_kernel(tmp_path, say=pytest.fail)
    assert place == tmp_path / kernel.LIBRARY
    assert sorted(p.name for p in tmp_path.iterdir()) == [kernel.LIBRARY]
    fresh.setenv(kernel.SWITCH, str(place))
    assert kernel.standing() == "loaded"
    assert kernel.compiled().standoff_source() == zlib.crc32(kernel.SOURCE.read_bytes())
    assert kernel.compiled() is kernel.compiled()


@needs_compiler
def test_a_library_of_another_source_is_not_used(fresh, build, tmp_path):
    fresh.setattr(build.zlib, "crc32", lambda data: 12345)
    place = build.compile_kernel(tmp_path, say=pytest.fail)
    fresh.undo()
    fresh.setenv(kernel.SWITCH, str(place))
    kernel._opened.cache_clear()
    assert ctypes.CDLL(str(place)).standoff_source() == 12345
    assert kernel.compiled() is None
    assert kernel.standing() == "stale"


@needs_compiler
def test_a_library_that_lacks_a_function_is_not_used(fresh, build, tmp_path):
    place = build.compile_kernel(tmp_path, say=pytest.fail)
    fresh.setenv(kernel.SWITCH, str(place))
    fresh.setitem(kernel.FUNCTIONS, "standoff_no_such_function", ())
    assert kernel.standing() == "broken"


def test_python_and_c_declare_the_same_functions():
    text = re.sub(r"/\*.*?\*/", "", kernel.SOURCE.read_text(encoding="utf-8"), flags=re.S)
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
    structs = (compiled.CExchange, compiled.CResults, bound.CDeal, bound.CSearch)
    assert sizes.tolist() == [ctypes.sizeof(struct) for struct in structs]


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
    assert target == f"standoff/engine/{kernel.LIBRARY}"
    assert not data["pure_python"]
    assert re.fullmatch(r"py3-none-(linux|macosx|win)_?\w+", data["tag"])
    hook.finalize("standard", data, "")
    assert not Path(place).exists()


def test_the_build_can_leave_the_kernel_out(fresh, build, tmp_path):
    fresh.setenv(kernel.SWITCH, "off")
    assert build.compile_kernel(tmp_path, say=pytest.fail) is None
    assert not list(tmp_path.iterdir())


def test_builder_and_loader_mean_the_same_file(build):
    assert build.LIBRARY == kernel.LIBRARY
    assert build.SOURCE.read_bytes() == kernel.SOURCE.read_bytes()


@needs_compiler
def test_in_a_fresh_tree_one_command_compiles_it(tmp_path):
    engine = tmp_path / "src" / "standoff" / "engine"
    engine.mkdir(parents=True)
    shutil.copy(ROOT / "hatch_build.py", tmp_path)
    shutil.copy(kernel.SOURCE, engine)
    done = subprocess.run([sys.executable, "hatch_build.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (engine / kernel.LIBRARY).exists()
    without = {**os.environ, "CC": "/bin/false"}
    done = subprocess.run([sys.executable, "hatch_build.py"], cwd=tmp_path, capture_output=True, env=without)
    assert done.returncode == 1


# ----------------------------------------------------------------------------------------------- doctor


@pytest.mark.parametrize("switch", ["off", "/nowhere/libkernel.so"])
def test_the_doctor_says_how_it_stands(switch):
    doctor = [sys.executable, "-m", "standoff", "doctor"]
    environment = {**os.environ, kernel.SWITCH: switch}
    said = subprocess.run(doctor, capture_output=True, text=True, env=environment, check=True).stdout
    document = json.loads(
        subprocess.run([*doctor, "--json"], capture_output=True, text=True, env=environment, check=True).stdout
    )
    assert document["kernel"] == ("off" if switch == "off" else "missing")
    assert document["numpy"] == np.__version__
    assert KERNEL[document["kernel"]] in said
    assert [line.split()[0] for line in said.splitlines()] == ["standoff", "python", "platform", "numpy", "kernel"]
