"""Draw the pictures of the documentation with the bundled model: `python docs/pictures.py`."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from comenius import files, illustrate, read
from comenius.arrays import from_pixels, to_image
from comenius.diffusion.backbones import load, resolve
from comenius.diffusion.backbones.presets import preset
from comenius.diffusion.generate import Drawn, generate
from comenius.diffusion.guidance import Guidance
from comenius.lexicon.shot import describe
from comenius.world.render import picture
from comenius.world.scene import settle
from comenius.world.stream import sample

HERE = Path(__file__).parent
CELL = 192  # pixels


def sheet(rows: list[list[Image.Image]], captions: list[str]) -> Image.Image:
    """Pictures in rows, one caption under each column of each row group."""
    columns = len(rows[0])
    out = Image.new("RGB", (columns * CELL, len(rows) * CELL), "white")
    draw, font = ImageDraw.Draw(out), ImageFont.load_default(13)
    for j, row in enumerate(rows):
        for i, image in enumerate(row):
            out.paste(image.resize((CELL, CELL), Image.Resampling.LANCZOS), (i * CELL, j * CELL))
    for i, caption in enumerate(captions):
        draw.text((6 + (i % columns) * CELL, 5 + (i // columns) * CELL), caption, fill="black", font=font)
    return out


def save(image: Image.Image, name: str) -> None:
    """A PNG in docs/pictures, with few enough colours to be small."""
    import io

    buffer = io.BytesIO()
    image.quantize(255, dither=Image.Dither.FLOYDSTEINBERG).save(buffer, format="PNG", optimize=True)
    files.write(HERE / "pictures" / name, buffer.getvalue())


def guide() -> None:
    """The example recipe, as the README shows it."""
    with TemporaryDirectory() as folder:
        done = illustrate(read(HERE.parent / "examples/skillet-flatbread.md"), folder)
        drawn = [Image.open(Path(folder) / s.picture.path).convert("RGB") for s in done.steps if s.picture]
    while len(drawn) % 5:
        drawn.append(Image.new("RGB", (CELL, CELL), "white"))
    rows = [drawn[i : i + 5] for i in range(0, len(drawn), 5)]
    save(sheet(rows, [str(i + 1) for i in range(len(done.steps))]), "flatbread.png")


def held_out(count: int = 48, columns: int = 12) -> None:
    """Held-out scenes in groups of three rows: rendered, through the autoencoder, drawn from the caption."""
    directory = resolve("orbis")
    model, own = load(directory), preset(directory)
    pairs = [sample(seed) for seed in range(500, 500 + count)]
    captions = [describe(settle(*pair), looks=True) for pair in pairs]
    rendered = np.stack([from_pixels(picture(*pair, model.default_size[0])) for pair in pairs])
    with torch.no_grad():
        kept = model.decode(model.encode_picture(torch.from_numpy(rendered).to(model.dtype)))
    events = generate(
        model,
        captions,
        seeds=range(count),
        noise=own.noise,
        guidance=Guidance(scale=own.guidance, rescale=own.rescale),
        solver=own.solver,
        steps=own.steps,
    )
    drawn = [event.picture for event in events if isinstance(event, Drawn)]
    by_kind = [[to_image(p) for p in pictures] for pictures in (rendered, kept.float().numpy(), drawn)]
    save(sheet([row[i : i + columns] for i in range(0, count, columns) for row in by_kind], []), "orbis.png")


if __name__ == "__main__":
    guide()
    held_out()
