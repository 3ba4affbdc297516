"""A page of a PDF as a grey picture, and the codes that an independent decoder finds in it."""

from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]  # ships no types
import zxingcpp


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    grey: bytes

    def darkness(self, left: float, top: float, right: float, bottom: float) -> float:
        """Part of dark points in an area given in shares of the page."""
        rows = range(int(top * self.height), int(bottom * self.height))
        first, last = int(left * self.width), int(right * self.width)
        dark = sum(value < 128 for y in rows for value in self.grey[y * self.width + first : y * self.width + last])
        return dark / (len(rows) * (last - first))


def picture_of(pdf: bytes, page: int = 0, scale: float = 3.0) -> Picture:
    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[page].render(scale=scale, grayscale=True)
        raw, stride = bytes(bitmap.buffer), bitmap.stride
        grey = b"".join(raw[y * stride : y * stride + bitmap.width] for y in range(bitmap.height))
        return Picture(bitmap.width, bitmap.height, grey)
    finally:
        document.close()


def words_in(pdf: bytes) -> str:
    """Text of all pages, much sooner than by pypdf."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_range() for page in document).replace("\u00a0", " ")
    finally:
        document.close()


def codes_in(width: int, height: int, grey: bytes) -> list[bytes]:
    # The stubs of the decoder know arrays of numpy only; it takes any two-dimensional buffer.
    image = memoryview(grey).cast("B", shape=[height, width])
    return [code.bytes for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)]  # type: ignore[arg-type]  # its stub asks for a list
