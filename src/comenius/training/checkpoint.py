"""Checkpoints as safetensors: a training killed at any moment continues from the last whole one."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from safetensors.torch import save as serialize
from torch import Tensor, nn

from comenius import files
from comenius.errors import ModelError, OutputError


def save(path: Path, tensors: dict[str, Tensor], about: dict[str, Any]) -> None:
    """Write tensors and JSON notes as one file; the file before stays whole if anything fails."""
    flat = {name: tensor.detach().clone().contiguous() for name, tensor in tensors.items()}
    files.write(path, serialize(flat, metadata={"notes": json.dumps(about)}))


def load(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The tensors and the notes of a checkpoint."""
    return load_file(path), notes(path)


def notes(path: Path) -> dict[str, Any]:
    """The notes of a checkpoint, without reading its tensors."""
    from safetensors import safe_open

    with safe_open(path, framework="pt") as file:
        found: dict[str, Any] = json.loads((file.metadata() or {}).get("notes", "{}"))
    return found


def optimizer_tensors(optimizer: torch.optim.Optimizer, prefix: str = "optimizer") -> dict[str, Tensor]:
    """The state of an optimizer as flat tensors: `optimizer.<parameter>.<name>`."""
    state = optimizer.state_dict()["state"]
    return {
        f"{prefix}.{index}.{name}": torch.as_tensor(value)
        for index, row in state.items()
        for name, value in row.items()
    }


def restore_optimizer(
    optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor], prefix: str = "optimizer"
) -> None:
    """Give an optimizer the state that `optimizer_tensors` took from one like it."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        if key.startswith(f"{prefix}."):
            _, index, name = key.split(".", 2)
            state.setdefault(int(index), {})[name] = tensor
    whole = optimizer.state_dict()
    optimizer.load_state_dict({"state": state, "param_groups": whole["param_groups"]})


def model_tensors(model: nn.Module, prefix: str) -> dict[str, Tensor]:
    """The weights of a model under a prefix."""
    return {f"{prefix}.{name}": tensor for name, tensor in model.state_dict().items()}


def restore_model(model: nn.Module, tensors: dict[str, Tensor], prefix: str) -> None:
    """Give a model the weights stored under a prefix."""
    start = f"{prefix}."
    model.load_state_dict(
        {key[len(start) :]: value for key, value in tensors.items() if key.startswith(start)}
    )


def keep(
    path: Path,
    model: nn.Module,
    average: nn.Module,
    optimizer: torch.optim.Optimizer,
    *,
    seconds: float,
    step: int,
) -> None:
    """Write all that a training needs to go on from here."""
    weights = model_tensors(model, "model") | model_tensors(average, "average")
    save(path, weights | optimizer_tensors(optimizer), {"seconds": seconds, "step": step})


def resume(
    path: Path, model: nn.Module, average: nn.Module, optimizer: torch.optim.Optimizer
) -> tuple[float, int]:
    """Take up what `keep` wrote: seconds spent and steps done, (0, 0) when there is nothing yet."""
    if not path.exists():
        return 0.0, 0
    try:
        tensors, about = load(path)
        restore_model(model, tensors, "model")
        restore_model(average, tensors, "average")
        restore_optimizer(optimizer, tensors)
    except (SafetensorError, RuntimeError, ValueError, KeyError) as e:
        raise ModelError(
            f"{path} is damaged or of another recipe ({str(e).splitlines()[0]}); "
            "go on with the recipe that made it, or take another folder."
        ) from e
    return float(about["seconds"]), int(about["step"])


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """A folder to write a model into; its files take their places in `folder` when all of them are there.

    A kill or a full disk leaves what was in `folder` before. Raises OutputError when the files cannot be written.
    """
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        yield part
        for file in sorted(path for path in part.rglob("*") if path.is_file()):
            place = folder / file.relative_to(part)
            place.parent.mkdir(parents=True, exist_ok=True)
            file.replace(place)
    except (OSError, SafetensorError) as e:
        raise OutputError(
            f"{folder} cannot be written ({e}); make room and give the same command again."
        ) from e
    finally:
        shutil.rmtree(part, ignore_errors=True)
