"""Frees the height and width of a model that was written down for one size of picture.

A model file is a protocol buffer of ONNX (onnx.proto3): ModelProto.graph is field 7; of GraphProto input 11, output 12 and value_info 13 say sizes;
of ValueInfoProto name is 1 and type 2; of TypeProto tensor_type is 1; of its Tensor shape is 2, whose dim is 1 with dim_param 2 in place of a number.
"""
from collections.abc import Iterator
from pathlib import Path

GRAPH, INPUT, OUTPUT, VALUE_INFO = 7, 11, 12, 13
TYPE, TENSOR, SHAPE, DIM, DIM_PARAM = 2, 1, 2, 1, 2
VARINT, EIGHT_BYTES, CHUNK, FOUR_BYTES = 0, 1, 2, 5
CHANNELS = 1  # of batch, channels, height, width the one that stays


class ModelUnreadable(ValueError):
    """The file is no model as we know them."""


def read_freed(path: Path) -> bytes:
    """Raises OSError, ModelUnreadable."""
    return freed(path.read_bytes())


def freed(model: bytes) -> bytes:
    """The same model for any batch, height and width. Raises ModelUnreadable."""
    return b"".join(chunk(GRAPH, freed_graph(body)) if number == GRAPH and body is not None else raw for number, body, raw in fields(model))


def freed_graph(graph: bytes) -> bytes:
    kept = []
    for number, body, raw in fields(graph):
        if number == VALUE_INFO:
            continue  # sizes in between would contradict the freed ones
        is_port = number in (INPUT, OUTPUT) and body is not None and len(dims_of(body)) == 4
        kept.append(chunk(number, inside(body or b"", (TYPE, TENSOR, SHAPE), freed_shape)) if is_port else raw)
    return b"".join(kept)


def freed_shape(shape: bytes) -> bytes:
    dims = [body for number, body, _ in fields(shape) if number == DIM and body is not None]
    return b"".join(chunk(DIM, dim if at == CHANNELS else chunk(DIM_PARAM, f"free_{at}".encode())) for at, dim in enumerate(dims))


def dims_of(value_info: bytes) -> list[bytes]:
    found: list[bytes] = []

    def look(shape: bytes) -> bytes:
        found.extend(body for number, body, _ in fields(shape) if number == DIM and body is not None)
        return shape

    inside(value_info, (TYPE, TENSOR, SHAPE), look)
    return found


def inside(message: bytes, path: tuple[int, ...], change) -> bytes:
    """The message with `change` applied to what lies at the path of field numbers."""
    if not path:
        return change(message)
    first, *rest = path
    return b"".join(
        chunk(number, inside(body, tuple(rest), change)) if number == first and body is not None else raw for number, body, raw in fields(message)
    )


def fields(message: bytes) -> Iterator[tuple[int, bytes | None, bytes]]:
    """(number, what is in it if it is a chunk, all of it) of each field. Raises ModelUnreadable."""
    at, end = 0, len(message)
    while at < end:
        start = at
        tag, at = read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        body = None
        if kind == VARINT:
            _, at = read_varint(message, at)
        elif kind in (EIGHT_BYTES, FOUR_BYTES):
            at += 8 if kind == EIGHT_BYTES else 4
        elif kind == CHUNK:
            length, at = read_varint(message, at)
            body = message[at : at + length]
            at += length
        else:
            raise ModelUnreadable(f"field kind {kind}")
        if at > end:
            raise ModelUnreadable("it ends within a field")
        yield number, body, message[start:at]


def read_varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(message) or shift > 63:
            raise ModelUnreadable("it ends within a number")
        value |= (message[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not message[at - 1] & 0x80:
            return value, at


def chunk(number: int, body: bytes) -> bytes:
    return varint(number << 3 | CHUNK) + varint(len(body)) + body


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
