"""What may be left out when specific edits are combined, and how what was kept is said at another time."""

import math
from dataclasses import dataclass
from typing import Literal, final

from comenius.diffusion.solvers import Path
from comenius.errors import SettingError

Work = Literal["each", "regional", "kept", "none"]
Keeps = Literal["edits", "guidance"]
LEAST = 1e-6  # share of noise or signal: at either end of a schedule there may be none


@final
@dataclass(frozen=True, kw_only=True)
class Savings:
    """Parts of the denoising in which the specific edits cost less; the defaults leave nothing out.

    Guidance in an interval is arXiv:2404.07724's. Edits are settled early, so it is the end that can do without.
    """

    interval: tuple[float, float] = (0.0, 1.0)  # shares of the denoising between which edits act
    refresh: int = 1  # denoising steps for which what was computed is kept, the first among them
    keeps: Keeps = "edits"  # what is kept: what edits change, or all guidance, so that the wish alone is run
    collapse: float = 1.0  # share of the denoising after which one branch speaks for all edits

    def __post_init__(self) -> None:
        low, high = self.interval
        if not 0 <= low <= high <= 1:
            raise SettingError(
                f"Edits from {low} to {high} are no part of the denoising; 0 ≤ start ≤ stop ≤ 1."
            )
        if not 1 <= self.refresh <= 1000:
            raise SettingError(f"refresh is {self.refresh}; it must lie in [1, 1000]. Try 2.")
        if self.keeps not in ("edits", "guidance"):
            raise SettingError(f"There is no {self.keeps!r} to keep; it is 'edits' or 'guidance'.")
        if not 0 <= self.collapse <= 1:
            raise SettingError(f"collapse is {self.collapse}; it must lie in [0, 1]. Try 0.3.")

    def work(self, index: int, total: int) -> Work:
        """What a denoising step does: each edit, one branch for all, what was kept, or none.

        The first step of the interval computes each, for what is kept must have been.
        """
        low, high = self.interval
        if not low <= index / total < high:
            return "none"
        first = next(i for i in range(total) if i / total >= low)
        if (index - first) % self.refresh:
            return "kept"
        return "regional" if index > first and index / total >= self.collapse else "each"


PRESETS = {  # rows of each 60 with three edits, and the bundled model's pictures against those of "exact"
    "exact": Savings(),
    "fast": Savings(refresh=2, keeps="guidance"),  # 35 rows, 45 to 46 dB
    "fastest": Savings(refresh=3, keeps="guidance"),  # 27 rows, 38 to 42 dB
}


def velocity_units(path: Path, index: int) -> float:
    """What a difference of outputs is in velocity: the factor at this denoising step.

    With x_t = α x_0 + σ ε it is 1/α for noise, −1/σ for the sample, and 1 for velocity and for flow, where α is 1 − σ.
    What edits change moves least from step to step in velocity, which is also well defined where there is only noise.
    """
    config = path.scheduler.config
    prediction = config.get("prediction_type", "flow_prediction")
    if prediction in ("v_prediction", "flow_prediction"):
        return 1.0
    t, products = float(path.timesteps[index]), path.scheduler.alphas_cumprod.tolist()
    low = min(int(t), len(products) - 1)
    high = min(low + 1, len(products) - 1)
    product: float = products[low] + (t - int(t)) * (products[high] - products[low])
    if prediction == "epsilon":
        return 1 / math.sqrt(max(product, LEAST))
    return -1 / math.sqrt(max(1 - product, LEAST))
