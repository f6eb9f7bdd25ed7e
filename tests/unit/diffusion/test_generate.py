"""The promise: a picture depends on its own inputs and on what it reads, byte for byte."""

import weakref
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from comenius.diffusion.attention import shelf as shelves
from comenius.diffusion.attention.graph import Edge, StepGraph, build_graph
from comenius.diffusion.attention.sharing import Sharing, Window
from comenius.diffusion.backbones import load
from comenius.diffusion.generate import Drawn, Progress, generate
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.sampling import sample, visits
from comenius.diffusion.solvers import SOLVERS, Solver
from comenius.errors import ModelError, SettingError

PROMPTS = ["chopped onion", "onion in a pan", "soup in a pot", "soup in a bowl"]
SEEDS = [11, 12, 13, 14]
W = [[1, 0.9, 0.2, 0.1], [0.9, 1, 0.6, 0.2], [0.2, 0.6, 1, 0.8], [0.1, 0.2, 0.8, 1]]
GRAPH = build_graph(W)


def draw(model: Any, n: int = 4, **settings: Any) -> dict[int, np.ndarray]:
    similarity = [row[:n] for row in W[:n]]
    settings = {"graph": build_graph(similarity), "steps": 2, "similarity": similarity, **settings}
    events = generate(model, PROMPTS[:n], seeds=SEEDS[:n], **settings)
    return {event.step: event.picture for event in events if isinstance(event, Drawn)}


def same(a: dict[int, np.ndarray], b: dict[int, np.ndarray]) -> bool:
    return all(np.array_equal(a[step], b[step]) for step in a.keys() & b.keys())


def test_pictures_come_one_by_one_with_progress_between(sd: Any) -> None:
    events = list(generate(sd, PROMPTS[:2], seeds=SEEDS[:2], steps=3))
    kinds = [type(event) for event in events]
    assert kinds == [Progress, Progress, Progress, Drawn] * 2
    counts = [(event.done, event.calls) for event in events if isinstance(event, Progress)]
    assert counts == [(i, 6) for i in range(1, 7)]
    picture = next(event for event in events if isinstance(event, Drawn)).picture
    assert picture.shape == (3, 16, 16)
    assert picture.dtype == np.float32
    assert 0 <= picture.min() <= picture.max() <= 1


def test_drawing_twice_gives_the_same_bytes(sd: Any) -> None:
    assert same(draw(sd), draw(sd))


@pytest.mark.parametrize("noise", ["independent", "shared", "coupled"])
def test_a_step_that_is_added_changes_no_earlier_picture(sd: Any, noise: str) -> None:
    assert same(draw(sd, 4, noise=noise), draw(sd, 3, noise=noise))


@pytest.mark.parametrize("noise", ["independent", "coupled"])
def test_redrawing_some_steps_gives_the_bytes_of_the_whole_run(xl: Any, noise: str) -> None:
    whole = draw(xl, noise=noise)
    for only in ({3}, {0, 2}, {1}):
        part = draw(xl, noise=noise, only=only)
        assert part.keys() == only
        assert same(whole, part)


@pytest.mark.parametrize("solver", ["dpm++", "euler-ancestral"])
def test_without_a_graph_each_picture_is_as_if_alone(sd: Any, solver: str) -> None:
    together = draw(sd, graph=None, solver=solver, steps=3)  # so many make use of those before them
    for step in range(4):
        alone = next(
            e
            for e in generate(sd, [PROMPTS[step]], seeds=[SEEDS[step]], steps=3, solver=solver)
            if isinstance(e, Drawn)
        )
        assert np.array_equal(together[step], alone.picture)
    assert not same(together, draw(sd, solver=solver, steps=3))  # and with one it is not


def test_a_graph_of_no_edges_is_independent_sampling_bitwise(sd: Any) -> None:
    assert same(draw(sd, graph=StepGraph(steps=4)), draw(sd, graph=None))


def test_a_picture_reads_its_sources_only(sd: Any) -> None:
    one = StepGraph(steps=4, edges=(Edge(3, 0, 1.0),))
    events = generate(sd, ["bread", *PROMPTS[1:]], seeds=SEEDS, graph=one, steps=2)
    plain = draw(sd, graph=one)
    after = {event.step: event.picture for event in events if isinstance(event, Drawn)}
    assert [step for step in plain if not np.array_equal(plain[step], after[step])] == [0, 3]
    assert plain.keys() == after.keys()


