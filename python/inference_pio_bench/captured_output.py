"""Standard output of this process while something runs."""

from __future__ import annotations

import os
import sys
import threading
from types import TracebackType
from typing import Optional

OUTPUT_KEPT = 4 << 20  # of a flood, its end


def _flush() -> None:
    try:
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):
        pass  # a script that closed its output prints nothing more


class CapturedOutput:
    """Takes descriptor 1 for a while, so that output of C code and of child processes is seen too.

    A thread drains it and keeps the last OUTPUT_KEPT bytes.
    """

    def __enter__(self) -> "CapturedOutput":
        _flush()
        self._kept = bytearray()
        try:
            self._saved = os.dup(1)
        except OSError:  # the script closed it
            nothing = os.open(os.devnull, os.O_WRONLY)
            if nothing != 1:
                os.dup2(nothing, 1)
                os.close(nothing)
            self._saved = os.dup(1)
        self._read_end, write_end = os.pipe()
        os.dup2(write_end, 1)
        os.close(write_end)
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()
        return self

    def _drain(self) -> None:
        while True:
            block = os.read(self._read_end, 1 << 16)
            if not block:
                break
            self._kept += block
            if len(self._kept) > 2 * OUTPUT_KEPT:
                del self._kept[:-OUTPUT_KEPT]
        os.close(self._read_end)

    def __exit__(self, kind: Optional[type[BaseException]], error: Optional[BaseException],
                 frames: Optional[TracebackType]) -> None:
        _flush()
        os.dup2(self._saved, 1)
        os.close(self._saved)
        # A child process that lives on may hold the pipe open; what came until now is what counts.
        self._thread.join(timeout=1)

    def text(self) -> str:
        kept = bytes(self._kept[-OUTPUT_KEPT:])
        if len(kept) >= OUTPUT_KEPT:  # the end of a flood begins within a line
            kept = kept.partition(b"\n")[2]
        return kept.decode("utf-8", "replace")
