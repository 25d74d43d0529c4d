"""QR codes in a picture as texts. A text is a stranger's: `signing.codes.read_code` says whether it is the city's, and nothing else looks at it."""
import cv2
import numpy as np
import zxingcpp

from mobile.scan.detect import as_grey
from signing.codes import MOST_SIGNS

MOST_TEXTS = 8
LOOKED_CLOSER = 2_500_000  # pixels; larger pictures are fine enough as they are


def read_texts(picture: np.ndarray) -> list[str]:
    """Each text once, in the order found; longer ones than a code of ours are left out. picture: uint8[h, w] grey or uint8[h, w, 3] RGB.

    Raises ValueError for what is no picture.
    """
    grey = as_grey(picture)
    texts = texts_in(grey)
    if not texts and grey.size <= LOOKED_CLOSER:
        # A module of one and a half pixels is read when drawn twice as large: that is a third farther away.
        texts = texts_in(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    return texts[:MOST_TEXTS]


def texts_in(grey: np.ndarray) -> list[str]:
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=zxingcpp.BarcodeFormat.QRCode)
    return list(dict.fromkeys(code.text for code in found if code.valid and 0 < len(code.text) <= MOST_SIGNS))
