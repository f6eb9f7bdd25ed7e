"""Step-graph attention inside any of diffusers' own pipelines, while it draws the steps of a guide in one batch."""

import inspect
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from jaxtyping import Num
from torch import Tensor, nn

from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.attention.mass import Mass
from comenius.diffusion.attention.processors import kind_of, shared_attention
from comenius.diffusion.attention.sharing import Sharing, Visit
from comenius.diffusion.attention.shelf import KeyShelf
from comenius.errors import ModelError, SettingError

THOUSANDTHS = ("FluxTransformer2DModel", "QwenImageTransformer2DModel")  # take a timestep divided by 1000


@contextmanager
def coherent(pipe: Any, sharing: Sharing, *, pictures: int = 1, mass: Mass | None = None) -> Iterator[None]:
    """Inside, one call of a pipeline with a prompt for each step of the graph draws pictures that read each other.

    `pictures` is what the pipeline knows as `num_images_per_prompt`; `mass` notes how much each took from which.
    Where the denoising is, is told by the timestep of each call of the network, so that calls may be skipped or
    repeated.
    """
    network = getattr(pipe, "transformer", None) or getattr(pipe, "unet", None)
    if not isinstance(network, nn.Module):
        raise ModelError(
            f"{type(pipe).__name__} has neither a transformer nor a UNet that could share attention."
        )
    kind = kind_of(network)
    names = inspect.signature(type(network).forward)
    current = ExitStack()

    def before(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        current.close()
        given = names.bind(module, *args, **kwargs).arguments
        seen = visit_of(kind, given, pipe, sharing, pictures, mass)
        if sharing.active(seen.index, seen.total):
            current.enter_context(shared_attention(module, seen))

    def after(_module: nn.Module, _given: object, _output: object) -> None:
        current.close()

    with ExitStack() as undo:
        undo.callback(current.close)
        undo.callback(network.register_forward_pre_hook(before, with_kwargs=True).remove)
        undo.callback(network.register_forward_hook(after, always_call=True).remove)
        yield


def visit_of(
    kind: str, given: dict[str, Any], pipe: Any, sharing: Sharing, pictures: int, mass: Mass | None
) -> Visit:
    """The visit that a call of a pipeline's network is, from the arguments it was given."""
    steps = tuple(range(sharing.graph.steps))
    rows = given["sample" if "sample" in given else "hidden_states"]
    inner = len(steps) * pictures
    groups = rows.shape[0] // inner
    most = 2 if getattr(pipe, "do_classifier_free_guidance", False) else 1
    if rows.shape[0] != groups * inner or not 1 <= groups <= most:
        raise SettingError(
            f"{type(pipe).__name__} draws {rows.shape[0]} rows at once; {len(steps)} steps with {pictures} pictures "
            f"each make {inner}{f', or {2 * inner} with guidance' if most == 2 else ''}. Give a prompt for each step, "
            "all in one call, and say coherent(…, pictures=…) as num_images_per_prompt says."
        )
    schedule = getattr(pipe.scheduler, "timesteps", None)
    if schedule is None or not len(schedule):
        raise SettingError(f"The {type(pipe.scheduler).__name__} of the pipeline has no timesteps yet.")
    return Visit(
        sharing=sharing,
        shelf=KeyShelf(StepGraph(steps=len(steps)), steps),  # all are here at once: nothing need be kept
        steps=steps,
        index=place(given["timestep"], schedule, 1000 if kind in THOUSANDTHS else 1),
        total=len(schedule),
        size=size_of(given),
        groups=groups,
        pictures=pictures,
        mass=mass,
    )


def place(timestep: Tensor | float, schedule: Num[Tensor, " steps"], factor: float = 1) -> int:
    """Where in a schedule a timestep is, in whatever precision and parts the network was told it."""
    told = torch.as_tensor(timestep).flatten()[0]
    known = schedule.to(told.device, torch.float64)
    if told.is_floating_point():
        known = (known / factor).to(told.dtype).double()
    return int((known - told.double()).abs().argmin())


def size_of(given: dict[str, Any]) -> tuple[int, int]:
    """Height and width of the latents, or of their patches where the network gets them in a row."""
    if (ids := given.get("img_ids")) is not None:
        height, width = (int(side) + 1 for side in ids.reshape(-1, ids.shape[-1])[:, 1:3].amax(0))
        return height, width
    if (shapes := given.get("img_shapes")) is not None:
        shape = shapes[0][0] if isinstance(shapes[0], list) else shapes[0]
        return int(shape[1]), int(shape[2])
    rows = given["sample" if "sample" in given else "hidden_states"]
    return rows.shape[-2], rows.shape[-1]
