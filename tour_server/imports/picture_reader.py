"""Takes the pictures of an import into the store of pictures, whatever their format, each file once."""

from __future__ import annotations

from tour_server.catalogue.pictures import Pictures
from tour_server.imports.records import RecordPicture


class PictureReader:
    """Stores pictures of records."""

    def __init__(self, pictures: Pictures) -> None:
        self._pictures = pictures

    def store(self, picture: RecordPicture) -> str:
        """Store a picture and return its name in the store.

        Raises models.picture.PictureError for a file that is no picture, OSError, ValueError without a file.
        """
        if picture.path is None:
            raise ValueError(f"{picture.name} has no file")
        return self._pictures.add(picture.path.read_bytes(), picture.path.name)
