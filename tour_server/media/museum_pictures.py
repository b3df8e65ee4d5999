"""The museum's pictures as the desk shows them: each once, with its facts and everything that uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from contract.framing import Crop, FocalPoint
from contract.museum import NOT_STATED, Medium, Museum, Offer, Text, Work
from contract.offer_picture import OfferPicture
from contract.rights import Rights
from tour_server.catalogue.parts import PartKind


class UseKind(StrEnum):
    """What a picture is used for."""

    SHOWN = "shown"  # of a work
    REFERENCE = "reference"  # a kiosk recognises a work by it, too
    DETAIL = "detail"  # a part that visitors stand close to: a reference alone
    OFFER = "offer"
    WITH_OFFER = "with_offer"  # a work's picture that an offer shows
    LOGO = "logo"
    FLYER = "flyer"


class PictureUse(Struct, frozen=True):
    """One use of a picture: the part of the museum, and its name in the museum's languages."""

    kind: UseKind
    part: PartKind
    key: str
    name: Text


class MuseumPicture(Struct, frozen=True):
    """A picture of the museum: what is said of it, and where it is used.

    `fact_sets`: how many different things its uses say of it; 1 where they agree. `number`: of the first work.
    """

    file: str
    uses: list[PictureUse]
    alt: Text = {}
    rights: Rights = Rights(NOT_STATED)
    crop: Crop | None = None
    focus: FocalPoint | None = None
    fact_sets: int = 1
    number: int = 0

    @property
    def readable_name(self) -> str:
        """The name that the file came with."""
        return self.file.rpartition("/")[2]

    @property
    def has_facts(self) -> bool:
        """Whether a work or an offer has it as its own, so that its text, rights and framing can be set."""
        return any(one.kind in _WITH_FACTS for one in self.uses)

    @property
    def is_reference(self) -> bool:
        """Whether kiosks recognise a work by it."""
        return any(one.kind in (UseKind.REFERENCE, UseKind.DETAIL) for one in self.uses)

    @property
    def is_shown(self) -> bool:
        """Whether visitors see it."""
        return any(one.kind not in (UseKind.DETAIL, UseKind.LOGO) for one in self.uses)


_WITH_FACTS = (UseKind.SHOWN, UseKind.REFERENCE, UseKind.DETAIL, UseKind.OFFER)


def museum_pictures(museum: Museum) -> list[MuseumPicture]:
    """Return every picture that the museum uses, in the order of the works' numbers, then those of offers and logos."""
    uses: dict[str, list[PictureUse]] = {}
    facts: dict[str, list[Medium | OfferPicture]] = {}
    numbers: dict[str, int] = {}
    for work in sorted(museum.works, key=lambda one: one.number):
        for medium in work.media:
            uses.setdefault(medium.file, []).append(_use_by(work, medium))
            facts.setdefault(medium.file, []).append(medium)
            numbers.setdefault(medium.file, work.number)
    for file, use in _flyer_uses(museum):
        uses[file].append(use)
    for offer in museum.offers:
        for file, use in _offer_uses(offer):
            uses.setdefault(file, []).append(use)
        if offer.own_picture is not None:
            facts.setdefault(offer.own_picture.file, []).append(offer.own_picture)
    site = museum.site
    logo = site.look.logo
    for file in [] if logo is None else filter(None, (logo.day, logo.night)):
        use = PictureUse(UseKind.LOGO, PartKind.SITE, site.key, site.name)
        uses.setdefault(file, []).append(use)
    return [
        _picture(file, listed, facts.get(file, []), numbers.get(file, 0))
        for file, listed in uses.items()
    ]


def museum_picture(museum: Museum, file: str) -> MuseumPicture | None:
    """Return one picture that the museum uses, None where nothing in the drafts uses it."""
    return next((one for one in museum_pictures(museum) if one.file == file), None)


def _picture(
    file: str, uses: list[PictureUse], facts: list[Medium | OfferPicture], number: int
) -> MuseumPicture:
    if not facts:
        return MuseumPicture(file, uses, number=number)
    first, said = facts[0], []
    for one in facts:
        same = (one.alt, one.rights, one.crop, one.focus)
        if same not in said:
            said.append(same)
    return MuseumPicture(
        file, uses, first.alt, first.rights, first.crop, first.focus, len(said), number
    )


def _use_by(work: Work, medium: Medium) -> PictureUse:
    kind = UseKind.REFERENCE if medium.reference else UseKind.SHOWN
    if medium.detail is not None:
        kind = UseKind.DETAIL
    return PictureUse(kind, PartKind.WORK, work.key, work.title)


def _offer_uses(offer: Offer) -> Iterable[tuple[str, PictureUse]]:
    if offer.own_picture is not None:
        yield (
            offer.own_picture.file,
            PictureUse(UseKind.OFFER, PartKind.OFFER, offer.key, offer.title),
        )
    if offer.picture is not None:
        yield offer.picture, PictureUse(UseKind.WITH_OFFER, PartKind.OFFER, offer.key, offer.title)


def _flyer_uses(museum: Museum) -> Iterator[tuple[str, PictureUse]]:
    """Yield the pictures that the flyer of each tour has: the first that is shown of each of its works."""
    works = {work.key: work for work in museum.works}
    for tour in museum.tours:
        for stop in tour.stops:
            work = works.get(stop.work)
            shown = next((one for one in work.media if one.detail is None), None) if work else None
            if shown is not None:
                yield shown.file, PictureUse(UseKind.FLYER, PartKind.TOUR, tour.key, tour.title)
