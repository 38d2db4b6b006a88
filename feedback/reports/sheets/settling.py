"""What a workbook says of its own making: the day it was asked for, and no moment that it was written."""

import io
import shutil
import zipfile
from datetime import UTC, date, datetime, time

from openpyxl.packaging.core import DocumentProperties
from openpyxl.xml.constants import ARC_CORE
from openpyxl.xml.functions import tostring

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file knows


def make_properties(title: str, made_on: date) -> DocumentProperties:
    """The properties of a workbook that was made on this day."""
    made_at = datetime.combine(made_on, time(), UTC).replace(tzinfo=None)
    return DocumentProperties(
        creator="Feedback", title=title, language="en-GB", created=made_at, modified=made_at
    )


def make_entry(name: str) -> zipfile.ZipInfo:
    """A file in a zip, without the moment and the machine it was made on."""
    entry = zipfile.ZipInfo(name, EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def settle(workbook: bytes, properties: DocumentProperties) -> bytes:
    """The same workbook without the moment it was written, which openpyxl and zip put in."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as written,
        zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in written.namelist():
            if name == ARC_CORE:
                archive.writestr(make_entry(name), tostring(properties.to_tree()))
                continue
            # Piece by piece: a sheet of many rows is far larger than its file.
            with written.open(name) as old, archive.open(make_entry(name), "w") as new:
                shutil.copyfileobj(old, new)
    return settled.getvalue()
