"""What every kind of network shares: masks, gates, subsets, styles and windows along the graph, by any kernel."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch

from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.diffusion.attention.masks import drop_empty, grid_of, pair_mask, pooled
from comenius.diffusion.attention.mass import Mass
from comenius.diffusion.attention.reading import Heads, read
from comenius.diffusion.attention.sharing import Kernel, Sharing, Visit, Window
from comenius.diffusion.attention.shelf import KeyShelf
from comenius.diffusion.attention.style import adain, moments
from comenius.errors import SettingError

N, TOKENS, D = 3, 16, 8
GRAPH = StepGraph(steps=N, edges=(Edge(1, 0, 0.9), Edge(2, 0, 0.3), Edge(2, 1, 0.6)))
LEFT = torch.zeros(4, 4)
LEFT[:, :2] = 1


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def heads(rows: int = N, d: int = D) -> Heads:
    return Heads(
        **{name: random(rows, 2, TOKENS, d, seed=i) for i, name in enumerate(("query", "key", "value"))}
    )


def visit(graph: StepGraph = GRAPH, *, mass: Mass | None = None, groups: int = 1, **more: Any) -> Visit:
    steps = tuple(range(graph.steps))
    return Visit(
        sharing=Sharing(graph=graph, **more), shelf=KeyShelf(graph, steps), steps=steps, index=3, total=10,
        size=(4, 4), mass=mass, groups=groups,
    )  # fmt: skip


def dense(own: Heads, step: int, factors: dict[int, torch.Tensor], scale: float) -> torch.Tensor:
    """Exp-weights × factors, renormalised, over all keys of the steps named, in double precision."""
    q = own.query[step].double()
    k = torch.cat([own.key[j] for j in factors], -2).double()
    v = torch.cat([own.value[j] for j in factors], -2).double()
    weights = torch.exp(scale * q @ k.transpose(-1, -2)) * torch.cat(list(factors.values()), -1).double()
    return (weights / weights.sum(-1, keepdim=True)) @ v


def done(seen: Visit, own: Heads, scale: float = 0.3) -> torch.Tensor:
    out = read(seen, "layer", own, scale)
    assert out is not None
    return out


@pytest.mark.parametrize("kernel", ["keys", "merge", "flex"])
@pytest.mark.parametrize("d", [8, 40, 64])
@pytest.mark.parametrize("budget", [math.inf, 0.5])
def test_every_kernel_equals_the_oracle_with_weights_masks_and_a_budget(
    kernel: Kernel, d: int, budget: float
) -> None:
    own = heads(d=d)
    out = done(
        visit(kernel=kernel, budget=budget, masks={(2, 1): LEFT}, windows=(Window(strength=0.5),)), own
    )
    burden = max(1.0, (0.5 * 0.3 + 0.5 * 0.6 * 0.5) / budget)
    factors = {
        2: torch.ones(TOKENS),
        0: torch.full((TOKENS,), 0.5 * 0.3 / burden),
        1: LEFT.flatten() * 0.5 * 0.6 / burden,
    }
    torch.testing.assert_close(out[2].double(), dense(own, 2, factors, 0.3), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("kernel", ["keys", "merge", "flex"])
def test_fractions_of_a_soft_mask_are_factors(kernel: Kernel) -> None:
    own, mask = heads(), torch.rand(4, 4, generator=torch.Generator().manual_seed(5))
    mask[0] = 0
    out = done(visit(kernel=kernel, soft=True, masks={(1, 0): mask}, budget=math.inf), own)
    factors = {1: torch.ones(TOKENS), 0: 0.9 * mask.flatten()}
    torch.testing.assert_close(out[1].double(), dense(own, 1, factors, 0.3), atol=1e-5, rtol=1e-5)


def test_an_empty_mask_is_no_edge() -> None:
    own = heads()
    pairs = {edge[:2]: torch.zeros(4, 4) for edge in GRAPH.edges}
    assert read(visit(masks=pairs), "layer", own, 0.3) is None
    alone = StepGraph(steps=N, edges=(Edge(2, 1, 0.6),))
    assert torch.equal(
        done(visit(masks={(1, 0): torch.zeros(4, 4), (2, 0): torch.zeros(4, 4)}), own),
        done(visit(alone), own),
    )
    assert drop_empty(GRAPH, pairs | {(2, 1): LEFT}).edges == (Edge(2, 1, 0.6),)


def test_a_place_with_a_closed_gate_sees_its_own_picture_only() -> None:
    own = heads()
    out = done(visit(gates=dict.fromkeys(((1, 0), (2, 0), (2, 1)), 1 - LEFT)), own)
    plain = torch.nn.functional.scaled_dot_product_attention(own.query, own.key, own.value, scale=0.3)
    places = LEFT.flatten().bool()
    torch.testing.assert_close(out[..., places, :], plain[..., places, :])
    assert (out[1:][..., ~places, :] - plain[1:][..., ~places, :]).abs().min() > 0


def test_windows_say_where_and_when_and_the_strongest_counts() -> None:
    own = heads()
    early, late = Window(stop=0.3), Window(start=0.3, layers=("up",), strength=0.4)
    assert read(visit(windows=(early, late)), "down.1", own, 0.3) is None
    found = read(visit(windows=(early, late)), "up.1", own, 0.3)
    torch.testing.assert_close(found, done(visit(windows=(Window(strength=0.4),)), own))
    sharing = Sharing(graph=GRAPH, windows=(Window(strength=0.4), Window(layers=("up",), strength=0.9)))
    assert [sharing.strength(name, 0, 10) for name in ("up.3", "mid")] == [0.9, 0.4]
    assert not Sharing(graph=GRAPH, windows=()).touches("up.3")


def test_the_mass_that_is_noted_is_the_mass_that_is_taken() -> None:
    own, mass = heads(), Mass()
    done(visit(mass=mass, budget=math.inf), own)
    ones = {j: Heads(query=own.query, key=own.key, value=torch.zeros_like(own.value)) for j in range(N)}
    for j, seen in ones.items():
        seen.value[j] = 1
    weights = {2: torch.ones(TOKENS), 0: torch.full((TOKENS,), 0.3), 1: torch.full((TOKENS,), 0.6)}
    table = mass.table()
    for j, seen in ones.items():
        assert table[2, j] == pytest.approx(float(dense(seen, 2, weights, 0.3).mean()), abs=1e-5)
    for reader in range(N):
        assert sum(value for (i, _), value in table.items() if i == reader) == pytest.approx(1)


@pytest.mark.parametrize("kernel", ["keys", "merge"])
def test_a_subset_is_so_many_places_and_others_next_time(kernel: Kernel) -> None:
    own = heads()
    value = torch.zeros_like(own.value)
    value[0] = torch.eye(TOKENS)[:, :D]
    same_keys = Heads(query=own.query, key=torch.zeros_like(own.key), value=value)
    graph = StepGraph(steps=N, edges=(Edge(1, 0, 1.0),))
    seen = visit(graph, subset=0.5, kernel=kernel)
    out = done(seen, same_keys)
    assert torch.equal(out, done(seen, same_keys))
    assert {round(float(x), 4) for x in out[1].unique()} == {
        0.0,
        round(1 / 24, 4),
    }  # 16 of its own and 8 of 16
    other = Visit(sharing=seen.sharing, shelf=seen.shelf, steps=seen.steps, index=4, total=10)
    assert not torch.equal(out, done(other, same_keys))


def test_a_style_gives_queries_and_keys_the_moments_of_the_first_source() -> None:
    own = heads()
    own = Heads(query=own.query, key=own.key + torch.arange(N).view(N, 1, 1, 1), value=own.value)
    star = StepGraph(steps=N, edges=(Edge(1, 0, 1.0), Edge(2, 0, 1.0)))

    def styled(x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x[:1], adain(x[1:], *(part[:1].expand(2, -1, -1, -1) for part in moments(x)))])

    expected = Heads(query=styled(own.query), key=styled(own.key), value=own.value)
    out = done(visit(star, style=True, budget=math.inf), own)
    torch.testing.assert_close(out[0], done(visit(star), own)[0])
    factors = {2: torch.ones(TOKENS), 0: torch.ones(TOKENS)}
    torch.testing.assert_close(out[2].double(), dense(expected, 2, factors, 0.3), atol=1e-4, rtol=1e-4)


def test_a_picture_in_its_own_style_stays_as_it_is() -> None:
    x = random(2, 5, 3)
    torch.testing.assert_close(adain(x, *moments(x)), x)
    mean, deviation = moments(adain(x, torch.full((2, 1, 3), 4.0), torch.full((2, 1, 3), 0.5)))
    torch.testing.assert_close(mean, torch.full((2, 1, 3), 4.0))
    torch.testing.assert_close(deviation, torch.full((2, 1, 3), 0.5), atol=1e-4, rtol=1e-4)


def test_groups_without_words_may_stay_alone() -> None:
    own = heads(2 * N)
    for kernel in ("keys", "merge"):
        out = done(visit(groups=2, unconditional=False, kernel=kernel), own)
        both = done(visit(groups=2, kernel=kernel), own)
        plain = torch.nn.functional.scaled_dot_product_attention(own.query, own.key, own.value, scale=0.3)
        torch.testing.assert_close(out[:N], plain[:N], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(out[N:], both[N:], atol=1e-5, rtol=1e-5)


def test_foreign_keys_can_be_turned_by_their_slot() -> None:
    own = heads()
    slots: list[tuple[int, float]] = []

    def turn(key: torch.Tensor, slot: int) -> torch.Tensor:
        slots.append((slot, float(key[0, 0, 0, 0, 0])))
        return key * (slot + 2)

    out = read(visit(budget=math.inf), "layer", own, 0.3, turn=turn)
    assert slots == [
        (0, float(own.key[0, 0, 0, 0])),
        (0, float(own.key[0, 0, 0, 0])),
        (1, float(own.key[1, 0, 0, 0])),
    ]
    turned = Heads(
        query=own.query, key=own.key * torch.tensor([2.0, 3.0, 1.0]).view(N, 1, 1, 1), value=own.value
    )
    factors = {2: torch.ones(TOKENS), 0: torch.full((TOKENS,), 0.3), 1: torch.full((TOKENS,), 0.6)}
    assert out is not None
    torch.testing.assert_close(out[2].double(), dense(turned, 2, factors, 0.3), atol=1e-5, rtol=1e-5)


def test_the_mask_of_a_pair_is_what_both_show_less_what_only_the_source_shows() -> None:
    bowl, contents = torch.ones(4, 4), torch.zeros(4, 4)
    contents[1:3, 1:3] = 1
    mask = pair_mask([bowl], [contents])
    assert mask is not None
    assert mask.sum() == 12
    assert mask[1, 1] == 0
    assert pair_mask([], [contents]) is None
    assert torch.equal(pair_mask([bowl, contents], []), bowl)  # type: ignore[arg-type]


def test_masks_lie_on_each_layers_own_grid() -> None:
    assert [grid_of(96 * 160 // 4**level, (96, 160)) for level in range(4)] == [
        (96, 160), (48, 80), (24, 40), (12, 20),
    ]  # fmt: skip
    assert grid_of(3 * 5, (5, 10)) == (3, 5)  # odd sides are rounded up
    half = torch.zeros(96, 160)
    half[:, :80] = 1
    for level in range(4):
        grid = grid_of(96 * 160 // 4**level, (96, 160))
        laid = pooled(half, grid, dilate=0).unflatten(0, grid)
        assert laid[:, : grid[1] // 2].all()
        assert not laid[:, grid[1] // 2 :].any()
    wide = pooled(half, (24, 40)).unflatten(0, (24, 40))
    assert wide[:, :21].all()  # one place more, where places are small
    assert not wide[:, 21:].any()
    assert pooled(half, (12, 20)).sum() == 120  # and none where they are large
    with pytest.raises(SettingError, match="7 tokens are no grid of latents of 96x160"):
        grid_of(7, (96, 160))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Window(strength=0.0), "must lie in"),
        (lambda: Sharing(graph=GRAPH, subset=0.0), "a share in"),
        (lambda: Sharing(graph=GRAPH, kernel="keys", gates={(1, 0): LEFT}), "Gates need the kernel"),
    ],
)
def test_settings_that_cannot_be_say_what_is_needed(make: Callable[[], object], says: str) -> None:
    with pytest.raises(SettingError, match=says):
        make()


def test_one_flexible_call_needs_all_steps_at_once() -> None:
    with pytest.raises(SettingError, match="needs all steps in one batch"):
        read(visit(kernel="flex", subset=0.5), "layer", heads(), 0.3)
