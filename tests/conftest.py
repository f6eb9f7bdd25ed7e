"""Every test runs offline, on one thread, with tiny models at hand and shapes enforced where tensors are."""

import os
import socket
from typing import Any

os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported; a worker a core is faster
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import hypothesis
import pytest
from jaxtyping import install_import_hook

# Before anything imports these rooms, so that each of their functions checks its arguments.
install_import_hook(
    ["comenius.arrays", "comenius.diffusion", "comenius.training", "comenius.vision"], "shape_check.check"
)

pytest_plugins = ["loop_clock", "tiny_models", "tiny_flows"]

hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("untimed")


@pytest.fixture(autouse=True)
def homeless(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Answers of language models that tests keep are not the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails and says which."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in (
            "127.0.0.1",
            "::1",
            "localhost",
        ):
            raise AssertionError(f"a test tried to reach {address[0]}; tests are offline")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
