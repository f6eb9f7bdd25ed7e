import importlib.util
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OURS = ("src", "tests", "docs", "examples", "recipes", "benchmarks", ".ci")
MIB = 2**20


def files(*folders: str) -> Iterator[Path]:
    """Every file of ours in these folders."""
    for folder in folders:
        yield from (p for p in (ROOT / folder).rglob("*") if p.is_file() and "__pycache__" not in p.parts)


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {
        p: p.read_text(encoding="utf-8").count("\n")
        for p in files("src", "tests", "docs")
        if p.suffix == ".py"
    }
    assert len(lengths) > 10
    long = [f"{p.relative_to(ROOT)} has {n} lines" for p, n in lengths.items() if n > 400]
    assert not long, f"at most 400 lines hold one idea: {long}"


def test_weights_are_safetensors_and_small() -> None:
    pickled = [p for p in files(*OURS) if p.suffix in {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle"}]
    assert not pickled
    size = sum(p.stat().st_size for p in files(*OURS) if p.suffix == ".safetensors")
    assert size < 64 * MIB, f"the bundled weights are {size / MIB:.1f} MiB; they must stay below 64"


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    path = re.compile(rb"(?<![\w.-])/(" + rb"work|root|farm|Users" + rb")/")
    texts = [
        p for p in (*files(*OURS), *(q for q in ROOT.glob("*") if q.is_file())) if p.stat().st_size < MIB
    ]
    assert not [str(p.relative_to(ROOT)) for p in texts if path.search(p.read_bytes())]


def test_torchvision_is_not_installed() -> None:
    # Its CUDA build installs silently beside a CPU torch, and then every vision import of diffusers dies.
    assert importlib.util.find_spec("torchvision") is None


def test_the_tested_set_pins_torch_first() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"torch==\d+\.\d+\.\d+", lines[0])
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)


def test_tests_cannot_reach_another_machine() -> None:
    with socket.socket() as line, pytest.raises(AssertionError, match=r"tried to reach 127\.0\.0\.2"):
        line.connect(("127.0.0.2", 9))
