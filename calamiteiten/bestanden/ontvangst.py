"""Receiving an upload: what is over the limit is read past and not kept, and the rest of the form arrives (F22)."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest


class Begrensd(FileUploadHandler):
    """Stands before the handlers that keep the bytes: once the limit is passed, they get no more of any file. The form
    then sees a file that is too large and says so, with the text that was typed still there; a file of gigabytes costs
    no disk."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        """One per request: the files of it count together, for who sends a hundred of them fills the disk too."""
        super().__init__(request)
        self._gehad = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on, until just past the limit."""
        is_over = self._gehad > settings.BESTAND_MAX_MB * 1024 * 1024
        self._gehad += len(raw_data)
        return None if is_over else raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""
