"""Other noise for a picture that is there already."""

from dataclasses import dataclass
from typing import final

from comenius.errors import SettingError


@final
@dataclass(frozen=True, kw_only=True)
class Variation:
    """A share of a picture's noise is drawn anew, from a seed of its own."""

    seed: int
    change: float = 1.0  # v in x' = √(1−v²) x + v z, in (0, 1]; 1 keeps nothing of x

    def __post_init__(self) -> None:
        if not 0 < self.change <= 1:
            raise SettingError(
                f"change is {self.change}; it must lie in (0, 1]. Try 0.5, or 1 for noise that is all new."
            )
