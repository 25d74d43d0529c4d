"""A street with a face and a number plate on it, drawn: nobody is on it."""
import io

from PIL import Image, ImageDraw, ImageFilter, ImageFont

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
WIDE, HIGH = 800, 600
# left, top, right, bottom of what must not be seen
FACE, PLATE = (207, 216, 293, 326), (480, 430, 700, 478)


def street(face: bool = True, plate: bool = True) -> Image.Image:
    picture = Image.new("RGB", (WIDE, HIGH), (120, 150, 120))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 420, WIDE, HIGH), fill=(95, 95, 98))
    if face:
        add_face(draw, 250, 260, 90 / 260)
    if plate:
        add_plate(draw)
    return picture.filter(ImageFilter.GaussianBlur(2))


def add_face(draw: ImageDraw.ImageDraw, x: int, y: int, s: float) -> None:
    def ellipse(a: float, b: float, wide: float, high: float, colour: tuple) -> None:
        draw.ellipse((x + (a - wide) * s, y + (b - high) * s, x + (a + wide) * s, y + (b + high) * s), fill=colour)

    draw.rectangle((x - 200 * s, y + 170 * s, x + 200 * s, y + 500 * s), fill=(40, 60, 120))
    draw.rectangle((x - 45 * s, y + 90 * s, x + 45 * s, y + 190 * s), fill=(205, 160, 135))
    ellipse(0, -30, 118, 150, (60, 40, 30))
    ellipse(0, 10, 95, 130, (224, 180, 155))
    for side in (-1, 1):
        ellipse(40 * side, -15, 22, 11, (250, 250, 250))
        ellipse(40 * side, -15, 10, 10, (60, 40, 30))
        draw.line((x + (40 * side - 26) * s, y - 42 * s, x + (40 * side + 26) * s, y - 42 * s), fill=(60, 40, 30), width=3)
        ellipse(14 * side, 42, 7, 5, (170, 110, 95))
    draw.polygon([(x, y - 10 * s), (x - 16 * s, y + 42 * s), (x + 16 * s, y + 42 * s)], fill=(212, 165, 140))
    ellipse(0, 78, 36, 12, (180, 80, 80))


def add_plate(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((430, 340, 750, 520), fill=(150, 30, 40))
    draw.rectangle(PLATE, fill=(244, 244, 240), outline=(40, 40, 40), width=2)
    draw.text(((PLATE[0] + PLATE[2]) / 2, (PLATE[1] + PLATE[3]) / 2), "HD AB 427", anchor="mm", fill=(18, 18, 26), font=ImageFont.truetype(FONT, 34))


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()
