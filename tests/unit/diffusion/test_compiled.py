"""Kernels under `torch.compile`: other weights, masks and windows compile nothing anew."""

import importlib.util
import math
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from comenius.diffusion.attention import kernels as checked
from comenius.diffusion.attention.sharing import Window

spec = importlib.util.spec_from_file_location("unchecked_kernels", str(checked.__file__))
assert spec is not None
assert spec.loader is not None
kernels: Any = importlib.util.module_from_spec(
    spec
)  # without the shape checks of the tests, as a user has them
sys.modules[spec.name] = kernels
spec.loader.exec_module(kernels)

N, TOKENS, D = 3, 16, 8
WINDOWS = (Window(stop=0.4, strength=0.7), Window(start=0.4, strength=1.0))


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture
def compiled() -> Iterator[Callable[[Any], tuple[Any, list[int]]]]:
    """A function compiled by a backend that counts what it compiles and runs it as it is."""
    torch._dynamo.reset()

    def of(function: Any) -> tuple[Any, list[int]]:
        graphs: list[int] = []

        def backend(graph: Any, _inputs: Any) -> Any:
            graphs.append(len(graph.graph.nodes))
            return graph.forward

        return torch.compile(function, backend=backend, fullgraph=True), graphs

    yield of
    torch._dynamo.reset()


def by_keys(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    """A row for each step: its own keys and one source's."""
    out: torch.Tensor = kernels.biased_attention(
        q, k, v, torch.nn.functional.pad(biases[:, None].expand(-1, TOKENS), (TOKENS, 0)), 0.3
    )
    return out


def by_parts(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, biases: torch.Tensor) -> torch.Tensor:
    """The same from two attentions."""
    own, other = (
        kernels.attention_and_log_sum(q, k[..., part, :], v[..., part, :], 0.3)
        for part in (slice(TOKENS), slice(TOKENS, None))
    )
    out: torch.Tensor = kernels.merged_attention([own, other], [biases.new_zeros(1), biases[:, None, None]])[
        0
    ]
    return out


@pytest.mark.parametrize("kernel", [by_keys, by_parts])
def test_weights_budgets_and_windows_compile_once(kernel: Any, compiled: Any) -> None:
    quick, graphs = compiled(kernel)
    q, k, v = (
        random(N, 2, TOKENS, D),
        random(N, 2, 2 * TOKENS, D, seed=1),
        random(N, 2, 2 * TOKENS, D, seed=2),
    )
    outs = []
    for weight in (0.3, 0.9):
        for budget in (0.2, math.inf):
            for window in WINDOWS:
                biases = torch.tensor(kernels.edge_biases([weight * window.strength] * N, budget))
                outs.append(quick(q, k, v, biases))
                torch.testing.assert_close(outs[-1], kernel(q, k, v, biases))
    assert len(graphs) == 1
    assert not torch.equal(outs[0], outs[-1])
    quick(q[:, :, :5], k, v, biases)
    assert len(graphs) == 2  # another shape does, so the count counts


def test_masks_of_the_same_size_compile_once(compiled: Any) -> None:
    quick, graphs = compiled(kernels.biased_attention)
    q, k, v = (random(N, 2, TOKENS, D, seed=s) for s in range(3))
    for share in (0.2, 0.5, 1.0):
        mask = (random(N, TOKENS, seed=4).sigmoid() < share).float()
        torch.testing.assert_close(
            quick(q, k, v, mask.log(), 0.3), kernels.biased_attention(q, k, v, mask.log(), 0.3)
        )
    assert len(graphs) == 1


def test_one_flexible_call_compiles_once(compiled: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from torch.nn.attention.flex_attention import flex_attention

    quick, graphs = compiled(flex_attention)
    q, k, v = (random(1, 2, N * TOKENS, D, seed=s) for s in range(3))
    for weight in (0.3, 0.9):
        weights = torch.full((N, N), weight).fill_diagonal_(1.0)
        masks = torch.ones(N, N, TOKENS)
        masks[1, 0, : int(10 * weight)] = 0
        plain = kernels.flexible_attention(q, k, v, weights, masks, 0.3)
        with monkeypatch.context() as patch:
            patch.setattr(kernels, "_flex", lambda _device: quick)  # compiled, as a GPU has it
            out = kernels.flexible_attention(q, k, v, weights, masks, 0.3)
        torch.testing.assert_close(out, plain, atol=1e-5, rtol=1e-5)
    assert len(graphs) == 1
