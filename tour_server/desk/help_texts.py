"""The answers to what somebody new asks at the desk, each in three sentences at most.

A template shows one beside a heading or a field: `{% from "explained.html" import explain %}{{ explain("block") }}`.
`help_places` says which stand under the heading of which page.
"""

from __future__ import annotations

from collections.abc import Mapping

from tour_server.desk.forecast_help_texts import FORECAST_HELP_TEXTS
from tour_server.desk.help_text import HelpText
from tour_server.desk.kiosk_help_texts import KIOSK_HELP_TEXTS
from tour_server.desk.link_help_texts import LINK_HELP_TEXTS
from tour_server.desk.roster_help_texts import ROSTER_HELP_TEXTS
from tour_server.desk.visitor_help_texts import VISITOR_HELP_TEXTS
from web.translations import mark

HELP_TEXTS: Mapping[str, HelpText] = {
    **FORECAST_HELP_TEXTS,
    **KIOSK_HELP_TEXTS,
    **LINK_HELP_TEXTS,
    **ROSTER_HELP_TEXTS,
    **VISITOR_HELP_TEXTS,
    "alternative-text": HelpText(
        mark("Who reads what is in the picture?"),
        mark(
            "Visitors who can't see it: a phone or a kiosk reads it aloud. One or two sentences about what is to be "
            "seen are enough; its meaning is told by the narration."
        ),
    ),
    "approval": HelpText(
        mark("What does approving do?"),
        mark(
            "Somebody who may approve says with it that these words may go to visitors. Who changes them later "
            "takes that away, and they are approved once more. The page Publish lists what is not approved yet."
        ),
    ),
    "back-up": HelpText(
        mark("Why a back-up, when everything has an undo?"),
        mark(
            "The undo is on this server: when its disk fails, it is gone too. A back-up is one file with all of the "
            "museum, and belongs on another machine."
        ),
    ),
    "block": HelpText(
        mark("What is a block?"),
        mark(
            "A block is a few sentences on one work, in one language, for one kind of visitor. What a visitor hears "
            "is made of blocks: those that suit their time and their interests. Each block has its own source."
        ),
    ),
    "bulk": HelpText(
        mark("What if I change too much at once?"),
        mark(
            "The page says what will happen and asks before it does anything. The whole change has one undo, which "
            "leaves alone what a colleague changed since."
        ),
    ),
    "check": HelpText(
        mark("Which of these must I do?"),
        mark(
            "Only what “stops until it is done”. The rest goes to visitors as it is: a text that is missing in a "
            "language is told in another one. The museum decides what stops a publish."
        ),
    ),
    "claim": HelpText(
        mark("What does adding a kiosk do?"),
        mark(
            "It gets a name, a room and a certificate of its own. A stolen one is revoked at its page."
        ),
    ),
    "code-sheet": HelpText(
        mark("What is a code for?"),
        mark(
            "Whoever scans it with a phone reads and hears the work there, without an app. A label sheet has one "
            "for each work, with its number for those who rather type."
        ),
    ),
    "columns": HelpText(
        mark("What do I choose here?"),
        mark(
            "Say for each column of your list which field of a work it fills. “Not imported” leaves a column out; "
            "your file keeps it. For the next file with these headings it is remembered."
        ),
    ),
    "comment": HelpText(
        mark("Who reads a comment?"),
        mark(
            "Everybody at the desk, and no visitor. Write one at a block, on the page of its work; “Resolved” takes "
            "it off this list."
        ),
    ),
    "detail": HelpText(
        mark("Why mark a part?"),
        mark(
            "Before a large work visitors point the camera at what is in front of them. A part that you mark is "
            "known, too, and leads to the same work."
        ),
    ),
    "draft": HelpText(
        mark("Do visitors see what I change here?"),
        mark(
            "No: everything at the desk is a draft. Visitors get it when somebody publishes, and the history keeps "
            "every earlier text."
        ),
    ),
    "events": HelpText(
        mark("What is an event?"),
        mark(
            "A line for what a person or a machine did here: who, what and when. It says that a text changed, not "
            "what it says; for that, look at History under Works."
        ),
    ),
    "flyer": HelpText(
        mark("What is on a flyer?"),
        mark(
            "A tour on folded paper, a language each: its works with their numbers, its plan, and the code that opens "
            "it on a phone. Words that are not approved are marked until they are."
        ),
    ),
    "footfall": HelpText(
        mark("Where do these numbers come from?"),
        mark(
            "A kiosk at a door counts who goes in and out over a line in its picture. It sends numbers alone: no "
            "picture of a person is kept or leaves it."
        ),
    ),
    "glossary": HelpText(
        mark("Which words belong here?"),
        mark(
            "Those that a visitor may not know, like “glaze” or “relief”. In every text visitors can touch them and "
            "read the meaning. Translators see them as well, so that a word stays the same word."
        ),
    ),
    "heard": HelpText(
        mark("Whose listening is counted?"),
        mark(
            "Tellings at kiosks, by work, language and hour, and never a person. Phones report nothing."
        ),
    ),
    "history": HelpText(
        mark("How do I get an earlier text back?"),
        mark(
            "Find the change here or in the history of the work, look at it, and undo it. That is a change like any "
            "other: it can be undone, too, and visitors see it after the next publish."
        ),
    ),
    "hours": HelpText(
        mark("What are the hours for?"),
        mark(
            "Visitors read them, and plans on phones end before the museum closes. After an import they are guessed "
            "as always open: please put yours in."
        ),
    ),
    "import": HelpText(
        mark("What happens to my file?"),
        mark(
            "It is read and compared with what is here. First you see row by row what would change; only “Apply” "
            "changes it, and one click undoes it. A corrected file may come again: what you wrote at the desk stays."
        ),
    ),
    "job": HelpText(
        mark("What is a job?"),
        mark(
            "Work that takes longer than a click, like making speech. It goes on when you leave the page, and also "
            "after the server was started again."
        ),
    ),
    "kiosk": HelpText(
        mark("How does a kiosk come here?"),
        mark(
            "A kiosk is a screen with a camera that recognises works and tells about them. A technician switches it "
            "on and adds it with a file or the code on its screen. It then appears here by itself."
        ),
    ),
    "kiosk-settings": HelpText(
        mark("Which value holds?"),
        mark(
            "The kiosk's own, else that of its room, else that of the whole museum. Each change has an undo."
        ),
    ),
    "languages": HelpText(
        mark("Which languages do I need?"),
        mark(
            "Those that visitors may choose. The first one is the one you write in: the others are translated from "
            "it. You can add one later; a text that it lacks is told in another language."
        ),
    ),
    "layer": HelpText(
        mark("What is a layer?"),
        mark(
            "Layer 1 is what every visitor hears. Layers 2 and on go deeper: they are told to who asks for more, or "
            "has the time."
        ),
    ),
    "level": HelpText(
        mark("What do “adults”, “children” and the others change?"),
        mark(
            "The same work may be told in other words to each of them, and visitors choose. Audio description says "
            "what is to be seen. You need not write all: where one is missing, another is told."
        ),
    ),
    "link": HelpText(
        mark("What is a link?"),
        mark(
            "A few sentences about what two works share, like a maker or a motif. They are said to a visitor at the "
            "second of the two, when the first has been met."
        ),
    ),
    "look": HelpText(
        mark("What does the look change?"),
        mark(
            "Colours, logo and typefaces of kiosks and phones, after the next publish. The desk stays as it is. Leave "
            "it all empty, and ours are used."
        ),
    ),
    "look-alike": HelpText(
        mark("What if two works look alike?"),
        mark(
            "The desk finds works whose pictures nearly agree and says so at each of them. A kiosk then compares where "
            "they differ, and offers both to the visitor when it isn't sure. A photograph of what only one of "
            "them has helps it."
        ),
    ),
    "number": HelpText(
        mark("Which number is this?"),
        mark(
            "The one that visitors type on a phone or at a kiosk: it stands beside the work. Keep it short. The "
            "inventory number is another field, which stays yours."
        ),
    ),
    "offer": HelpText(
        mark("What is an offer?"),
        mark(
            "Something worth having at a certain moment, like tea while a room is quiet. Phones and kiosks show it "
            "while its condition holds, one at a time, and never while a work is told."
        ),
    ),
    "offer-code": HelpText(
        mark("What is a visitor's code?"),
        mark(
            "Who takes an offer gets sixteen digits on the phone, and shows them where it is handed out. They count "
            "once, and say nothing about the person."
        ),
    ),
    "password": HelpText(
        mark("How do I hand over a password?"),
        mark(
            "It is shown this once: write it down or read it out, and give it to that person alone. It ends what was "
            "signed in with the earlier one."
        ),
    ),
    "picture": HelpText(
        mark("What is a good photograph?"),
        mark(
            "Straight on, sharp, evenly lit, with the whole work and little else; 1,000 pixels or more on its longer "
            "side. The page says whether a kiosk can use it. Of an object in the round, add other sides."
        ),
    ),
    "place": HelpText(
        mark("What is a place?"),
        mark(
            "Seats, toilets, the café, the way out: what visitors look for besides works. They stand on the plan on "
            "phones, and a long tour rests at seats."
        ),
    ),
    "plan": HelpText(
        mark("Where do I begin with the plan?"),
        mark(
            "Draw a room: choose “Draw a room” and click its corners. Then drag the works into it and put doors "
            "between rooms. Phones lead visitors by it; without a plan they still have every work by its number."
        ),
    ),
    "preview": HelpText(
        mark("Who can see a preview?"),
        mark(
            "Whoever has its link, without an account, until it ends. It shows the drafts as they are at that "
            "moment. Nothing in it is counted or published."
        ),
    ),
    "profile": HelpText(
        mark("For how long is it told?"),
        mark(
            "A visitor chooses a language, for whom it is told, interests, and how much time there is. The profile is "
            "kept on their phone or kiosk alone. The seconds here are those of all that is told without asking."
        ),
    ),
    "pronunciation": HelpText(
        mark("When do I need this?"),
        mark(
            "When the voice says a name wrong. Write it as it sounds, listen, and try again; or record it. Subtitles "
            "keep the right spelling."
        ),
    ),
    "proposal": HelpText(
        mark("What is a proposal?"),
        mark(
            "What the file would do, before it does it. A row without its tick stays out; a row with a remark goes in "
            "without what could not be read. Correct the file and bring it again as often as you like."
        ),
    ),
    "public-address": HelpText(
        mark("What is the public address?"),
        mark(
            "The address at which visitors' phones reach this server: it is in every code that is printed or shown. "
            "A technician sets it once, before anything is printed."
        ),
    ),
    "publish": HelpText(
        mark("What happens when I publish?"),
        mark(
            "All drafts together become one release. Kiosks show it within a minute; their voice for new texts follows "
            "in the background. One click goes back to an earlier release."
        ),
    ),
    "recording": HelpText(
        mark("Must I record anything?"),
        mark(
            "No: a machine's voice reads every text, and says that it is one. Where you record a person, that is "
            "heard instead, until the text changes."
        ),
    ),
    "register": HelpText(
        mark("Why is a kiosk registered?"),
        mark(
            "So that nobody else can count in its name. A registered kiosk has a file with its own key, which is made "
            "once; without it a kiosk tells visitors everything all the same."
        ),
    ),
    "release": HelpText(
        mark("What is a release?"),
        mark(
            "The whole museum as visitors have it at one moment: texts, pictures, voices, plan. It is never changed; "
            "the next publish makes another one. To go back is to publish an earlier one again."
        ),
    ),
    "removed": HelpText(
        mark("Is what I remove gone?"),
        mark(
            "No. It stands here with its history and comes back as it was. Visitors keep it until the next publish."
        ),
    ),
    "rights": HelpText(
        mark("What are the rights for?"),
        mark(
            "They say whose a picture or text is and whether the museum may show it; visitors read them as the "
            "credit. Where nobody knows, a publisher can say once that it is shown all the same, and that is on record."
        ),
    ),
    "role": HelpText(
        mark("Which role does a colleague need?"),
        mark(
            "Author to write, editor to approve as well, publisher to send it out. Duty managers look after rooms, "
            "technicians after kiosks. Somebody may have several, and you can change them at any time."
        ),
    ),
    "room": HelpText(
        mark("What does a room need?"),
        mark(
            "A name and how many people it may hold: plans lead visitors elsewhere before it is full. Its corners are "
            "easiest drawn on the plan."
        ),
    ),
    "search": HelpText(
        mark("What is searched?"),
        mark(
            "Every text in every language, sources, dates and numbers, also by a part of a word. Accents and capitals "
            "don't matter."
        ),
    ),
    "silence": HelpText(
        mark("What do visitors notice when kiosks are silent?"),
        mark(
            "They see and read everything; there is no voice. One click lets the kiosks speak again."
        ),
    ),
    "source": HelpText(
        mark("Why does it ask for a source?"),
        mark(
            "Nothing is said to visitors that nobody can look up: a book, an article, the file in your archive. A "
            "publish stops at a text without one."
        ),
    ),
    "stale": HelpText(
        mark("What is a stale translation?"),
        mark(
            "The text that it was made from has changed since. Visitors keep the translation; the page shows word for "
            "word what changed. Change it, or say that it is still right."
        ),
    ),
    "theme": HelpText(
        mark("What is a theme?"),
        mark(
            "Something a visitor may be interested in, like who made it or how it was made. Visitors choose themes, "
            "and blocks with those come first. “About the work” suits everybody."
        ),
    ),
    "token": HelpText(
        mark("Do I need a token?"),
        mark(
            "Only if another program, like your website, is to read the drafts. What is published it reads without "
            "one."
        ),
    ),
    "tour": HelpText(
        mark("What is a tour?"),
        mark(
            "Works in an order that you choose, with a story. A visitor starts it on the phone with one touch, and it "
            "keeps your order. Without a tour phones still plan a walk of their own."
        ),
    ),
    "translation": HelpText(
        mark("How do I translate?"),
        mark(
            "Choose a cell of the grid: the text you translate from stands beside the field. Or take a file out for "
            "an agency and bring it back. “Machine draft” is marked until a person has edited it."
        ),
    ),
    "translators-file": HelpText(
        mark("What is XLIFF?"),
        mark(
            "The kind of file that translators' own programs read and write. Take one out under Translations, send it, "
            "and bring it in here: first you see what it would change."
        ),
    ),
    "wall-screen": HelpText(
        mark("What is a wall screen?"),
        mark(
            "A screen in the staff room that shows Rooms now and nothing else. Its address is its key: open it once in "
            "that screen's browser and give it to nobody else."
        ),
    ),
    "way": HelpText(
        mark("What is a way?"),
        mark(
            "What leads from one room to another: a door, steps, a lift. Plans go along ways, and never by stairs for "
            "who can't take them."
        ),
    ),
}
