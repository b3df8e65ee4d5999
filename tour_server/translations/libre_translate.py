"""A translation machine that is asked by HTTP: any server that speaks LibreTranslate's protocol."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from runtime.hosts import address_of
from tour_server.outbound.outbound_address import OutboundAddress, read_address
from tour_server.outbound.outbound_error import OutboundError, ServiceError
from tour_server.outbound.outbound_fetch import OutboundFetch
from tour_server.outbound.settings import OutboundSettings
from tour_server.root_settings import Network
from tour_server.translations.kept_terms import lost_terms, masked, unmasked
from tour_server.translations.settings import TranslationSettings
from tour_server.translations.translator import MachineDraft, SourceText, TranslatorError
from web.translations import gettext as _

USUAL_NAME = "LibreTranslate"
ANSWER_SECONDS = 120  # a small machine translates about 50 characters a second
MOST_CHARACTERS = 4000  # in a request: public servers take 5,000 and less
MOST_TEXTS = 20
_MOST_ANSWER_BYTES = 2_000_000
_CHINESE = {
    "zh-Hans": ("zh-Hans", "zh"),
    "zh-Hant": ("zh-Hant", "zt"),
}  # later and earlier servers' codes


class _Language(Struct):
    code: str
    targets: list[str] | None = None


class _Answer(Struct):
    translated: list[str] = msgspec.field(name="translatedText", default_factory=list)


class _Problem(Struct):
    error: str = ""


class LibreTranslate:
    """Asks the server. Safe to call from many threads."""

    def __init__(self, address: str, fetch: OutboundFetch, key: str = "", name: str = "") -> None:
        """`address`: the server's, without a path of the protocol."""
        self._address, self._fetch, self._key = address.rstrip("/"), fetch, key
        self._name = name or USUAL_NAME
        self._languages: list[_Language] | None = None

    @property
    def name(self) -> str:
        """What it is called where it says who wrote a text."""
        return self._name

    def translate(
        self, texts: Sequence[SourceText], source_language: str, language: str
    ) -> list[MachineDraft]:
        """Return a draft for each text, in their order. Raises TranslatorError."""
        source, target = self._pair(source_language, language)
        found: list[MachineDraft] = []
        for batch in _batches(texts):
            answered = self._ask([masked(one.text, one.terms) for one in batch], source, target)
            for one, text in zip(batch, answered, strict=True):
                found.append(self._draft(one, text, source, target))
        return found

    def _draft(self, one: SourceText, answered: str, source: str, target: str) -> MachineDraft:
        """Return the draft of a text whose masked form was answered so."""
        has_signs = masked(one.text, one.terms) != one.text
        kept = unmasked(answered, one.terms) if has_signs else answered
        if kept is None:
            (kept,) = self._ask([one.text], source, target)
        if not kept.strip():
            return MachineDraft("", _("The machine answered nothing."))
        return MachineDraft(kept.strip(), lost_terms=lost_terms(kept, one.terms))

    def _pair(self, source_language: str, language: str) -> tuple[str, str]:
        """Return the codes that the server has for two languages. Raises TranslatorError where it has no such pair."""
        if self._languages is None:
            answer = self._asked("/languages", None)
            try:
                self._languages = msgspec.json.decode(answer, type=list[_Language])
            except msgspec.DecodeError as error:
                raise TranslatorError(self._not_understood()) from error
        source = self._code(source_language, self._languages)
        target = self._code(language, self._languages)
        pairs = {one.code: one.targets for one in self._languages}
        if source is None or target is None or target not in (pairs[source] or [target]):
            raise TranslatorError(
                _(
                    "{machine} does not translate {source} into {target}.",
                    machine=self._name,
                    source=source_language,
                    target=language,
                )
            )
        return source, target

    @staticmethod
    def _code(language: str, known: Sequence[_Language]) -> str | None:
        codes = {one.code.casefold(): one.code for one in known}
        wanted = (language, *_CHINESE.get(language, ()), language.split("-")[0])
        return next((codes[one.casefold()] for one in wanted if one.casefold() in codes), None)

    def _ask(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        asked = {"q": list(texts), "source": source, "target": target, "format": "text"}
        if self._key:
            asked["api_key"] = self._key
        answer = self._asked("/translate", msgspec.json.encode(asked))
        try:
            found = msgspec.json.decode(answer, type=_Answer).translated
        except msgspec.DecodeError as error:
            raise TranslatorError(self._not_understood()) from error
        if len(found) != len(texts):
            raise TranslatorError(
                _(
                    "{machine} answered {found} of {number} texts; none of them was taken.",
                    machine=self._name,
                    found=len(found),
                    number=len(texts),
                )
            )
        return found

    def _asked(self, path: str, body: bytes | None) -> bytes:
        try:
            return self._fetch.ask(f"{self._address}{path}", body, _MOST_ANSWER_BYTES)
        except ServiceError as error:
            raise TranslatorError(self._refused(error)) from error
        except OutboundError as error:
            raise TranslatorError(str(error)) from error

    def _refused(self, error: ServiceError) -> str:
        try:
            said = msgspec.json.decode(error.body, type=_Problem).error
        except msgspec.DecodeError:
            said = ""
        return (
            _("{machine} says: {said}", machine=self._name, said=said[:300]) if said else str(error)
        )

    def _not_understood(self) -> str:
        return _("What {machine} answers is not LibreTranslate's protocol.", machine=self._name)


def translator_of(
    settings: TranslationSettings, outbound: OutboundSettings
) -> LibreTranslate | None:
    """Return the machine that the settings name, None where they name none.

    The technician's address is the only one that is asked. One in figures, and localhost, may be inside the house.
    Raises ValueError for an address that is none.
    """
    if not settings.translator:
        return None
    is_http = settings.translator.startswith("http:")
    here = read_address(settings.translator, http=is_http)
    only = replace(
        outbound,
        outbound_hosts=(here.host_and_port,),
        outbound_http=is_http,
        outbound_seconds=ANSWER_SECONDS,
    )
    fetch = OutboundFetch(only, also=_inside(here))
    return LibreTranslate(
        settings.translator, fetch, settings.translator_key, settings.translator_name
    )


def _inside(here: OutboundAddress) -> list[tuple[Network, int]]:
    """Return the networks that a technician allows by writing an address in figures, or localhost."""
    names = ["127.0.0.1", "::1"] if here.host == "localhost" else [here.host]
    return [(ipaddress.ip_network(one), here.port) for one in names if address_of(one)]


def _batches(texts: Sequence[SourceText]) -> Iterator[list[SourceText]]:
    batch: list[SourceText] = []
    for one in texts:
        length = sum(len(other.text) for other in batch) + len(one.text)
        if batch and (length > MOST_CHARACTERS or len(batch) == MOST_TEXTS):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
