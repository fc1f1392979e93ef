"""What can go wrong with a run, and how it is said.

A problem *inside* a report (an unreadable page, a sum that does not add up) is a record of that report. A problem with
the *run* is one of the exceptions here: which file, what happened, what to do next - one line, in Vietnamese, without a
traceback. The command line is the only place that prints them and the only place that turns them into an exit code.
"""

from __future__ import annotations

import os
from enum import IntEnum, StrEnum
from pathlib import Path


class Exit(IntEnum):
    """Exit codes of the `baocao` command."""

    OK = 0
    """Every input was processed."""
    SOME_FAILED = 1
    """Some inputs failed; each is named, the others were delivered."""
    USAGE = 2
    """Wrong usage, or nothing to read."""
    INTERRUPTED = 130
    """Interrupted; all finished work is kept."""


class Reason(StrEnum):
    """Why an input cannot be read: the code beside the sentence, for programs."""

    MISSING = "missing"
    NO_ACCESS = "no_access"
    EMPTY = "empty"
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    NO_PAGES = "no_pages"
    NO_TEXT = "no_text"
    OCR_MISSING = "ocr_missing"
    WRONG_SUFFIX = "wrong_suffix"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    SECRET = "secret"  # noqa: S105 - a level of state secrecy, not a password
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    INTERNAL = "internal"


# What a person is told when the raiser has nothing better to say: reason -> (cause, next step).
WORDING: dict[Reason, tuple[str, str]] = {
    Reason.MISSING: ("không tìm thấy tệp", "kiểm tra lại đường dẫn"),
    Reason.NO_ACCESS: ("không mở được tệp", "kiểm tra quyền đọc tệp và thư mục"),
    Reason.EMPTY: ("tệp rỗng", "lấy lại tệp từ nơi gửi"),
    Reason.ENCRYPTED: ("tệp có mật khẩu", "gỡ mật khẩu rồi chạy lại"),
    Reason.TRUNCATED: ("tệp hỏng hoặc bị cắt cụt", "tải hoặc sao chép lại tệp gốc"),
    Reason.NO_PAGES: ("tệp không có trang nào", "xuất lại tệp từ bản gốc"),
    Reason.NO_TEXT: ("tệp không có chữ nào đọc được", "dùng bản Word hoặc PDF gốc, hay quét lại rõ hơn"),
    Reason.OCR_MISSING: (
        "đây là bản quét, mà máy chưa có bộ nhận dạng chữ tiếng Việt",
        "cài bằng: sudo apt-get install -y tesseract-ocr tesseract-ocr-vie",
    ),
    Reason.WRONG_SUFFIX: ("nội dung không đúng với đuôi tệp", "đổi lại đuôi tệp cho đúng loại"),
    Reason.UNSUPPORTED: ("loại tệp chưa được hỗ trợ", "chuyển sang .txt, .md, .docx hoặc .pdf"),
    Reason.TOO_LARGE: ("tệp quá lớn", "tách tệp thành từng báo cáo"),
    Reason.SECRET: ("văn bản mang dấu mật", "không xử lý văn bản mật trên máy này"),
    Reason.TIMEOUT: ("đọc quá lâu, đã dừng", "tách tệp nhỏ hơn, hoặc chạy lại với --timeout lớn hơn"),
    Reason.OUT_OF_MEMORY: ("đọc tệp cần quá nhiều bộ nhớ", "tách tệp nhỏ hơn, hoặc chạy lại với --memory lớn hơn"),
    Reason.CRASHED: (
        "tệp làm tiến trình đọc dừng đột ngột",
        "xuất lại tệp từ bản gốc; nếu vẫn vậy, gửi cho nhóm phát triển",
    ),
    Reason.INTERNAL: ("lỗi của chương trình", "chạy lại với --debug và gửi kết quả cho nhóm phát triển"),
}


def shown(file: Path | str) -> str:
    """A path as text that can be printed and stored, whatever bytes the file name has."""
    return os.fsencode(file).decode("utf-8", "replace")


class ReportError(Exception):
    """A failure that concerns one input.

    `file` is the input as the caller named it, `reason` the code, `cause` and `next_step` short phrases in Vietnamese
    without a final full stop; left out, they are the usual ones of the reason.
    """

    exit_code = Exit.SOME_FAILED

    def __init__(self, file: Path | str, reason: Reason | str, cause: str = "", next_step: str = "") -> None:
        self.file = shown(file)
        self.reason = Reason(reason)
        usual_cause, usual_step = WORDING[self.reason]
        self.cause = cause or usual_cause
        self.next_step = next_step or usual_step
        super().__init__(f"{self.file}: {self.cause}; {self.next_step}")

    def __reduce__(self) -> tuple[type[ReportError], tuple[str, Reason, str, str]]:
        """Pickle by field, so that an error crosses a process boundary whole."""
        return type(self), (self.file, self.reason, self.cause, self.next_step)


class UnreadableInput(ReportError):
    """The input cannot be read as a report; raised by the readers."""


def unreadable(file: Path | str, error: OSError) -> UnreadableInput:
    """What the operating system refused, as an input's failure."""
    if isinstance(error, FileNotFoundError):
        return UnreadableInput(file, Reason.MISSING)
    usual, _ = WORDING[Reason.NO_ACCESS]
    return UnreadableInput(file, Reason.NO_ACCESS, f"{usual} ({error.strerror or error})")


class InternalError(ReportError):
    """The program failed on an input: a bug of ours, told in one line, with the exception's name as the cause."""

    @classmethod
    def wrap(cls, file: Path | str, error: BaseException) -> InternalError:
        """Make one from the exception that escaped a stage."""
        first_line = (str(error).splitlines() or [""])[0]
        detail = f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__
        return cls(file, Reason.INTERNAL, f"{WORDING[Reason.INTERNAL][0]} ({detail[:200]})")


class UsageError(Exception):
    """Wrong usage, or nothing to read: the message names the cause and the next step."""

    exit_code = Exit.USAGE
