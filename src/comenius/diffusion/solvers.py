"""How a picture comes out of noise: diffusers' solvers by name, each on the schedule of the model."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, final

import torch
from jaxtyping import Float
from torch import Tensor

from comenius.errors import ModelError, SettingError

SOLVERS: dict[str, tuple[str, dict[str, Any]]] = {
    "dpm++": ("DPMSolverMultistepScheduler", {"algorithm_type": "dpmsolver++", "solver_order": 2}),
    "dpm++sde": ("DPMSolverMultistepScheduler", {"algorithm_type": "sde-dpmsolver++", "solver_order": 2}),
    "euler": ("EulerDiscreteScheduler", {}),
    "euler-ancestral": ("EulerAncestralDiscreteScheduler", {}),
    "ddim": ("DDIMScheduler", {}),
}
FLOWS: dict[str, tuple[str, dict[str, Any]]] = {  # the same for models trained by flow matching
    "euler": ("FlowMatchEulerDiscreteScheduler", {}),
    "dpm++": (
        "DPMSolverMultistepScheduler",
        {
            "algorithm_type": "dpmsolver++",
            "solver_order": 2,
            "prediction_type": "flow_prediction",
            "use_flow_sigmas": True,
        },
    ),
}


@final
@dataclass(frozen=True, kw_only=True)
class Solver:
    """Which solver, and in how many steps."""

    kind: str = "dpm++"  # a key of SOLVERS
    steps: int = 20  # calls of the denoiser

    def __post_init__(self) -> None:
        if self.kind not in SOLVERS:
            raise SettingError(f"There is no solver {self.kind!r}; known are {', '.join(SOLVERS)}.")
        if not 1 <= self.steps <= 1000:
            raise SettingError(f"A picture cannot be solved in {self.steps} steps; 1 to 1000 are possible.")

    def start(
        self,
        schedule: Mapping[str, Any],
        device: torch.device,
        *,
        sigmas: Sequence[float] | None = None,
        mu: float | None = None,
    ) -> "Path":
        """A fresh path from noise to picture on the model's schedule.

        A model of flow matching may state shares of noise to pass, and a shift `mu` that fits the picture's size.
        """
        import diffusers

        from comenius.quiet import quiet

        if flows(schedule):
            if self.kind not in FLOWS:
                raise SettingError(
                    f"The solver {self.kind!r} cannot follow flow matching; this model needs {' or '.join(FLOWS)}."
                )
            name, options = FLOWS[self.kind]
            options = {"flow_shift": schedule.get("shift", 1.0)} | options
        else:
            name, options = SOLVERS[self.kind]
        # latents are not confined to [-1, 1]: a schedule that does not mention clipping must not get it
        config = {"clip_sample": False} | dict(schedule) | options
        kind = getattr(diffusers, name)
        with quiet():
            known = inspect.signature(kind.__init__).parameters
            try:
                scheduler = kind(**{key: value for key, value in config.items() if key in known})
                wanted = inspect.signature(scheduler.set_timesteps).parameters
                told = {"sigmas": sigmas, "mu": mu}
                more = {key: value for key, value in told.items() if value is not None and key in wanted}
                scheduler.set_timesteps(self.steps, device=device, **more)
            except (ValueError, TypeError, NotImplementedError, AttributeError, IndexError) as e:
                raise ModelError(
                    f"The model's scheduler_config.json cannot be followed ({str(e).partition(chr(10))[0]}). "
                    "Copy the model again."
                ) from e
            scheduler.set_begin_index(0) if hasattr(scheduler, "set_begin_index") else None
        return Path(scheduler)


def flows(schedule: Mapping[str, Any]) -> bool:
    """Whether a schedule is one of flow matching."""
    return (
        "FlowMatch" in schedule.get("_class_name", "") or schedule.get("prediction_type") == "flow_prediction"
    )


class Move(NamedTuple):
    """Where one step of a path led."""

    latents: Float[Tensor, "rows c h w"]
    denoised: Float[Tensor, "rows c h w"] | None  # the picture as the step foresees it


@final
class Path:
    """One solver's way through the schedule. It remembers earlier outputs, so every picture walks its own."""

    def __init__(self, scheduler: Any) -> None:
        self.scheduler = scheduler
        self.timesteps: Tensor = scheduler.timesteps
        self.noise_scale = float(getattr(scheduler, "init_noise_sigma", 1.0))  # of the latents at the start
        self._takes_generator = "generator" in inspect.signature(scheduler.step).parameters

    def scaled(self, x: Float[Tensor, "rows c h w"], index: int) -> Float[Tensor, "rows c h w"]:
        """The latents as the network wants to see them."""
        if not hasattr(self.scheduler, "scale_model_input"):
            return x
        result: Tensor = self.scheduler.scale_model_input(x, self.timesteps[index])
        return result

    def move(
        self,
        output: Float[Tensor, "rows c h w"],
        index: int,
        x: Float[Tensor, "rows c h w"],
        generator: torch.Generator,
    ) -> Move:
        """One step, with the noise of the picture's own generator where the solver adds any."""
        options = {"generator": generator} if self._takes_generator else {}
        out = self.scheduler.step(output, self.timesteps[index], x, **options)
        denoised = getattr(out, "pred_original_sample", None)
        if denoised is None and "++" in getattr(self.scheduler.config, "algorithm_type", ""):
            denoised = self.scheduler.model_outputs[-1]
        elif denoised is None and "FlowMatch" in type(self.scheduler).__name__:
            denoised = x - self.scheduler.sigmas[index].to(x) * output
        return Move(out.prev_sample.to(x.dtype), denoised)
