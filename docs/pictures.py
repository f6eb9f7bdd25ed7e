"""Draw the pictures of the documentation with the bundled model: `python docs/pictures.py [RECIPE]`.

With a recipe only its strip is drawn, without sharing and with it.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw, ImageFont

from comenius import files, illustrate, plan, read
from comenius.arrays import to_image
from comenius.diffusion.attention.ladder import LADDER
from comenius.diffusion.backbones import load
from comenius.evaluation import coherence
from comenius.evaluation.bench import Bench, bundled, draw, render
from comenius.evaluation.stories import Story, open_caption
from comenius.illustration.edit_guide import editing_guide
from comenius.illustration.editing import Asked, Done, Wish, editing
from comenius.seeds import derive
from comenius.world.edits import edit
from comenius.world.scene import Setting

HERE = Path(__file__).parent
CELL = 192  # pixels
COLUMNS = 4  # of a guide


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


def guide_edit(folder: Path, steps: tuple[int, ...] = (3, 4, 5)) -> None:
    """Steps of a guide, above as drawn and below with an edit of the first carried through."""
    paths = [folder / "steps" / f"{step:02}.png" for step in steps]
    before = [Image.open(path).convert("RGB") for path in paths]
    wish = Wish(text="make the pot red and the table blue")
    for _ in editing_guide(folder, steps[0], wish, Asked(), through=True):
        pass
    after = [Image.open(path).convert("RGB") for path in paths]
    save(sheet([before, after], []), "guide-edit.png")


def wish(picture: Path) -> None:
    """A picture made festive: before, and four answers."""
    with TemporaryDirectory() as folder:
        *_, done = editing(picture, Path(folder) / "out", Wish(text="make it festive", variants=4))
        assert isinstance(done, Done)
        shown = [Image.open(path).convert("RGB") for path in (done.folder / "before.png", *done.pictures)]
    save(sheet([shown], [""] * len(shown)), "wish.png")


def guide() -> None:
    """The example recipe, as the README shows it, and its last picture made festive."""
    with TemporaryDirectory() as folder:
        done = illustrate(read(HERE.parent / "examples/tomato-soup.md"), folder)
        drawn = [Image.open(Path(folder) / s.picture.path).convert("RGB") for s in done.steps if s.picture]
        wish(Path(folder) / "steps" / f"{len(done.steps):02}.png")
        guide_edit(Path(folder))
    while len(drawn) % COLUMNS:
        drawn.append(Image.new("RGB", (CELL, CELL), "white"))
    rows = [drawn[i : i + COLUMNS] for i in range(0, len(drawn), COLUMNS)]
    save(sheet(rows, [str(i + 1) for i in range(len(done.steps))]), "soup.png")


def held_out(count: int = 48, columns: int = 12) -> None:
    """Held-out scenes in groups of three rows: rendered, through the autoencoder, drawn from the caption."""
    bench = Bench(bundled(), count, first=500)
    by_kind = [[to_image(p) for p in of.numpy()] for of in (bench.rendered, bench.kept, bench.drawn)]
    save(sheet([row[i : i + columns] for i in range(0, count, columns) for row in by_kind], []), "orbis.png")


def edits(count: int = 24, columns: int = 12) -> None:
    """Held-out edits in groups of three rows: before, after as the kitchen draws it, after as the model does."""
    asked = [edit(seed) for seed in range(500, 500 + count)]
    before = render([(one.before, one.setting) for one in asked], 256)
    after = render([(one.after, one.setting) for one in asked], 256)
    drawn = draw(load(bundled() / "edit"), [one.instruction for one in asked], lambda *_: None, before)
    by_kind = [[to_image(p) for p in of.numpy()] for of in (before, after, drawn)]
    save(sheet([row[i : i + columns] for i in range(0, count, columns) for row in by_kind], []), "edits.png")


def strip(recipe: Path, most: int = 8) -> None:
    """A recipe's first steps, above without sharing and below by the whole method.

    The words leave open which table, wall and material there is: so what stays the same is not said but seen.
    """
    board = plan(read(recipe))
    frames = board.frames[:most]
    captions = tuple(open_caption(frame.shot) for frame in frames)
    told = Story(
        seed=derive(0, "strip"),
        setting=Setting(table="", wall="", materials={}, sleeve=""),
        shots=tuple(frame.shot for frame in frames),
        captions=captions,
        acts=captions,
        links=tuple(frame.links for frame in frames),
        similarity=tuple(row[: len(frames)] for row in board.similarity[: len(frames)]),
    )
    sight = coherence.Sight(bundled())
    alone = coherence.draw(sight, told, captions, LADDER["prompts"])
    shared = coherence.draw(sight, told, captions, LADDER["full"], alone)
    save(sheet([[to_image(one) for one in row.numpy()] for row in (alone, shared)], []), "coherence.png")


if __name__ == "__main__":
    if sys.argv[1:]:
        strip(Path(sys.argv[1]))
    else:
        guide()
        held_out()
        edits()
