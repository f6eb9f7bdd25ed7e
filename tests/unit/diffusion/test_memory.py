"""What is kept while many pictures are drawn, for how long, and that it does not grow with their number."""

import weakref
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from comenius.diffusion.attention.graph import StepGraph, build_graph
from comenius.diffusion.attention.reading import Heads, read
from comenius.diffusion.attention.sharing import Kernel, Sharing, Visit
from comenius.diffusion.attention.shelf import KeyShelf, peak
from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.sampling import sample
from comenius.diffusion.solvers import Solver

TOKENS, D = 64, 8
HALF = torch.zeros(8, 8)
HALF[:, :3] = 1


class Watch(TorchDispatchMode):
    """The largest tensor that is ever made, and the most bytes that live at one time."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.largest = self.most = 0
        self._alive: dict[int, weakref.ref[torch.Tensor]] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        for one in made if isinstance(made, tuple | list) else (made,):
            if isinstance(one, torch.Tensor):
                self._alive[id(one)] = weakref.ref(one)
                self.largest = max(self.largest, one.untyped_storage().nbytes() // one.element_size())
        there = [tensor for ref in self._alive.values() if (tensor := ref()) is not None]
        self._alive = {id(tensor): weakref.ref(tensor) for tensor in there}
        stores = {tensor.untyped_storage().data_ptr(): tensor.untyped_storage().nbytes() for tensor in there}
        self.most = max(self.most, sum(stores.values()))
        return made


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def graph(n: int, mode: Any = "topk") -> StepGraph:
    return build_graph([[0.8] * n for _ in range(n)], mode=mode)


def masked(graph: StepGraph, **more: Any) -> Sharing:
    return Sharing(graph=graph, masks={edge[:2]: HALF for edge in graph.edges[::2]}, **more)


def draw(
    model: Any, sharing: Sharing, batch: int = 1, watch: Callable[[], object] = lambda: None
) -> torch.Tensor:
    """The latents of all pictures; what each gets does not depend on how many there are."""
    n, width = sharing.graph.steps, int(model.network.config.cross_attention_dim)
    states = sample(
        model,
        Conditioning(embeds=torch.cat([random(1, 5, width, seed=s) for s in range(n)])),
        Conditioning(embeds=random(1, 5, width, seed=99)),
        torch.cat([random(1, 4, 8, 8, seed=s) for s in range(n)]),
        seeds=range(n),
        solver=Solver(steps=2),
        guidance=Guidance(scale=1.5),  # more would magnify what rounding leaves
        sharing=sharing,
        batch=batch,
    )
    rows: dict[int, torch.Tensor] = {}
    for state in states:
        watch()
        if state.finished:
            rows |= {step: state.latents[row] for row, step in enumerate(state.steps)}
    return torch.stack([rows[step] for step in range(n)])


def visited(sharing: Sharing, size: int = 1) -> None:
    """One layer reads for all steps, batch after batch."""
    shelf, steps = KeyShelf(sharing.graph, range(sharing.graph.steps)), sharing.graph.batches(size)
    for batch in steps:
        own = Heads(
            **{name: random(len(batch), 2, TOKENS, D, seed=batch[0]) for name in ("query", "key", "value")}
        )
        read(Visit(sharing=sharing, shelf=shelf, steps=batch, index=0, size=(8, 8)), "layer", own, 0.3)
        shelf.leave(0, batch)
    assert len(shelf) == 0


@pytest.mark.parametrize("kernel", ["keys", "merge"])
def test_small_batches_draw_what_one_batch_draws(sd: Any, kernel: Kernel) -> None:
    found, star = graph(4), graph(4, "star")
    for sharing in (masked(found, kernel=kernel), masked(star, kernel=kernel), Sharing(graph=star)):
        alone = draw(sd, sharing)
        for batch in (2, 4):
            torch.testing.assert_close(draw(sd, sharing, batch), alone, atol=1e-5, rtol=1e-5)


def test_a_batch_of_one_draws_the_same_bytes_however_many_pictures_there_are(sd: Any) -> None:
    few, many = (draw(sd, masked(graph(n))) for n in (3, 5))
    assert torch.equal(few, many[:3])


@pytest.mark.parametrize("batch", [1, 3])
def test_keys_are_gone_once_their_last_reader_has_been(
    sd: Any, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[weakref.ref[torch.Tensor]] = []
    put = KeyShelf.put

    def noted(shelf: KeyShelf, index: int, step: int, layer: str, keys: Any) -> None:
        kept.extend(weakref.ref(part) for part in keys if shelf.readers(step))
        put(shelf, index, step, layer, keys)

    monkeypatch.setattr(KeyShelf, "put", noted)
    alive: list[int] = []

    def count() -> None:
        alive.append(sum(ref() is not None for ref in kept))

    found = build_graph([[0.8] * 6] * 6, mode="star" if batch > 1 else "band", causal=True)
    layers = sum("attn1" in name for name in sd.network.attn_processors)
    draw(sd, masked(found), batch, count)
    read_by_others = 1 if batch > 1 else 5
    assert len(kept) == 2 * read_by_others * 2 * layers  # keys and values in every layer, at two timesteps
    assert 0 < max(alive) <= 2 * peak(found, found.batches(batch)) * 2 * layers
    assert alive[-1] == 0


@pytest.mark.parametrize("mode", ["band", "topk", "star"])
def test_a_guide_of_a_hundred_steps_keeps_no_more_pictures_than_one_of_ten(mode: Any) -> None:
    def pictures(n: int) -> int:
        found = build_graph([[0.8] * n] * n, mode=mode, causal=True)
        return peak(found, found.batches())

    assert pictures(100) == pictures(10) <= 3


@pytest.mark.parametrize("kernel", ["keys", "merge"])
def test_the_memory_of_a_hundred_steps_is_that_of_ten(kernel: Kernel) -> None:
    most = []
    for n in (10, 100):
        with Watch() as watch:
            visited(masked(graph(n), kernel=kernel))
        most.append(watch.most)
    assert most[1] <= 1.05 * most[0] + 100 * HALF.nbytes  # and a mask laid here and there


@pytest.mark.parametrize("kernel", ["keys", "merge"])
def test_all_steps_in_one_batch_take_memory_in_proportion(kernel: Kernel) -> None:
    each = []
    for n in (2, 8, 32):
        cyclic = build_graph([[0.8] * n] * n, mode="band", causal=False)
        with Watch() as watch:
            visited(masked(cyclic, kernel=kernel), n)
        each.append(watch.most / n)
    assert max(each) <= 1.3 * each[0]


@pytest.mark.parametrize("kernel", ["keys", "merge"])
@pytest.mark.parametrize("mode", ["band", "star", "topk"])
def test_no_tensor_ever_has_the_size_of_all_pairs_of_tokens(kernel: Kernel, mode: Any) -> None:
    n = 12
    found = build_graph([[0.8] * n] * n, mode=mode, causal=False)
    with Watch() as watch:
        visited(masked(found, kernel=kernel), n)
    assert watch.largest < (n * TOKENS) ** 2 / 4
    with Watch() as watch:
        tokens = random(1, 1, n * TOKENS, D)
        (tokens @ tokens.transpose(-1, -2)).softmax(-1)
    assert watch.largest == (n * TOKENS) ** 2  # so the watch would have seen it
