"""One style for several pictures: the mean and deviation of their queries and keys."""

from jaxtyping import Float
from torch import Tensor


def moments(
    x: Float[Tensor, "*rows tokens d"],
) -> tuple[Float[Tensor, "*rows 1 d"], Float[Tensor, "*rows 1 d"]]:
    """Mean and deviation of each channel over the tokens."""
    return x.mean(-2, keepdim=True), x.std(-2, keepdim=True, correction=0) + 1e-5


def adain(
    x: Float[Tensor, "*rows tokens d"],
    mean: Float[Tensor, "*rows 1 d"],
    deviation: Float[Tensor, "*rows 1 d"],
) -> Float[Tensor, "*rows tokens d"]:
    r"""Other tokens' moments for these: AdaIN, (x − μ(x)) / σ(x) · σ(y) + μ(y) (arXiv:1703.06868, Eq. 8).

    StyleAligned (arXiv:2312.02133) gives queries and keys those of the reference. Its own moments give `x` back.
    """
    own, spread = moments(x)
    return (x - own) / spread * deviation + mean
