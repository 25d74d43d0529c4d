"""Makes a picture of ours from bytes of others: standard input to standard output, in a process of its own that has next to nothing.

Run as a file, without the rest of the program: `python -I photo_child.py`. What is read decides nothing but pixels: they are pasted into a new
image, so no metadata, no colour profile, no comment and nothing that was hung on behind comes along.
"""
import io
import resource
import sys
import warnings

MEMORY_BYTES = 768 * 1024 * 1024
CPU_S, FILES = 8, 32
MOST_PIXELS, LONGEST_SIDE = 24_000_000, 12_000
KEPT_SIDE = 2048
QUALITIES = (85, 70, 50)
MOST_BYTES = 3 * 1024 * 1024
TOO_LARGE, UNREADABLE = 3, 4


def limit_oneself() -> None:
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_S), (resource.RLIMIT_NOFILE, FILES), (resource.RLIMIT_FSIZE, 0)):
        resource.setrlimit(what, (most, most))


def rebuilt(taken: bytes) -> bytes:
    """A JPEG of at most 2,048 by 2,048 pixels. Exits with TOO_LARGE or UNREADABLE."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        image = Image.open(io.BytesIO(taken), formats=("JPEG", "PNG", "WEBP"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        sys.exit(TOO_LARGE)
    if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
        sys.exit(TOO_LARGE)
    image.seek(0)
    image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
    image.load()
    turned = ImageOps.exif_transpose(image)
    turned.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    fresh = Image.new("RGB", turned.size, "white")
    if turned.has_transparency_data:
        turned = turned.convert("RGBA")
        fresh.paste(turned, mask=turned.getchannel("A"))
    else:
        fresh.paste(turned.convert("RGB"))
    return written(fresh)


def written(image) -> bytes:
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    sys.exit(TOO_LARGE)


def main() -> None:
    limit_oneself()
    try:
        made = rebuilt(sys.stdin.buffer.read())
    except Exception:  # whatever a decoder does with bytes of others
        sys.exit(UNREADABLE)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
