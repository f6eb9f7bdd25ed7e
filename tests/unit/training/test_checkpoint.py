from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from comenius.errors import ModelError, OutputError
from comenius.training import checkpoint


def test_a_checkpoint_gives_everything_back(tmp_path: Path) -> None:
    model = nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(model.parameters(), 0.1)
    model(torch.ones(1, 3)).sum().backward()
    optimizer.step()
    tensors = checkpoint.model_tensors(model, "model") | checkpoint.optimizer_tensors(optimizer)
    checkpoint.save(tmp_path / "c.safetensors", tensors, {"step": 3})
    other = nn.Linear(3, 2)
    fresh = torch.optim.AdamW(other.parameters(), 0.1)
    found, notes = checkpoint.load(tmp_path / "c.safetensors")
    checkpoint.restore_model(other, found, "model")
    checkpoint.restore_optimizer(fresh, found)
    assert notes == {"step": 3}
    for m, o in ((model, optimizer), (other, fresh)):
        o.zero_grad()
        m(torch.ones(1, 3)).square().sum().backward()
        o.step()
    torch.testing.assert_close(other.weight, model.weight, rtol=0, atol=0)


def test_a_checkpoint_that_cannot_be_written_leaves_the_old_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "c.safetensors"
    checkpoint.save(file, {"a": torch.ones(2)}, {"step": 1})
    before = file.read_bytes()

    monkeypatch.setattr("comenius.files.os.fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        checkpoint.save(file, {"a": torch.zeros(2)}, {"step": 2})
    assert file.read_bytes() == before


def full(*_: Any, **__: Any) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("damage", ["cut short", "other shapes"])
def test_a_checkpoint_that_cannot_be_taken_up_is_named_in_one_line(tmp_path: Path, damage: str) -> None:
    file, model = tmp_path / "c.safetensors", nn.Linear(3, 2)
    optimizer = torch.optim.AdamW(model.parameters())
    checkpoint.keep(file, model, model, optimizer, seconds=1.0, step=1)
    if damage == "cut short":
        file.write_bytes(file.read_bytes()[:100])
    else:
        model = nn.Linear(4, 2)
    with pytest.raises(ModelError, match=r"c\.safetensors is damaged or of another recipe") as error:
        checkpoint.resume(file, model, model, optimizer)
    assert "\n" not in str(error.value)


def test_a_model_takes_its_place_only_when_all_of_it_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with checkpoint.whole(folder) as place:
        (place / "part").mkdir()
        (place / "part/weights").write_text("old")

    def fail() -> None:
        with checkpoint.whole(folder) as place:
            (place / "part").mkdir()
            (place / "part/weights").write_text("new")
            full()

    with pytest.raises(OutputError, match="No space left"):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["model"]
    assert (folder / "part/weights").read_text() == "old"
    with checkpoint.whole(folder) as place:
        (place / "other").write_text("new")
    assert (folder / "part/weights").read_text() == "old"
    assert (folder / "other").read_text() == "new"
