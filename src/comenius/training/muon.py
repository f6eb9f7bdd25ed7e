"""An optimizer that turns a matrix's momentum into an orthogonal step, and treats the rest as AdamW does."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

NEWTON_SCHULZ = (3.4445, -4.7750, 2.0315)  # coefficients of X ← aX + b(XXᵀ)X + c(XXᵀ)²X
ROUNDS = 5
NARROW = 16  # a matrix of fewer rows or columns, as at pictures and latents' ends, is left to AdamW


class Muon(torch.optim.Optimizer):
    """Muon (K. Jordan, 2024) with the step sizes of arXiv:2502.16982, section 2.2.

    Kernels of convolutions, `out in h w`, are matrices of `out` rows; the rows of embeddings are vectors, and AdamW's.
    Where torch.optim.Muon takes matrices only, this takes all weights of networks, and one learning rate serves both
    kinds.
    """

    def __init__(
        self,
        *networks: nn.Module,
        lr: float,
        momentum: float = 0.95,
        betas: tuple[float, float] = (0.9, 0.99),
        weight_decay: float = 1e-4,
        eps: float = 1e-8,
    ) -> None:
        weights = list({id(p): p for network in networks for p in network.parameters()}.values())
        modules = [module for network in networks for module in network.modules()]
        rows = {id(p) for module in modules if isinstance(module, nn.Embedding) for p in module.parameters()}
        matrices = [p for p in weights if p.ndim > 1 and min(p.shape[:2]) >= NARROW and id(p) not in rows]
        own = {id(p) for p in matrices}
        rest = [p for p in weights if id(p) not in own]
        groups = [{"params": p, "matrices": m} for p, m in ((matrices, True), (rest, False)) if p]
        defaults = {"lr": lr, "momentum": momentum, "betas": betas, "weight_decay": weight_decay, "eps": eps}
        super().__init__(groups, defaults)

    @torch.no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every weight that has a gradient."""
        value = None if closure is None else closure()
        for group in self.param_groups:
            move = self._orthogonal if group["matrices"] else self._adam
            for p in group["params"]:
                if p.grad is not None:
                    p.mul_(1 - group["lr"] * group["weight_decay"])
                    move(p, p.grad, self.state[p], group)
        return value

    def _orthogonal(self, p: Tensor, grad: Tensor, state: dict[str, Tensor], group: dict[str, Any]) -> None:
        momentum = state.setdefault("momentum", torch.zeros_like(p))
        momentum.lerp_(grad, 1 - group["momentum"])
        ahead = grad.lerp(momentum, group["momentum"]).flatten(1)
        size = 0.2 * max(ahead.shape) ** 0.5
        p.add_(orthogonal(ahead).view(p.shape), alpha=-group["lr"] * size)

    def _adam(self, p: Tensor, grad: Tensor, state: dict[str, Tensor], group: dict[str, Any]) -> None:
        first, second = group["betas"]
        count = state.setdefault("count", torch.zeros(()))
        mean = state.setdefault("mean", torch.zeros_like(p))
        square = state.setdefault("square", torch.zeros_like(p))
        count += 1
        mean.lerp_(grad, 1 - first)
        square.mul_(second).addcmul_(grad, grad, value=1 - second)
        n = float(count)
        scale = (square / (1 - second**n)).sqrt_().add_(group["eps"])
        p.addcdiv_(mean, scale, value=-group["lr"] / (1 - first**n))


def orthogonal(matrix: Tensor) -> Tensor:
    """The nearest semi-orthogonal matrix, roughly: singular values in about [0.7, 1.2], by five Newton-Schulz rounds.

    In bfloat16, as the method was published; the shape and the type come back.
    """
    a, b, c = NEWTON_SCHULZ
    x = matrix.bfloat16()
    x = x.T if x.shape[0] > x.shape[1] else x
    x = x / x.norm().clamp_min(1e-7)
    for _ in range(ROUNDS):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    out: Tensor = x.T if matrix.shape[0] > matrix.shape[1] else x
    return out.to(matrix.dtype)
