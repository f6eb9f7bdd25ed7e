"""Guidance: one pure function for each equation."""

from dataclasses import dataclass
from typing import final

from jaxtyping import Float
from torch import Tensor

from comenius.errors import SettingError


@final
@dataclass(frozen=True, kw_only=True)
class Guidance:
    """How strongly a picture follows its words."""

    scale: float = 5.0  # 1 switches guidance off and halves the work
    rescale: float = 0.0  # share of the rescaled prediction, in [0, 1]
    image: float = 1.5  # of an edit model: how strongly it keeps to the picture it sees

    def __post_init__(self) -> None:
        if not 1 <= self.scale <= 100:
            raise SettingError(f"guidance is {self.scale}; it must lie in [1, 100]. Try 5.")
        if not 1 <= self.image <= 100:
            raise SettingError(f"image guidance is {self.image}; it must lie in [1, 100]. Try 1.5.")
        if not 0 <= self.rescale <= 1:
            raise SettingError(f"rescale is {self.rescale}; it must lie in [0, 1]. Try 0.7.")

    @property
    def groups(self) -> int:
        """Rows that one picture needs: the negative prompt's and the prompt's, or the prompt's alone."""
        return 2 if self.scale > 1 else 1

    @property
    def edit_groups(self) -> int:
        """The same where a picture is edited: without either, with the picture, with both; or with both alone."""
        return 3 if self.scale > 1 or self.image > 1 else 1


def classifier_free_guidance(
    negative: Float[Tensor, "*batch c h w"], positive: Float[Tensor, "*batch c h w"], scale: float
) -> Float[Tensor, "*batch c h w"]:
    r"""Move away from the negative prompt: classifier-free guidance, Eq. 6 with w = scale − 1 (arXiv:2207.12598).

    A scale of 1 gives `positive` back, 0 gives `negative`.
    """
    return negative + scale * (positive - negative)


def dual_guidance(
    without: Float[Tensor, "*batch c h w"],
    image: Float[Tensor, "*batch c h w"],
    both: Float[Tensor, "*batch c h w"],
    s_image: float,
    s_text: float,
) -> Float[Tensor, "*batch c h w"]:
    r"""Follow a picture and an instruction, each by its own scale: InstructPix2Pix, Eq. 3 (arXiv:2211.09800).

    Predictions that see neither, the picture, and the picture with the instruction. Both scales at 1 give `both` back.
    """
    return without + s_image * (image - without) + s_text * (both - image)


def sane_guidance(
    without: Float[Tensor, "*batch c h w"],
    image: Float[Tensor, "*batch c h w"],
    both: Float[Tensor, "*batch c h w"],
    change: Float[Tensor, "*batch c h w"],
    s_image: float,
    s_text: float,
    s_specific: float,
) -> Float[Tensor, "*batch c h w"]:
    r"""Follow a picture, a wish and what specific edits change: SANE (arXiv:2407.20232).

    `change` is what their mixture adds to the prediction that sees the picture alone, Δ_S = ε_S − ε_I. Without it, or
    with `s_specific` 0, this is InstructPix2Pix, Eq. 3 (arXiv:2211.09800). The coefficients of all predictions sum to
    1, so noise, velocity, sample and flow are guided alike.
    """
    return dual_guidance(without, image, both, s_image, s_text) + s_specific * change


def rescale(
    guided: Float[Tensor, "*batch c h w"], positive: Float[Tensor, "*batch c h w"], share: float
) -> Float[Tensor, "*batch c h w"]:
    r"""Undo the overexposure of strong guidance: Common Diffusion Noise Schedules, Eq. 15-16 (arXiv:2305.08891).

    `guided` gets each picture's standard deviation of `positive`; a share of 0 gives `guided` back.
    """
    over = (-3, -2, -1)
    matched = guided * (positive.std(dim=over, keepdim=True) / guided.std(dim=over, keepdim=True))
    return share * matched + (1 - share) * guided
