"""A GPU is taken where there is one; a device that is not there is one clear line."""

import pytest
import torch

from comenius import devices
from comenius.errors import SettingError


def gpus(monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: cuda)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


@pytest.mark.parametrize(("cuda", "mps", "taken"), [(1, 1, "cuda"), (0, 1, "mps"), (0, 0, "cpu")])
def test_a_gpu_is_taken_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, cuda: bool, mps: bool, taken: str
) -> None:
    gpus(monkeypatch, bool(cuda), bool(mps))
    assert devices.device() == torch.device(taken)


def test_what_is_named_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    gpus(monkeypatch, True, True)
    assert devices.device("cpu") == torch.device("cpu")


@pytest.mark.parametrize("name", ["cuda:7", "meta", "typewriter"])
def test_a_device_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(SettingError, match="which this machine does not have or torch cannot use; try cpu"):
        devices.device(name)
