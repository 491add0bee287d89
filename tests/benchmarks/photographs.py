"""Photographs that were never taken: a printed code as a hand-held phone sees it, the same for the same seed.

Pillow only. What can go wrong does so in every mixture: blur, shake, a slanting view, glare, a fold, a thumb in the
way, bad light, noise, and the phone's own compression.
"""

from __future__ import annotations

import math
import random
from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIDE = 1080  # the middle of a phone's 1920x1080 frame
PAPER, DESK = 235, 120


def photograph(code: Image.Image, seed: int) -> Image.Image:
    """Photograph a code, drawn with its quiet zone at any size, in grey."""
    chance = random.Random(f"photograph {seed}")
    seen = _print(code, chance)
    if chance.random() < 0.3:
        seen = _fold(seen, chance)
    if chance.random() < 0.3:
        _cover(seen, chance)
    seen = _hold(seen, chance)
    seen = _light(seen, chance)
    if chance.random() < 0.3:
        seen = _glare(seen, chance)
    return _camera(seen, chance)


def _print(code: Image.Image, chance: random.Random) -> Image.Image:
    """Size it as it will be seen, ink not quite black, on a sheet with something around it."""
    width = chance.randint(340, 820)
    ink = chance.randint(15, 70)
    printed = code.resize((width, width), Image.Resampling.BOX).point(lambda value: ink + (PAPER - ink) * value // 255)
    sheet = Image.new("L", (int(width * 1.25),) * 2, PAPER)
    sheet.paste(printed, ((sheet.width - width) // 2,) * 2)
    return sheet


def _fold(sheet: Image.Image, chance: random.Random) -> Image.Image:
    """Fold it once: one side a step off and darker, the crease worn."""
    at = int(sheet.width * chance.uniform(0.25, 0.75))
    step, shade = chance.randint(-3, 3), chance.uniform(0.75, 1)
    folded = sheet.copy()
    side = sheet.crop((at, 0, sheet.width, sheet.height)).point(lambda value: int(value * shade))
    folded.paste(side, (at, step))
    crease = chance.randint(1, 4)
    ImageDraw.Draw(folded).line((at, 0, at + chance.randint(-6, 6), sheet.height), fill=210, width=crease)
    return folded.rotate(chance.choice((0, 90, 180, 270)))


def _cover(sheet: Image.Image, chance: random.Random) -> None:
    """Put something in the way: 2 to 8 per cent of the code, away from its three corner marks."""
    span = sheet.width * 0.8 * math.sqrt(chance.uniform(0.02, 0.08))
    x, y = (sheet.width * chance.uniform(0.4, 0.75) for _ in "xy")
    shade = chance.choice((40, 150, 225))
    ImageDraw.Draw(sheet).ellipse((x - span / 2, y - span / 2, x + span / 2, y + span / 2), fill=shade)


def _hold(sheet: Image.Image, chance: random.Random) -> Image.Image:
    """Turn it, slant it, and lay it on a desk near the middle."""
    angle = chance.uniform(-25, 25) + chance.choice((0, 0, 0, 90, 180, 270))
    turned = sheet.rotate(angle, expand=True, fillcolor=DESK, resample=Image.Resampling.BICUBIC)
    width, height = turned.size
    slant = [chance.uniform(0, 0.09) for _ in range(8)]
    corners = (
        (-slant[0] * width, -slant[1] * height),
        (-slant[2] * width, height * (1 + slant[3])),
        (width * (1 + slant[4]), height * (1 + slant[5])),
        (width * (1 + slant[6]), -slant[7] * height),
    )
    flat = tuple(value for corner in corners for value in corner)
    slanted = turned.transform(turned.size, Image.Transform.QUAD, flat, Image.Resampling.BICUBIC, fillcolor=DESK)
    desk = Image.new("L", (SIDE, SIDE), DESK)
    shift = [chance.randint(-40, 40) for _ in "xy"]
    desk.paste(slanted, ((SIDE - width) // 2 + shift[0], (SIDE - height) // 2 + shift[1]))
    return desk


def _light(scene: Image.Image, chance: random.Random) -> Image.Image:
    """Light it from one side, more or less of it."""
    darkest, brightest = chance.uniform(0.25, 0.8), chance.uniform(0.8, 1.05)
    ramp = Image.linear_gradient("L").resize((SIDE * 2, SIDE * 2)).rotate(chance.uniform(0, 360))
    ramp = ramp.crop((SIDE // 2, SIDE // 2, SIDE // 2 + SIDE, SIDE // 2 + SIDE))
    ramp = ramp.point(lambda value: int(255 * min(1, darkest + (brightest - darkest) * value / 255)))
    return ImageChops.multiply(scene, ramp)


def _glare(scene: Image.Image, chance: random.Random) -> Image.Image:
    """Let a lamp shine in it."""
    span = chance.randint(120, 420)
    spot = ImageChops.invert(Image.radial_gradient("L")).resize((span, int(span * chance.uniform(0.4, 1))))
    spot = spot.point(lambda value: min(255, max(0, value - 75) * 2))
    layer = Image.new("L", scene.size, 0)
    layer.paste(spot, (chance.randint(150, SIDE - 500), chance.randint(150, SIDE - 500)))
    return ImageChops.screen(scene, layer)


def _camera(scene: Image.Image, chance: random.Random) -> Image.Image:
    """Lens, hand, sensor and compression."""
    seen = scene.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 2.6)))
    if chance.random() < 0.2:
        for _ in range(chance.randint(1, 4)):
            seen = Image.blend(seen, ImageChops.offset(seen, chance.choice((-1, 1)), chance.choice((-1, 0, 1))), 0.5)
    grain = chance.randint(2, 14)
    noise = Image.frombytes("L", seen.size, chance.randbytes(SIDE * SIDE)).point(lambda value: value * 2 * grain // 255)
    seen = ImageChops.subtract(ImageChops.add(seen, noise), Image.new("L", seen.size, grain))
    packed = BytesIO()
    seen.save(packed, "JPEG", quality=chance.randint(35, 85))
    return Image.open(BytesIO(packed.getvalue())).convert("L")
