"""How the bytes of an upload come in: into memory alone, and never more of them than may be kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from anxin.files.cleaning import MOST_BYTES

MOST_SENT = 6 * MOST_BYTES
"""A request that says that it is larger is not read at all."""


class InMemoryAlone(FileUploadHandler):
    """Keep an upload in memory; of one too large keep its size, so that its field can say so."""

    chunk_size = 2**18

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  Django's word
        content_length: int,
        *_more: Any,
        **_named: Any,
    ) -> None:
        """Refuse a request by the length that it gives itself."""
        if content_length > MOST_SENT:
            raise RequestDataTooBig("The request is larger than any file that may be kept.")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take a piece; of what is beyond the limit only the length counts."""
        if start + len(raw_data) <= MOST_BYTES:
            self.held.write(raw_data)
        else:
            self.held.truncate(0)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file, with the size that was sent."""
        self.held.seek(0)
        return InMemoryUploadedFile(
            file=self.held,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