def latents(model: Any, **settings: Any) -> torch.Tensor:
    noise = torch.randn(4, 4, 8, 8, generator=torch.Generator().manual_seed(5))
    options: dict[str, Any] = {
        "solver": Solver(steps=2),
        "guidance": Guidance(scale=4.0),
        "sharing": Sharing(graph=GRAPH),
    }
    states = sample(
        model, model.encode(PROMPTS), model.encode_negative(""), noise, seeds=SEEDS, **(options | settings)
    )
    rows = {s: state.latents[r] for state in states if state.finished for r, s in enumerate(state.steps)}
    return torch.stack([rows[step] for step in sorted(rows)])


def test_both_orders_of_work_give_the_same_bytes(xl: Any) -> None:
    assert torch.equal(latents(xl), latents(xl, memory=0))


def test_small_batches_equal_one_batch_of_all(xl: Any) -> None:
    # rows of another batch size round differently in the last digits
    torch.testing.assert_close(latents(xl), latents(xl, batch=4), atol=1e-5, rtol=1e-5)


def test_steps_with_fewer_sources_may_stand_in_one_batch_with_others(sd: Any) -> None:
    uneven = Sharing(graph=StepGraph(steps=4, edges=(Edge(2, 0, 1.0), Edge(2, 1, 0.4), Edge(3, 1, 0.7))))
    assert uneven.graph.batches(4) == ((0, 1), (2, 3))
    torch.testing.assert_close(
        latents(sd, sharing=uneven), latents(sd, sharing=uneven, batch=4), atol=1e-5, rtol=1e-5
    )


def test_a_causal_graph_in_one_batch_equals_its_own_edges_drawn_together(sd: Any) -> None:
    cyclic = StepGraph(steps=4, edges=(*GRAPH.edges, Edge(0, 1, 1e-9)))  # an edge too weak to be seen
    torch.testing.assert_close(latents(sd), latents(sd, sharing=Sharing(graph=cyclic)), atol=1e-5, rtol=1e-5)


def test_a_window_of_nothing_is_no_sharing_bitwise(sd: Any) -> None:
    alone = latents(sd, sharing=None)
    closed = Sharing(graph=GRAPH, windows=(Window(start=0.5, stop=0.5),))
    assert torch.equal(latents(sd, sharing=closed), alone)
    late = Sharing(graph=GRAPH, windows=(Window(start=0.5),))
    assert not torch.equal(latents(sd, sharing=late), alone)


@pytest.mark.parametrize(
    ("start", "memory", "by_step"), [(0.0, 2**30, False), (0.0, 0, True), (0.5, 2**30, True)]
)
def test_pictures_advance_together_when_their_keys_cost_too_much_or_are_unknown(
    sd: Any, start: float, memory: int, by_step: bool
) -> None:
    states = sample(
        sd, sd.encode(PROMPTS), sd.encode_negative(""), torch.zeros(4, 4, 8, 8), seeds=SEEDS,
        solver=Solver(steps=2), guidance=Guidance(), memory=memory,
        sharing=Sharing(graph=GRAPH, windows=(Window(start=start),)),
    )  # fmt: skip
    order = [state.index for state in states]
    assert order == ([0] * 4 + [1] * 4 if by_step else [0, 1] * 4)


def test_latents_are_not_clipped_unless_the_model_says_so() -> None:
    for config in ({}, {"clip_sample": False}):
        assert not Solver(kind="ddim").start(config, torch.device("cpu")).scheduler.config.clip_sample
    assert Solver(kind="ddim").start({"clip_sample": True}, torch.device("cpu")).scheduler.config.clip_sample


@pytest.mark.parametrize("kind", sorted(SOLVERS))
def test_every_solver_keeps_the_promise(sd: Any, kind: str) -> None:
    settings = {"solver": Solver(kind=kind, steps=3)}
    assert torch.equal(latents(sd, **settings)[1:2], latents(sd, only={1}, **settings)[-1:])


def test_guidance_of_one_needs_no_negative_and_half_the_rows(sd: Any) -> None:
    rows: list[int] = []
    hook = sd.network.register_forward_pre_hook(lambda _, args: rows.append(len(args[0])))
    draw(sd, guidance=1.0)
    draw(sd, guidance=3.0)
    hook.remove()
    assert rows == [1] * 8 + [2] * 8


