"""Details: parts of a picture that visitors stand close to, each cut out as a reference picture of the same work."""

from __future__ import annotations

from pathlib import PurePosixPath

import cv2
from msgspec.structs import replace

from contract.museum import Detail, Medium, Work
from models.picture import read_picture
from models.reference_advice import ReferenceAdvice, advise
from tour_server.catalogue.drafts import ConflictError, Drafts, Part
from tour_server.catalogue.editing import SAVE_ATTEMPTS
from tour_server.catalogue.parts import PartKind
from tour_server.catalogue.pictures import Pictures

DetailBox = tuple[float, float, float, float]  # x, y, w, h in shares of the picture
_JPEG_QUALITY = 95


class UnusableDetailError(ValueError):
    """The kiosk could not know the work by this part; `advice` says why."""

    def __init__(self, advice: ReferenceAdvice) -> None:
        self.advice = advice
        super().__init__(f"the part can't be a reference: {advice.reason}")


def cut_out(pictures: Pictures, file: str, box: DetailBox) -> str:
    """Store the part of a picture in `box` as a picture of its own. Returns its name.

    Raises UnusableDetailError, KeyError, models.picture.PictureError, OSError.
    """
    picture = read_picture(pictures.path(file))
    height, width = picture.shape[:2]
    left, top = round(box[0] * width), round(box[1] * height)
    right, bottom = round((box[0] + box[2]) * width), round((box[1] + box[3]) * height)
    part = picture[top:bottom, left:right]
    worst = next((one for one in advise(part) if one.by_number), None)
    if worst is not None:
        raise UnusableDetailError(worst)
    done, body = cv2.imencode(".jpg", part, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise OSError(f"a part of {file} could not be stored")
    return pictures.add(bytes(body), f"{PurePosixPath(file).stem}-part.jpg")


def add_detail(drafts: Drafts, work: str, of: str, box: DetailBox, file: str, by: str) -> Part:
    """Add the part that `cut_out` stored as a reference picture of the work, with the rights of the whole.

    Raises KeyError when the work or the picture `of` is gone, ConflictError when colleagues saved at every attempt.
    """
    for attempt in range(SAVE_ATTEMPTS):
        part = drafts.get(PartKind.WORK, work)
        try:
            return drafts.put(
                PartKind.WORK, work, _with_detail(part.body, of, box, file), part.version, by
            )
        except ConflictError:
            if attempt == SAVE_ATTEMPTS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")


def _with_detail(work: Work, of: str, box: DetailBox, file: str) -> Work:
    whole = next((medium for medium in work.media if medium.file == of), None)
    if whole is None:
        raise KeyError(of)
    detail = Medium(file=file, rights=whole.rights, detail=Detail(of, box))
    others = [medium for medium in work.media if medium.file != file]
    return replace(work, media=[*others, detail])
