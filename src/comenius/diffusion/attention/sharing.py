"""What is shared, when, where and how, and one call of the denoiser seen from inside an attention layer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, final

from jaxtyping import Float
from torch import Tensor

from comenius.diffusion.attention.graph import StepGraph
from comenius.diffusion.attention.mass import Mass
from comenius.diffusion.attention.shelf import KeyShelf
from comenius.errors import SettingError

Kernel = Literal["auto", "keys", "merge", "flex"]
# Where rotary positions put a foreign token: its own height and width, and on the first axis its source's slot
# among those the reader reads, from 1, as models do that take reference pictures; or the reader's own place.
Rope = Literal["slot", "same"]
Edges = Mapping[tuple[int, int], Float[Tensor, "h w"]]  # a map in [0, 1] for a reader and its source


@final
@dataclass(frozen=True, kw_only=True)
class Window:
    """A part of the denoising, and the layers in which pictures read each other meanwhile."""

    start: float = 0.0  # share of the denoising steps before it begins
    stop: float = 1.0  # share after which it has ended
    layers: tuple[str, ...] = ()  # beginnings of layer names, as "up_blocks"; empty means all
    strength: float = 1.0  # factor on the weight of every edge, in (0, 1]

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.stop <= 1:
            raise SettingError(
                f"Sharing from {self.start} to {self.stop} is no part of the denoising; 0 ≤ start ≤ stop ≤ 1."
            )
        if not 0 < self.strength <= 1:
            raise SettingError(f"The strength of a window is {self.strength}; it must lie in (0, 1].")

    def open(self, index: int, total: int) -> bool:
        """Whether this step of the denoising lies in it."""
        return self.start <= index / total < self.stop


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Sharing:
    """Which pictures read each other, what of them, and in which parts of the denoising and of the network."""

    graph: StepGraph
    budget: float = 1.0  # most foreign attention mass, in units of one picture; inf for no limit
    windows: tuple[Window, ...] = (Window(),)  # where several are open, the strongest counts
    masks: Edges = field(
        default_factory=dict
    )  # what of the source may be read; an edge without one reads all
    gates: Edges = field(default_factory=dict)  # which places of the reader may read; without one all
    soft: bool = (
        False  # a mask's fractions are factors; else its places from a half on count, and one more around
    )
    subset: float = 1.0  # share of a source's places that are read, others at each denoising step
    style: bool = (
        False  # queries and keys take mean and deviation of the first source's: StyleAligned's AdaIN
    )
    unconditional: bool = True  # share in the guidance groups without words too
    rope: Rope = "slot"
    kernel: Kernel = "auto"

    def __post_init__(self) -> None:
        if not self.budget > 0:
            raise SettingError(
                f"The budget is {self.budget}; it must be above 0. Try 1, or inf for no limit."
            )
        if not 0 < self.subset <= 1:
            raise SettingError(f"The subset is {self.subset}; a share in (0, 1] is needed.")
        if self.gates and self.kernel in ("keys", "flex"):
            raise SettingError(f"Gates need the kernel 'merge' or 'auto', not {self.kernel!r}.")

    def active(self, index: int, total: int) -> bool:
        """Whether pictures read each other in this step of the denoising."""
        return bool(self.graph.edges) and any(window.open(index, total) for window in self.windows)

    def strength(self, layer: str, index: int, total: int) -> float:
        """The factor on all edges in a layer and step of the denoising; 0 where nothing is shared."""
        return max(
            (
                window.strength
                for window in self.windows
                if window.open(index, total) and (not window.layers or layer.startswith(window.layers))
            ),
            default=0.0,
        )

    def touches(self, layer: str) -> bool:
        """Whether a layer shares at any time."""
        return any(not window.layers or layer.startswith(window.layers) for window in self.windows)


@final
@dataclass(frozen=True, kw_only=True, eq=False)
class Visit:
    """One call of the denoiser: rows (g·n + i)·R + r of guidance group g, step i of `steps` and picture r."""

    sharing: Sharing
    shelf: KeyShelf
    steps: tuple[int, ...]
    index: int  # step of the denoising
    total: int = 1  # steps of the denoising
    size: tuple[int, int] | None = None  # height and width of the latents, for masks
    groups: int = 1
    pictures: int = 1  # of each step
    mass: Mass | None = None  # where to note how much each picture took from which
    biases: dict[tuple[float, ...], Tensor] = field(
        default_factory=dict
    )  # of all keys, by what they depend on

    def split(self, rows: Tensor) -> Tensor:
        """Rows `(g n r) …` by group, step and picture: `g n r …`."""
        inner = len(self.steps) * self.pictures
        if rows.shape[0] != self.groups * inner:
            raise ValueError(
                f"The denoiser got {rows.shape[0]} rows; {self.groups} groups of {len(self.steps)} steps "
                f"with {self.pictures} pictures each make {self.groups * inner}."
            )
        split: Tensor = rows.unflatten(0, (self.groups, len(self.steps), self.pictures))
        return split
