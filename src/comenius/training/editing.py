"""Train an edit model: a picture and what is asked of it in, the picture after it out (arXiv:2211.09800)."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor

from comenius.training import checkpoint, data, denoising, words
from comenius.training.denoising import Denoising, Painter
from comenius.training.export import export
from comenius.training.run import HEARD, HELD_OUT, Run
from comenius.vision.scoring import unit
from comenius.world.edits import edit as change


def edit(run: Run) -> Iterator[dict[str, float]]:
    """Train the edit model, when the recipe has one, and write it in the layout of its stock pipeline."""
    recipe, own, (folder, size) = run.recipe, run.recipe.edit, run.encoder
    file = run.folder / "editor/checkpoint.safetensors"
    if own is None or run.done(file, own.minutes):
        return
    first = data.TRAINING_SEEDS
    asked = [change(seed).instruction for seed in range(first, first + min(recipe.scenes, HEARD))]
    tokenizer = words.kept(
        run.folder / "instructions", lambda: words.learn([*run.told, *asked], window=own.window)
    )
    draw = data.Edits(size, tokenizer)
    vae = run.whitened(folder)
    rows = run.latents(vae, draw, "pairs")
    held = draw(range(HELD_OUT))
    z = data.latents(vae, unit(held["pictures"].flatten(0, 1).to(run.device))).float().unflatten(0, (-1, 2))
    torch.manual_seed(recipe.seed)
    model = painter(run, own, tokenizer, z.shape[-1]).to(run.device)
    vae = run.shipped()
    known = {word for line in (*run.told, *asked) for word in line.lower().replace(",", " ").split()}

    def save(average: Painter) -> None:
        export(run.folder / "edit", average, vae, tokenizer, preset=recipe.preset, words=known, edits=True)

    yield from denoising.train(
        own, model, data.pairs(rows, own.batch),
        (z[:, 1], held["ids"].long().to(run.device), data.changed(z[:, 0], z[:, 1]), z[:, 0]),
        words.ids(tokenizer, [""]).to(run.device), recipe.size, file, save,
        seed=recipe.seed, until=run.until,
    )  # fmt: skip


def painter(run: Run, recipe: Denoising, tokenizer: Any, size: int) -> Painter:
    """A network that sees a picture beside the one it makes, with what of the run's painter it has room for."""
    model = Painter(recipe, len(tokenizer), words.special(tokenizer), size, recipe.latent_channels)
    learned = run.folder / "painter/checkpoint.safetensors"
    if learned.exists():
        parent = Painter(run.recipe.painter, len(run.tokenizer), words.special(run.tokenizer), size)
        checkpoint.restore_model(parent, checkpoint.load(learned)[0], "average")
        inherit(model, parent, tokenizer.get_vocab(), run.tokenizer.get_vocab())
    return model


@torch.no_grad()
def inherit(model: Painter, parent: Painter, own: dict[str, int], theirs: dict[str, int]) -> None:
    """Give an edit model a painter's weights: words by their spelling, and nothing for what only it can see.

    `own` and `theirs` are the two vocabularies. Of the same shape, the new model makes of the old one's words what the
    old one made, whatever picture it sees; a network of other widths keeps what it began with.
    """
    shared = [(own[word], theirs[word]) for word in own if word in theirs]
    here, there = (list(ids) for ids in zip(*shared, strict=True))
    old: dict[str, Tensor] = parent.state_dict()
    alike = model.unet.config.block_out_channels == parent.unet.config.block_out_channels
    for name, weight in model.state_dict().items():
        if "token_embedding" in name:
            weight[here] = old[name][there]
        elif name.startswith("unet.") and not alike:
            continue
        elif weight.shape == old[name].shape:
            weight.copy_(old[name])
        else:  # the first convolution, with channels that the painter does not have
            weight.zero_()
            weight[:, : old[name].shape[1]] = old[name]
