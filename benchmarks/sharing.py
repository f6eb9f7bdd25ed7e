"""What coherence costs in time and memory: no sharing, ours, and three ways of full sharing, all in one run.

    python benchmarks/sharing.py [--pictures 2 4 8] [--repeats 3] [--bound 4] [--steps 2] [--kernels]

The network is SDXL's, scaled down to two processor cores: 64x64 latents, self-attention on 32x32 and 16x16 tokens with
heads of 64 channels, an attention share like SDXL's, random weights; with a GPU it is SDXL's own shape in bfloat16.
Ours reads the two most alike earlier pictures through masks. Time is the processor's (with a GPU, the clock's), the
best of several turns; ratios are to drawing every picture by itself. Memory is the growth of a process's resident
peak (`ru_maxrss` of a fork per way; with a GPU, of what torch allocated) beyond one that has drawn a picture. A way
that asks for more than the bound is told, not timed. `--kernels`, always on a GPU, times also the kernels that ours can
be computed by: wider keys, merged parts, and FlexAttention, which needs all pictures in one batch and a GPU to be fast.
The last line is the table as JSON.
"""

import argparse
import ctypes
import json
import math
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from comenius.diffusion.attention.graph import StepGraph, build_graph
from comenius.diffusion.attention.masks import pooled
from comenius.diffusion.attention.processors import self_attention
from comenius.diffusion.attention.sharing import Kernel, Sharing
from comenius.diffusion.attention.style import adain, moments
from comenius.diffusion.backbones.backbone import Backbone
from comenius.diffusion.backbones.clip_words import ClipWords
from comenius.diffusion.backbones.text import Conditioning
from comenius.diffusion.backbones.unet import UNet
from comenius.diffusion.guidance import Guidance
from comenius.diffusion.sampling import sample
from comenius.diffusion.solvers import Solver

Run = Callable[[], list[float]]
M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD = -1, -2, -3  # of glibc's mallopt
WEIGHT = 0.8  # of every edge
SHARE = 0.4  # of a picture's tokens that others may read
SMALL: dict[str, Any] = {
    "sample_size": 64, "block_out_channels": (64, 64, 128), "attention_head_dim": (1, 1, 2), "layers_per_block": 1,
    "transformer_layers_per_block": (1, 1, 2), "cross_attention_dim": 512,
}  # fmt: skip
SDXL: dict[str, Any] = {
    "sample_size": 128, "block_out_channels": (320, 640, 1280), "attention_head_dim": (5, 10, 20),
    "transformer_layers_per_block": (1, 2, 10), "cross_attention_dim": 2048,
}  # fmt: skip


def network(device: str) -> Backbone:
    """A denoiser alone: neither words nor pictures take part."""
    from diffusers.models import UNet2DConditionModel

    torch.manual_seed(0)
    unet: Any = UNet2DConditionModel(
        in_channels=4, out_channels=4, use_linear_projection=True,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        **(SDXL if device == "cuda" else SMALL),
    )  # fmt: skip
    unet = unet.to(device, torch.bfloat16 if device == "cuda" else torch.float32)
    return Backbone(
        name="scaled SDXL", directory=Path(), components=(), denoiser=UNet(network=unet.eval().requires_grad_(False)),
        vae=SimpleNamespace(config={"block_out_channels": (1,) * 4}), words=ClipWords(texts=()),
        scheduler={"beta_schedule": "scaled_linear"},
    )  # fmt: skip


def object_mask(side: int) -> Tensor:
    """A square thing on the latents; with the place around it, our share of the finest tokens may be read."""
    mask = torch.zeros(side, side)
    edge = 2 * (round(side / 2 * math.sqrt(SHARE)) - 2)
    start = (side - edge) // 8 * 4
    mask[start : start + edge, start : start + edge] = 1
    return mask


def draw(backbone: Backbone, n: int, steps: int, sharing: Sharing | None, batch: int) -> list[float]:
    """Draw n pictures; the seconds of each call of the denoiser."""
    side, width = backbone.network.config.sample_size, backbone.network.config.cross_attention_dim
    words = torch.randn(n + 1, 77, width, generator=torch.Generator().manual_seed(1))
    words = words.to(backbone.device, backbone.dtype)
    states = sample(
        backbone,
        Conditioning(embeds=words[1:]),
        Conditioning(embeds=words[:1]),
        torch.randn(n, 4, side, side, generator=torch.Generator().manual_seed(2)),
        seeds=range(n),
        solver=Solver(steps=steps),
        guidance=Guidance(scale=1),
        sharing=sharing,
        batch=batch,
    )
    clock, times = watch(backbone.device.type), []
    began = clock()
    for _ in states:
        times.append(clock() - began)
        began = clock()
    return times


