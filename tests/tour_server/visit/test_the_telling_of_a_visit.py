"""A phone tells on: links to what was met, nothing twice, and it goes on where it was."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from msgspec.structs import replace
from selenium import webdriver

from contract.museum import (
    Authorship,
    Block,
    BlockPart,
    GlossaryTerm,
    Level,
    Link,
    Museum,
    Relation,
    Source,
    Work,
)
from narration.profile import Profile
from narration.script import VisitSoFar, compose
from tests.browser import accessibility_violations
from tests.tour_server.visit.conftest import SECONDS, Twin
from tests.tour_server.visit.test_a_visit_with_a_phone import Visit
from tests.waiting import stays, until
from tour_server.visit.work_narration import LinkTrack, MadeBy, NarrationTrack, WorkNarration

BOOK = [Source("M. Ascher, The Kolam Tradition, American Scientist 90 (2002)")]
OF_LINK = [Source("Label of “Kolam”, motif: one line")]
LINKED = {"nl": "U zag dezelfde lijn in de kolam.", "en": "You saw the same line in the kolam."}


@pytest.fixture
def visit(phone: webdriver.Chrome, site: Any) -> Visit:
    phone.get("about:blank")
    facts = {"origin": site.address, "storageTypes": "all"}
    phone.execute_cdp_cmd("Storage.clearDataForOrigin", facts)
    return Visit(phone, site.address)


def link_works(house: Twin) -> None:
    """Publish a link of works 1 and 3 in two languages, and two words of the glossary."""
    release = house.published
    assert release is not None
    blocks, speech = [], []
    for language, text in LINKED.items():
        key = f"line-{language}"
        blocks.append(
            Block(key, language, Level.ADULT, "making", text, OF_LINK, "Noor", Authorship.MODEL)
        )
        (house.folder / f"{key}.vtt").write_text(
            f"WEBVTT\n\n1\n00:00:00.000 --> 00:00:{SECONDS:06.3f}\n{text}\n"
        )
        files = {"subtitles": f"{key}.vtt", "subtitles_portrait": f"{key}.vtt"}
        of = next(one for one in release.speech if one.language == language)
        speech.append(replace(of, work="line", block=key, **files))
    terms = [
        GlossaryTerm(
            "line",
            BOOK,
            {"en": "white line", "nl": "witte lijn"},
            {"en": "A line of rice flour.", "nl": "Een lijn van rijstmeel."},
            authorship={"en": Authorship.MODEL},
        ),
        GlossaryTerm("dot", BOOK, {"en": "dot"}, {"en": "What the line goes round."}),
    ]
    link = Link("line", ["kolam", "zellij"], Relation.MOTIF, blocks)
    museum = replace(release.museum, links=[link], glossary=terms)
    house.published = replace(release, museum=museum, speech=[*release.speech, *speech])


# --- the script in the phone chooses as narration.script does ------------------------------------------------------


def telling(rng: random.Random, number: int) -> tuple[Museum, dict[str, Any]]:
    """A work with links, and a visit: what both scripts are given."""
    themes = ["making", "makers", "maths"]
    blocks = [
        Block(
            f"b{place}",
            "nl",
            Level.ADULT,
            rng.choice(themes),
            "x" * rng.randint(60, 900),
            BOOK,
            "Noor",
            part=rng.choice([BlockPart.TELLING, BlockPart.TELLING, *BlockPart]),
            layer=1 if place == 0 else rng.choice([1, 1, 1, 2, 3]),
        )
        for place in range(rng.randint(1, 7))
    ]
    links = [
        Link(
            f"k{place}",
            ["work", *rng.sample(["a", "b", "c", "d"], 2)],
            Relation.MOTIF,
            [Block(f"l{place}", "nl", Level.ADULT, "making", "x" * 150, BOOK, "Noor")],
        )
        for place in range(rng.randint(0, 3))
    ]
    keys = [block.key for block in blocks] + [link.blocks[0].key for link in links]
    facts = {
        "interests": {theme: rng.choice([0.25, 1]) for theme in themes if rng.random() < 0.6},
        "seconds": rng.choice([None, 45, 90, 180]),
        "met": rng.sample(["a", "b", "c", "d", "work"], rng.randint(0, 4)),
        "said": rng.sample(keys, rng.randint(0, len(keys))),
        "layer": rng.choice([block.layer for block in blocks]),
    }
    work = Work("work", number, {"nl": "Werk"}, "hal", blocks=blocks)
    museum: Any = None
    return Museum(museum, [], [work], links=links), facts


def for_phone(block: Block, **more: Any) -> dict[str, Any]:
    facts = {"key": block.key, "part": block.part, "theme": block.theme, "layer": block.layer}
    return facts | {"seconds": len(block.text) / 15.0} | more


@pytest.mark.browser
def test_the_phone_chooses_as_the_kiosk_does(visit: Visit, app: Flask) -> None:
    with app.test_request_context():
        module = url_for("visit.static", filename="telling.js")
    visit.open("/visit?l=en")
    rng = random.Random(11)
    wanted, asked = [], []
    for number in range(1, 301):
        museum, facts = telling(rng, number)
        (work,) = museum.works
        profile = Profile(
            ["nl"],
            interests={theme: 1 + weight for theme, weight in facts["interests"].items()},
            seconds=facts["seconds"],
        )
        so_far = VisitSoFar(tuple(facts["met"]), frozenset(facts["said"]))
        layer = facts["layer"]
        script = compose(work, profile, layer, visit=so_far, links=museum.links)
        begun = script.blocks[: rng.choice([0, 0, 1, 2])]
        if begun:
            script = compose(
                work, profile, layer, visit=so_far, links=museum.links, begun=list(begun)
            )
        wanted.append([block.key for block in script.blocks])
        in_order = [  # as a page has them
            block
            for one in sorted({block.layer for block in work.blocks})
            for block in compose(work, Profile(["nl"]), one).blocks
        ]
        links = [for_phone(link.blocks[0], met=link.works[1:]) for link in museum.links]
        tracks = [for_phone(block) for block in in_order]
        keys = [block.key for block in begun]
        said = [track for key in keys for track in [*tracks, *links] if track["key"] == key]
        asked.append({"tracks": tracks, "links": links, "work": "work", "begun": said, **facts})
    visit.phone.set_script_timeout(20)
    chosen = visit.phone.execute_async_script(
        """const [asked, module, done] = arguments;
        const keys = (choose) => asked.map((facts) => choose(facts).tracks.map((track) => track.key));
        import(module).then(({ choose }) => done(keys(choose)));""",
        json.loads(json.dumps(asked)),
        module,
    )
    assert chosen == wanted


# --- on the page ---------------------------------------------------------------------------------------------------


def played(visit: Visit, second: float) -> None:
    """Move the sound that plays to a second of the whole telling."""
    visit.script(
        "const seek = document.getElementById('seek'); seek.value = arguments[0];"
        "seek.dispatchEvent(new Event('input'))",
        second,
    )


@pytest.mark.browser
def test_a_link_is_told_to_who_met_the_other_work(house: Twin, visit: Visit) -> None:
    link_works(house)
    visit.open("/visit/work/3?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    assert int(visit.script("return document.getElementById('seek').max")) == SECONDS
    in_text = (  # without the audio of a phone that runs no script
        "const words = (one) => [...one.childNodes].filter((part) => part.nodeName !== 'NOSCRIPT');"
        "const shown = (one) => getComputedStyle(one.closest('.narration')).display !== 'none';"
        "return [...document.querySelectorAll('[data-met]:not([hidden])')].filter(shown)"
        ".map((one) => words(one).map((part) => part.textContent).join('').trim())"
    )
    beside = (
        "return [...document.querySelectorAll('.sources li')]"
        ".filter((one) => !one.hidden && getComputedStyle(one.closest('.narration')).display !== 'none')"
        ".map((one) => one.textContent.trim()).join(' | ')"
    )
    assert visit.script(in_text) == []
    assert OF_LINK[0].citation not in visit.script(beside)
    visit.open("/visit/work/1?l=en")
    visit.tap("#play")
    until(lambda: visit.stored("visit") and "kolam" in visit.stored("visit")["met"])
    visit.open("/visit/work/3?l=en")
    until(
        lambda: int(visit.script("return document.getElementById('seek').max")) == 2 * SECONDS,
        what="the block and its link",
    )
    assert visit.script(in_text) == [LINKED["en"]]
    assert OF_LINK[0].citation in visit.script(beside)
    visit.tap("#play")
    played(visit, SECONDS + 1)
    until(lambda: visit.words("#subtitles") == LINKED["en"], what="the link")
    played(visit, 2 * SECONDS - 0.3)
    until(lambda: "line-en" in visit.stored("visit")["said"], what="the link was said")
    visit.open("/visit/work/3?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    assert int(visit.script("return document.getElementById('seek').max")) == SECONDS
    assert visit.troubles() == []


def test_what_a_link_has_of_its_own_is_kept_apart() -> None:
    """The page lists it where the link is told, not before."""
    own = Block("a", "nl", Level.ADULT, "making", "Tekst.", BOOK, "Noor", approved_by="Ada")
    by_machine = replace(own, key="l1", sources=[*BOOK, *OF_LINK], authorship=Authorship.MODEL)
    by_noor = replace(own, key="l2", sources=OF_LINK)
    tracks = [NarrationTrack(one, None) for one in (own, by_machine, by_noor)]
    told = WorkNarration(
        "nl",
        Level.ADULT,
        (Level.ADULT,),
        tracks[:1],
        [],
        [LinkTrack(("x",), one) for one in tracks[1:]],
    )
    assert told.sources == BOOK
    assert told.link_sources == [(OF_LINK[0], ["l1", "l2"])]
    assert told.made_by == MadeBy([Authorship.PERSON], checked=True, machine_voice=False)
    assert told.links_made_by == [("l1", MadeBy([Authorship.MODEL], True, machine_voice=False))]
    waiting = MadeBy([Authorship.MODEL], checked=False, machine_voice=False)
    assert not MadeBy([Authorship.MODEL], True, machine_voice=True).covers(waiting)
    assert waiting.covers(MadeBy([Authorship.PERSON, Authorship.MODEL], True, machine_voice=False))


@pytest.mark.browser
def test_a_kiosk_hands_over_what_was_met_and_liked(house: Twin, visit: Visit) -> None:
    link_works(house)
    visit.open("/visit#l=nl&v=c2&w=3,1")
    until(lambda: "/visit/work/3" in visit.phone.current_url, what="the work that was played")
    assert visit.stored("visit")["met"] == ["kolam", "zellij"]
    profile = visit.stored("profile")
    themes = [theme.key for theme in house.published.museum.themes]  # type: ignore[union-attr]
    assert (profile["level"], profile["interests"]) == ("child", {themes[1]: 1})


@pytest.mark.browser
@pytest.mark.parametrize("wrong", ["w=0x7", "w=1,,2", "v=zz", "v=c" + "f" * 30, "w=99999"])
def test_a_handover_that_can_not_be_read_changes_nothing(visit: Visit, wrong: str) -> None:
    visit.open(f"/visit#{wrong}")
    until(lambda: "#" not in visit.phone.current_url, what="the fragment is read")
    profile = visit.stored("profile") or {}
    assert "interests" not in profile
    assert profile.get("level", "adult") in ("adult", "child")
    assert not (visit.stored("visit") or {"met": []})["met"]


@pytest.mark.long
@pytest.mark.browser
def test_a_reload_and_another_language_go_on_where_it_was(house: Twin, visit: Visit) -> None:
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.tap("#play")
    played(visit, 3.0)
    until(lambda: visit.words("#subtitles") == "It goes round every dot.", what="sentence 2")
    visit.tap("#play")
    visit.phone.refresh()
    until(lambda: visit.words("#subtitles") == "It goes round every dot.", what="the same place")
    on = "return document.getElementById('play').dataset.on"
    stays(lambda: visit.script(on) != "true", 0.5)
    visit.tap("#play")
    visit.script("document.querySelector('[data-language-choice=nl]').click()")
    until(lambda: "l=nl" in visit.phone.current_url)
    until(
        lambda: visit.words("#subtitles") == "Zij gaat om elke stip heen.", what="sentence 2, Dutch"
    )
    assert visit.stored("place")["sentence"] == 1


@pytest.mark.long
@pytest.mark.browser
def test_a_word_is_explained_and_the_sound_goes_on(house: Twin, visit: Visit) -> None:
    link_works(house)
    visit.open("/visit/work/1?l=en")
    until(lambda: visit.words("#subtitles"), what="the first words")
    visit.tap("#play")
    playing = "return document.getElementById('play').dataset.on"
    until(lambda: visit.script(playing) == "true", what="the sound")
    visit.tap("#subtitles a.word")
    until(lambda: "A line of rice flour." in visit.words("#meaning"), what="the meaning")
    assert "Drafted by a machine." in visit.words("#meaning")
    assert visit.script(playing) == "false"
    assert accessibility_violations(visit.phone) == []
    visit.tap("#meaning button")
    until(lambda: visit.script(playing) == "true", what="the sound goes on")
    visit.script("for (const text of document.querySelectorAll('.text')) text.open = true")
    visit.script("document.querySelector('.text a.word[href$=dot]').focus()")
    visit.phone.switch_to.active_element.send_keys(" ")
    until(lambda: "What the line goes round." in visit.words("#meaning"), what="by keyboard")
    assert "machine" not in visit.words("#meaning")
    visit.phone.switch_to.active_element.send_keys("\ue00c")  # Escape
    until(lambda: not visit.one("#meaning").is_displayed(), what="it closes")
    assert visit.script("return document.activeElement.textContent") == "dot"
    assert visit.troubles() == []


@pytest.mark.browser
def test_back_leads_to_the_question_before(visit: Visit) -> None:
    visit.open("/visit?l=en")
    visit.tap('[data-choose-language="en"]')
    visit.tap('[data-minutes="40"]')
    step = "return document.body.dataset.step"
    until(lambda: visit.script(step) == "3", what="the third question")
    for number in ("2", "1"):
        visit.phone.back()
        until(lambda number=number: visit.script(step) == number, what=f"question {number}")
    assert "/visit" in visit.phone.current_url


@pytest.mark.long
@pytest.mark.browser
def test_audio_description_is_chosen_once_for_the_visit(house: Twin, visit: Visit) -> None:
    release = house.published
    assert release is not None
    works = [
        replace(
            work,
            blocks=[
                *work.blocks,
                replace(
                    next(one for one in work.blocks if one.language == "en"),
                    key=f"{work.key}-seen",
                    level=Level.DESCRIPTION,
                    text=f"What is to be seen: {work.key}.",
                ),
            ],
        )
        for work in release.museum.works
    ]
    house.published = replace(release, museum=replace(release.museum, works=works))
    visit.open("/visit?l=en")
    visit.tap('[data-choose-language="en"]')
    visit.tap('[data-minutes="40"]')
    visit.tap('[name=level][value="description"]')
    visit.tap("#profile .primary")
    until(lambda: "/visit/plan" in visit.phone.current_url and visit.stops(), what="the tour")
    for number, key in ((1, "kolam"), (3, "zellij")):
        visit.open(f"/visit/work/{number}?l=en")
        until(lambda key=key: f"What is to be seen: {key}." in visit.words("main"), what=key)


@pytest.mark.browser
def test_in_short_tells_less(house: Twin, visit: Visit) -> None:
    release = house.published
    assert release is not None
    kolam, *others = release.museum.works
    long = [
        replace(block, key=f"{block.key}-{more}", text=f"{more} {block.text}")
        for block in kolam.blocks
        if (block.language, block.level) == ("en", Level.ADULT)
        for more in range(3)
    ]
    of = next(one for one in release.speech if one.language == "en")
    speech = [replace(of, block=block.key, seconds=30.0) for block in long]
    works = [replace(kolam, blocks=[*kolam.blocks, *long]), *others]
    house.published = replace(
        release,
        museum=replace(release.museum, works=works),
        speech=[*release.speech, *speech],
    )
    visit.open("/visit/work/1?l=en")
    length = "return Number(document.getElementById('seek').max)"
    until(lambda: visit.script(length) == SECONDS + 90, what="90 seconds, a little more")
    visit.tap("#short")
    until(lambda: visit.script(length) == SECONDS + 30, what="in short")
    assert visit.one("#short").get_attribute("aria-pressed") == "true"
    visit.tap("#short")
    until(lambda: visit.script(length) == SECONDS + 90, what="all of it")


def test_without_a_script_the_meanings_stand_below(house: Twin, client: FlaskClient) -> None:
    link_works(house)
    page = client.get("/visit/work/1?l=en").text
    assert 'href="#word-en-line">white line</a>' in page
    assert page.count('id="word-en-line"') == 1
    assert "What the line goes round." in page
    assert "Een lijn van rijstmeel." not in page
    plain = client.get("/visit/work/1?l=de").text
    assert 'class="word"' not in plain