def test_no_keys_outlive_their_readers(sd: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    alive: weakref.WeakSet[torch.Tensor] = weakref.WeakSet()
    peak = 0
    put = shelves.KeyShelf.put

    def watched(self: Any, index: int, step: int, layer: str, keys: Any) -> None:
        nonlocal peak
        put(self, index, step, layer, keys)
        alive.update(keys)
        peak = max(peak, len({id(key) for key in alive}))

    monkeypatch.setattr(shelves.KeyShelf, "put", watched)
    layers = 2 * sum("attn1" in name for name in sd.network.attn_processors)
    n = 6
    chain = StepGraph(steps=n, edges=tuple(Edge(i, i - 1, 1.0) for i in range(1, n)))
    events = generate(sd, ["pan"] * n, seeds=range(n), sharing=Sharing(graph=chain), steps=2)
    assert sum(isinstance(event, Drawn) for event in events) == n
    assert len(alive) == 0
    assert peak <= 2 * 2 * layers  # two pictures, two denoising steps, whatever n


def test_the_caller_may_stop_and_preview_at_any_time(sd: Any) -> None:
    events = generate(sd, PROMPTS, seeds=SEEDS, graph=GRAPH, steps=4)
    event = next(events)
    assert isinstance(event, Progress)
    assert not torch.is_inference_mode_enabled()
    assert sd.decode(event.state.denoised).shape == (1, 3, 16, 16)
    events.close()  # type: ignore[attr-defined]
    assert all("StepAttention" not in type(p).__name__ for p in sd.network.attn_processors.values())


def test_two_guides_may_be_drawn_at_the_same_time(sd: Any) -> None:
    first, second = (generate(sd, PROMPTS, seeds=SEEDS, graph=GRAPH, steps=2) for _ in range(2))
    for a, b in zip(first, second, strict=True):
        assert not isinstance(a, Drawn) or (isinstance(b, Drawn) and np.array_equal(a.picture, b.picture))


def test_the_work_begins_the_same_in_both_orders_and_visits_all() -> None:
    batches = ((0,), (1,), (2,))
    by_picture = list(visits(batches, 2, lambda: True))
    by_step = list(visits(batches, 2, lambda: False))
    assert by_picture == [(0, (0,)), (1, (0,)), (0, (1,)), (1, (1,)), (0, (2,)), (1, (2,))]
    assert by_step == [(0, (0,)), (0, (1,)), (0, (2,)), (1, (0,)), (1, (1,)), (1, (2,))]
    assert list(visits((), 2, lambda: True)) == []


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"seeds": [1]}, "1 seeds for 4 pictures"),
        ({"graph": StepGraph(steps=3)}, "The graph has 3 steps, but there are 4 prompts"),
        ({"only": {9}}, "no step 9; the steps are 0 to 3"),
        ({"solver": "magic"}, "no solver 'magic'; known are dpm"),
        ({"steps": 0}, "in 0 steps"),
        ({"size": 17}, "multiples of 2 px"),
        ({"guidance": 0.0}, "guidance is 0"),
    ],
)
def test_impossible_wishes_are_refused_before_the_work_begins(
    sd: Any, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(SettingError, match=words):
        generate(sd, PROMPTS, **({"seeds": SEEDS} | settings))


def test_no_prompts_are_no_pictures(sd: Any) -> None:
    assert list(generate(sd, [], seeds=[])) == []
    assert list(generate(sd, PROMPTS, seeds=SEEDS, only=())) == []


def test_values_that_are_no_numbers_are_no_picture(sd_directory: Path) -> None:
    broken = load(sd_directory)
    with torch.no_grad():
        broken.network.conv_out.weight.fill_(torch.nan)
    with pytest.raises(ModelError, match="made no picture of step 1, only values that are no numbers"):
        list(generate(broken, ["dough"], seeds=[0], steps=2))


def test_a_schedule_that_cannot_be_followed_is_the_models_fault(sd_directory: Path) -> None:
    odd = load(sd_directory)
    odd = replace(odd, scheduler={**odd.scheduler, "beta_schedule": "nonsense"})
    with pytest.raises(ModelError, match=r"scheduler_config\.json cannot be followed"):
        list(generate(odd, ["dough"], seeds=[0], steps=2))


def test_an_edit_model_draws_each_picture_from_the_one_before_it(edit_directory: Path, sd: Any) -> None:
    model = load(edit_directory)
    before = torch.rand(2, 3, 16, 24, generator=torch.Generator().manual_seed(1))

    def edited(pictures: torch.Tensor, **settings: Any) -> dict[int, np.ndarray]:
        events = generate(model, PROMPTS[:2], seeds=SEEDS[:2], before=pictures, steps=2, **settings)
        return {event.step: event.picture for event in events if isinstance(event, Drawn)}

    drawn = edited(before)
    assert [picture.shape for picture in drawn.values()] == [(3, 16, 24)] * 2
    other = edited(torch.stack([before[0], 1 - before[1]]))
    assert np.array_equal(drawn[0], other[0])
    assert not np.array_equal(drawn[1], other[1])
    assert not same(drawn, edited(before, guidance=Guidance(image=3.0)))
    with pytest.raises(SettingError, match=r"tiny-edit edits pictures and needs one for each of the 2 instr"):
        generate(model, PROMPTS[:2], seeds=SEEDS[:2])
    with pytest.raises(SettingError, match="draws from words alone"):
        generate(sd, PROMPTS[:2], seeds=SEEDS[:2], before=before)