class Joint:
    """Self-attention in which each of n pictures reads all others, as a peer does it, at the least cost we know."""

    def __init__(self, way: str) -> None:
        self.attend: Callable[[Tensor, Tensor, Tensor], Tensor] = getattr(self, way)
        self.masks: dict[tuple[int, int], Tensor] = {}

    def __call__(self, attn: Any, hidden_states: Tensor, **_: Any) -> Tensor:
        """What diffusers' processor returns, of layers without norms of their own."""
        q, k, v = (
            part(hidden_states).unflatten(-1, (attn.heads, -1)).transpose(1, 2)
            for part in (attn.to_q, attn.to_k, attn.to_v)
        )
        out: Tensor = attn.to_out[0](self.attend(q, k, v).transpose(1, 2).flatten(2))
        return out

    def weighted(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """CoherentVI's equation as it is written: one softmax over all keys with a matrix of log W + log M."""
        n, tokens = len(q), q.shape[-2]
        if (n, tokens) not in self.masks:
            seen = F.adaptive_avg_pool2d(object_mask(64)[None], math.isqrt(tokens)).flatten() >= 0.5
            bias = torch.where(seen, math.log(WEIGHT), -1e4).to(q).repeat(n)
            full = bias.repeat(n * tokens, 1)
            for i in range(n):
                mine = slice(i * tokens, (i + 1) * tokens)
                full[mine, mine] = 0
            self.masks[n, tokens] = full
        q, k, v = (x.transpose(0, 1).flatten(1, 2)[None] for x in (q, k, v))
        out = F.scaled_dot_product_attention(q, k, v, attn_mask=self.masks[n, tokens])
        rows: Tensor = out[0].unflatten(1, (n, tokens)).transpose(0, 1)
        return rows

    def aligned(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """StyleAligned with full sharing: queries and keys in the first picture's style, all keys for all."""
        n, tokens = len(q), q.shape[-2]
        q, k = (adain(x, *(part[:1] for part in moments(x))) for x in (q, k))
        q, k, v = (x.transpose(0, 1).flatten(1, 2)[None] for x in (q, k, v))
        rows: Tensor = F.scaled_dot_product_attention(q, k, v)[0].unflatten(1, (n, tokens)).transpose(0, 1)
        return rows

    def sampled(self, q: Tensor, k: Tensor, v: Tensor) -> Tensor:
        """StoryDiffusion: its own tokens and a random half of all others', gathered, not masked."""
        n, tokens = len(q), q.shape[-2]
        k, v = (x.transpose(0, 1).flatten(1, 2)[None] for x in (k, v))
        half = torch.rand(n * tokens, device=q.device) < 0.5
        rows = []
        for i in range(n):
            keep = half.clone()
            keep[i * tokens : (i + 1) * tokens] = True
            places = keep.nonzero().flatten()
            rows.append(
                F.scaled_dot_product_attention(
                    q[i : i + 1], k.index_select(2, places), v.index_select(2, places)
                )
            )
        return torch.cat(rows)


@contextmanager
def installed(unet: Any, way: str) -> Iterator[None]:
    """Inside, all self-attention is a peer's."""
    layers = self_attention(unet)
    originals = {name: layer.processor for name, layer in layers.items()}
    joint = Joint(way)
    for layer in layers.values():
        layer.processor = joint
    try:
        yield
    finally:
        for name, layer in layers.items():
            layer.processor = originals[name]


def ways(backbone: Backbone, n: int, steps: int, kernels: bool) -> dict[str, Run]:
    """What can be compared, by name."""
    graph = build_graph([[WEIGHT] * n for _ in range(n)])
    mask = object_mask(backbone.network.config.sample_size)

    def masked(graph: StepGraph, kernel: Kernel = "auto") -> Sharing:
        return Sharing(graph=graph, masks={edge[:2]: mask for edge in graph.edges}, kernel=kernel)

    def plain(sharing: Sharing | None, batch: int, peer: str = "") -> Run:
        def run() -> list[float]:
            with installed(backbone.network, peer) if peer else nullcontext():
                return draw(backbone, n, steps, sharing, batch)

        return run

    more = {}
    if kernels:
        whole = build_graph([[WEIGHT] * n for _ in range(n)], mode="complete")
        more["ours, merged"] = plain(masked(graph, "merge"), 1)
        for name in ("keys", "merge", "flex"):
            more[f"all with all, {name}"] = plain(masked(whole, name), n)
    return {
        "no sharing": plain(None, 1),
        "ours": plain(masked(graph), 1),
        "no sharing, one batch": plain(None, n),
        "full, explicit mask": plain(None, n, "weighted"),
        "full, StyleAligned": plain(None, n, "aligned"),
        "full, StoryDiffusion": plain(None, n, "sampled"),
        **more,
    }


def peak(run: Run, device: str, bound: float) -> float:
    """Bytes at the peak beyond what lay there before; infinite when there would be more than `bound`."""
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
        before: float = torch.cuda.memory_allocated()
        try:
            run()
        except torch.OutOfMemoryError:
            return math.inf
        used = torch.cuda.max_memory_allocated() - before
        return used if used <= bound else math.inf
    if sys.platform == "linux":
        ctypes.CDLL(None).malloc_trim(0)  # what earlier work has freed must not hide what this takes
    reading, writing = os.pipe()
    if child := os.fork():
        os.close(writing)
        with os.fdopen(reading) as answer:
            text = answer.read()
        os.waitpid(child, 0)
        return float(text or "inf")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + int(bound)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        run()
        grown = 1024.0 * (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    except (RuntimeError, MemoryError):
        grown = math.inf
    os.write(writing, str(grown).encode())
    os._exit(0)


def watch(device: str) -> Callable[[], float]:
    """Seconds that the processor has worked; with a GPU, the clock's once it has done all."""

    def waited() -> float:
        torch.cuda.synchronize()
        return time.perf_counter()

    return time.process_time if device == "cpu" else waited


def compare(runs: dict[str, Run], repeats: int) -> dict[str, float]:
    """Seconds of each way: the least of each call of the denoiser in some turns, summed."""
    best: dict[str, list[float]] = {}
    for turn in range(repeats):
        for way, run in runs.items():
            if turn and sum(best[way]) > 2 * sum(best["no sharing"]):
                continue  # what takes that much longer is told well enough by one turn
            times = run()
            best[way] = [min(pair) for pair in zip(times, best.get(way, times), strict=True)]
    return {way: sum(times) for way, times in best.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table, and the same as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--pictures", type=int, nargs="+", default=[2, 4, 8])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--bound", type=float, default=4.0, help="GiB that a way may take")
    parser.add_argument("--steps", type=int, default=2, help="denoising steps of a picture")
    parser.add_argument("--kernels", action="store_true", help="time the kernels of ours too")
    options: Any = parser.parse_args(arguments)
    torch.set_num_threads(1)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    kernels = options.kernels or device == "cuda"
    backbone = network(device)
    draw(backbone, 1, 1, None, 1)  # the first call of a process pays for its libraries
    runs = {n: ways(backbone, n, options.steps, kernels) for n in options.pictures}
    bound = options.bound * 2**30
    memory = {n: {way: peak(run, device, bound) for way, run in runs[n].items()} for n in runs}
    steady()
    print(f"{told(backbone)}; {options.steps} denoising steps without guidance")
    rows = []
    for n, them in runs.items():
        possible = {way: run for way, run in them.items() if memory[n][way] < math.inf}
        seconds = compare(possible, options.repeats)
        print(f"\n{n} pictures{'':<15}time    s a picture      MiB   MiB a picture", flush=True)
        for way in them:
            if way not in possible:
                print(f"{way:<24}more than {options.bound:g} GiB, not run")
                rows.append({"pictures": n, "way": way})
                continue
            ratio, each, mebibytes = (
                seconds[way] / seconds["no sharing"], seconds[way] / n, memory[n][way] / 2**20
            )  # fmt: skip
            print(f"{way:<24}{ratio:5.2f}{each:14.3f}{mebibytes:11.0f}{mebibytes / n:13.1f}", flush=True)
            rows.append({"pictures": n, "way": way, "ratio": ratio, "seconds": each, "MiB": mebibytes})
    print(json.dumps(rows))


def steady() -> None:
    """Let the C library keep what is freed: else pages that it gives back and takes again decide, not the work."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        for parameter in (M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_THRESHOLD):
            libc.mallopt(parameter, 2**28)


def told(backbone: Backbone) -> str:
    """The network and the masks in a line: what a reader has to know to judge the ratios."""
    spent: list[float] = []
    plain, clock = F.scaled_dot_product_attention, watch(backbone.device.type)

    def timed(query: Tensor, key: Tensor, *args: Any, **more: Any) -> Tensor:
        began = clock()
        out = plain(query, key, *args, **more)
        if query.shape[-2] == key.shape[-2]:  # not words
            spent.append(clock() - began)
        return out

    F.scaled_dot_product_attention = timed
    try:
        whole = sum(draw(backbone, 1, 4, None, 1))
    finally:
        F.scaled_dot_product_attention = plain
    side = backbone.network.config.sample_size
    grids = side // 2, side // 4
    read = [float(pooled(object_mask(side), (grid, grid)).mean()) for grid in grids]
    count = sum(weight.numel() for weight in backbone.network.parameters()) / 1e6
    return (
        f"{count:.0f} M parameters, self-attention {sum(spent) / whole:.0%} of the time; masks let "
        f"{read[0]:.2f} of {grids[0]}x{grids[0]} tokens be read and {read[1]:.2f} of {grids[1]}x{grids[1]}"
    )


if __name__ == "__main__":
    main()
