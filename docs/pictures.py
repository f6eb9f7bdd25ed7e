"""Draw the pictures of the documentation with the bundled model: `python docs/pictures.py`."""

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from comenius import files, illustrate, read
from comenius.arrays import to_image
from comenius.diffusion.backbones import load, resolve
from comenius.diffusion.generate import Drawn, generate
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


def held_out(count: int = 40, columns: int = 10) -> None:
    """Held-out scenes: the truth above, what the model makes of its caption below."""
    scenes = [settle(*sample(seed)) for seed in range(500, 500 + count)]
    settings = [sample(seed)[1] for seed in range(500, 500 + count)]
    captions = [describe(shot, looks=True) for shot in scenes]
    drawn = [
        to_image(event.picture)
        for event in generate(load(resolve("orbis")), captions, seeds=range(count), guidance=3.0, steps=18)
        if isinstance(event, Drawn)
    ]
    truth = [Image.fromarray(picture(s, k, 128)) for s, k in zip(scenes, settings, strict=True)]
    rows = [part[i : i + columns] for i in range(0, count, columns) for part in (truth, drawn)]
    save(sheet(rows, []), "orbis.png")


if __name__ == "__main__":
    guide()
    held_out()
