"""Sharing inside diffusers' own pipelines, and beside what else people put into a network."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import tiny_transformers
import torch

from comenius.diffusion.attention import stock
from comenius.diffusion.attention.graph import Edge, StepGraph
from comenius.diffusion.attention.mass import Mass
from comenius.diffusion.attention.processors import shared_attention
from comenius.diffusion.attention.sharing import Sharing, Visit, Window
from comenius.diffusion.attention.shelf import KeyShelf
from comenius.diffusion.attention.stock import coherent, place
from comenius.errors import ModelError, SettingError

N = 3
SECOND_READS_FIRST = Sharing(graph=StepGraph(steps=N, edges=(Edge(1, 0, 1.0),)))
KINDS = ["sd", "sd3", "flux", "qwen"]


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def pipes() -> dict[str, Any]:
    return {kind: tiny_transformers.pipeline(kind) for kind in KINDS}


def network(pipe: Any) -> Any:
    return pipe.unet if hasattr(pipe, "unet") else pipe.transformer


def draw(
    pipe: Any, pictures: int = 1, words: torch.Tensor | None = None, steps: int = N, **more: Any
) -> torch.Tensor:
    """Latents of a batch, one prompt a step."""
    words = random(steps, 5, 12, seed=1) if words is None else words
    words = words.repeat_interleave(pictures, 0)  # some pipelines repeat texts only
    given: dict[str, Any] = {"prompt_embeds": words, "negative_prompt_embeds": torch.zeros_like(words)}
    if hasattr(pipe, "transformer"):
        given["pooled_prompt_embeds"] = words.mean(1).repeat(1, 2)
        given["negative_pooled_prompt_embeds"] = torch.zeros(len(words), 24)
    kind, side = type(pipe).__name__, 16
    if kind == "FluxPipeline":
        given = {name: value for name, value in given.items() if "negative" not in name}
    if kind == "QwenImagePipeline":
        mask = torch.arange(words.shape[1]) < 2 + torch.arange(len(words))[:, None]  # of other lengths
        given = {name: value for name, value in given.items() if "pooled" not in name}
        given |= {"prompt_embeds_mask": mask, "negative_prompt_embeds_mask": mask.roll(1, 0)}
        more = {name.replace("guidance_scale", "true_cfg_scale"): value for name, value in more.items()}
        given["true_cfg_scale"], side = 3.0, 64
    else:
        given["guidance_scale"] = 3.0
    given |= {
        "num_inference_steps": 4, "height": side, "width": side, "output_type": "latent",
        "generator": [torch.Generator().manual_seed(i) for i in range(len(words))],
    }  # fmt: skip
    return torch.as_tensor(pipe(**given | more).images)


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_that_reads_another_is_the_only_one_that_changes(pipes: dict[str, Any], kind: str) -> None:
    plain = draw(pipes[kind])
    with coherent(pipes[kind], SECOND_READS_FIRST):
        shared = draw(pipes[kind])
    for alone in (0, 2):
        torch.testing.assert_close(shared[alone], plain[alone], atol=1e-4, rtol=1e-4)
    assert (shared[1] - plain[1]).abs().max() > 1e-2
    assert torch.equal(draw(pipes[kind]), plain)


@pytest.mark.parametrize("kind", KINDS)
def test_other_words_for_the_reader_leave_its_source_bitwise(pipes: dict[str, Any], kind: str) -> None:
    words = random(N, 5, 12, seed=1)
    other = words.clone()
    other[1] += 1
    with coherent(pipes[kind], SECOND_READS_FIRST):
        before, after = draw(pipes[kind], words=words), draw(pipes[kind], words=other)
    assert torch.equal(before[0], after[0])
    assert not torch.equal(before[1], after[1])


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_left_behind_not_even_by_an_error(pipes: dict[str, Any], kind: str) -> None:
    pipe, net = pipes[kind], network(pipes[kind])
    processors, shown = dict(net.attn_processors), repr(net)

    def stop(*_: Any) -> Any:
        raise KeyboardInterrupt

    def broken(*_: Any) -> Any:
        raise RuntimeError("out of memory")

    with pytest.raises(KeyboardInterrupt), coherent(pipe, SECOND_READS_FIRST):
        draw(pipe, callback_on_step_end=stop)
    last = net.conv_out if kind == "sd" else net.proj_out
    hook = last.register_forward_hook(broken)
    with coherent(pipe, SECOND_READS_FIRST), pytest.raises(RuntimeError, match="out of memory"):
        draw(pipe)
    hook.remove()
    after = net.attn_processors
    assert all(after[name] is processors[name] for name in processors)
    assert repr(net) == shown
    assert not any(m._forward_hooks or m._forward_pre_hooks for m in net.modules())


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_a_prompt_stay_apart(pipes: dict[str, Any], kind: str) -> None:
    pipe = pipes[kind]
    with coherent(pipe, SECOND_READS_FIRST, pictures=2):
        twice = draw(pipe, pictures=2)
    plain = draw(pipe, pictures=2)
    changed = [(twice[row] - plain[row]).abs().max() > 1e-3 for row in range(2 * N)]
    assert changed == [False, False, True, True, False, False]
    with coherent(pipe, SECOND_READS_FIRST):
        with pytest.raises(SettingError, match="rows at once; 3 steps with 1 pictures each make 3"):
            draw(pipe, pictures=2)
        with pytest.raises(SettingError, match="Give a prompt for each step"):
            draw(pipe, steps=2)


def visits(monkeypatch: pytest.MonkeyPatch) -> list[Visit]:
    """Every visit that the calls of a network make."""
    seen: list[Visit] = []

    def noted(net: Any, visit: Visit) -> AbstractContextManager[None]:
        seen.append(visit)
        return shared_attention(net, visit)

    monkeypatch.setattr(stock, "shared_attention", noted)
    return seen


@pytest.mark.parametrize(("kind", "groups"), [("sd", 2), ("sd3", 2), ("flux", 1), ("qwen", 1)])
def test_the_timestep_tells_where_the_denoising_is(
    pipes: dict[str, Any], kind: str, groups: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe, seen = pipes[kind], visits(monkeypatch)
    with coherent(pipe, SECOND_READS_FIRST):
        draw(pipe)
        draw(pipe, num_inference_steps=2)
        draw(pipe, num_inference_steps=2, guidance_scale=1.0)
    twice = 2 if kind == "qwen" else 1  # once with words and once without
    indices = [index for index in (0, 1, 2, 3, 0, 1) for _ in range(twice)] + [0, 1]
    assert [visit.index for visit in seen] == indices
    assert [visit.total for visit in seen] == [4] * 4 * twice + [2] * 2 * twice + [2] * 2
    assert [visit.groups for visit in seen] == [groups] * 6 * twice + [1] * 2
    assert {visit.size for visit in seen} == {(4, 4) if kind in ("flux", "qwen") else (8, 8)}


def test_windows_follow_it(pipes: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = visits(monkeypatch)
    early = Sharing(graph=SECOND_READS_FIRST.graph, windows=(Window(start=0.25, stop=0.75),))
    with coherent(pipes["flux"], early):
        draw(pipes["flux"])
    assert [visit.index for visit in seen] == [1, 2]


def test_calls_may_be_skipped_and_repeated(pipes: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    pipe, seen = pipes["sd3"], visits(monkeypatch)

    def enough(pipe: Any, index: int, _t: Any, given: dict[str, Any]) -> dict[str, Any]:
        pipe._interrupt = index == 1
        return given

    with coherent(pipe, SECOND_READS_FIRST):
        draw(pipe, skip_guidance_layers=[1], skip_layer_guidance_stop=1.0)  # calls again without one layer
        draw(pipe, callback_on_step_end=enough)
        draw(pipe)
    assert [visit.index for visit in seen] == [0, 1, 1, 2, 2, 3, 3, 0, 1, 0, 1, 2, 3]


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_a_timestep_is_found_in_any_precision(dtype: torch.dtype) -> None:
    schedule = torch.linspace(1000, 20, 50)
    assert [place((t / 1000).to(dtype).expand(3), schedule, 1000) for t in schedule] == list(range(50))
    assert [place(t.to(dtype), schedule) for t in schedule] == list(range(50))
    assert place(499, torch.tensor([999, 499, 499, 0])) == 1


def test_masks_and_mass_work_there_too(pipes: dict[str, Any]) -> None:
    half, mass = torch.zeros(16, 16), Mass()
    half[:8] = 1
    masked = Sharing(graph=SECOND_READS_FIRST.graph, masks={(1, 0): half})
    for pipe in pipes.values():
        with coherent(pipe, masked, mass=mass):
            found = draw(pipe)
        with coherent(pipe, SECOND_READS_FIRST):
            assert not torch.equal(found[1], draw(pipe)[1])
    assert 0 < mass.table()[1, 0] < 0.5


def test_sdxl_with_its_own_words(xl_directory: Path) -> None:
    from diffusers import StableDiffusionXLPipeline

    pipe = StableDiffusionXLPipeline.from_pretrained(xl_directory, add_watermarker=False)
    pipe.set_progress_bar_config(disable=True)
    given = {"prompt": ["flour", "dough", "bread"], "height": 16, "width": 16, "num_inference_steps": 2}

    def pictures() -> torch.Tensor:
        seeds = [torch.Generator().manual_seed(i) for i in range(N)]
        return torch.as_tensor(pipe(**given, generator=seeds, output_type="latent").images)

    plain = pictures()
    with coherent(pipe, SECOND_READS_FIRST):
        shared = pictures()
    torch.testing.assert_close(shared[::2], plain[::2], atol=1e-4, rtol=1e-4)
    assert (shared[1] - plain[1]).abs().max() > 1e-2


def test_a_pipeline_without_a_network_is_an_error() -> None:
    with (
        pytest.raises(ModelError, match="object has neither a transformer nor a UNet"),
        coherent(object(), SECOND_READS_FIRST),
    ):
        pass


def with_ip_adapter(unet: Any) -> dict[str, Any]:
    """Put a random IP-Adapter into a UNet; returns what its calls need further."""
    keys, count = {}, 0
    for name, layer in unet.named_modules():
        if name.endswith("attn2"):
            for part in ("k", "v"):
                keys[f"{2 * count + 1}.to_{part}_ip.weight"] = random(layer.to_k.out_features, 12, seed=count)
            count += 1
    image = {"proj.weight": random(48, 6), "proj.bias": torch.zeros(48)}
    image |= {"norm.weight": torch.ones(12), "norm.bias": torch.zeros(12)}
    unet._load_ip_adapter_weights([{"image_proj": image, "ip_adapter": keys}])
    return {"added_cond_kwargs": {"image_embeds": [random(N, 1, 6)]}}


def with_lora(net: Any) -> dict[str, Any]:
    """Put a random LoRA into a network."""
    peft = pytest.importorskip("peft")
    torch.manual_seed(0)
    net.add_adapter(
        peft.LoraConfig(r=2, target_modules=["to_q", "to_k", "to_v", "to_out.0"], init_lora_weights=False)
    )
    return {}


@pytest.mark.parametrize(
    ("kind", "extend"),
    [
        ("sd", with_ip_adapter),
        ("sd", with_lora),
        ("sd3", with_lora),
        ("flux", with_lora),
        ("qwen", with_lora),
    ],
)
def test_ip_adapter_and_lora_survive(kind: str, extend: Any) -> None:
    net = network(tiny_transformers.pipeline(kind))
    x, words = random(N, 4, 8, 8), random(N, 5, 12, seed=1)
    given: dict[str, Any] = {
        "sample": x, "timestep": 500, "encoder_hidden_states": words, "return_dict": False
    }  # fmt: skip
    if kind != "sd":
        given = tiny_transformers.inputs(kind, x, words)

    def found(sharing: Sharing | None = None, **more: Any) -> torch.Tensor:
        with torch.inference_mode():
            if sharing is None:
                return torch.as_tensor(net(**given | more)[0])
            steps = tuple(range(N))
            seen = Visit(sharing=sharing, shelf=KeyShelf(sharing.graph, steps), steps=steps, index=0)
            with shared_attention(net, seen):
                return torch.as_tensor(net(**given | more)[0])

    without = found()
    given |= extend(net)
    shown, processors, extended = repr(net), dict(net.attn_processors), found()
    assert (extended - without).abs().max() > 1e-3
    assert torch.equal(found(Sharing(graph=StepGraph(steps=N))), extended)
    shared = found(SECOND_READS_FIRST)
    torch.testing.assert_close(shared[::2], extended[::2], atol=1e-4, rtol=1e-4)
    assert not torch.equal(shared[1], extended[1])
    assert repr(net) == shown
    assert all(net.attn_processors[name] is processors[name] for name in processors)
    assert torch.equal(found(), extended)


def test_a_unet_whose_projections_were_fused_and_are_so_no_more_can_share() -> None:
    pipe = tiny_transformers.pipeline("sd")
    pipe.fuse_qkv_projections(vae=False)
    with coherent(pipe, SECOND_READS_FIRST), pytest.raises(ModelError, match="FusedAttnProcessor2_0"):
        draw(pipe)
    pipe.unfuse_qkv_projections(vae=False)
    with coherent(pipe, SECOND_READS_FIRST):
        draw(pipe)
