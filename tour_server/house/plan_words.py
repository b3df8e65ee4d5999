"""The sentences of the plan's script, in the language of the desk."""

from __future__ import annotations

from web.translations import gettext as _


def plan_words() -> dict[str, str]:
    """Return the sentences by name. What stands in braces is filled in by the script."""
    return {**_things(), **_steps(), **_asked()}


def _things() -> dict[str, str]:
    return {
        "room": _("Room"),
        "work": _("Work"),
        "kiosk": _("Kiosk"),
        "passage": _("Way"),
        "place": _("Place"),
        "picture": _("Picture of the floor"),
        "floor": _("Floor {floor}"),
        "rooms": _("Rooms"),
        "ways": _("Ways between rooms"),
        "places": _("Places visitors look for"),
        "works": _("Works"),
        "kiosks": _("Kiosks"),
        "name": _("Name"),
        "capacity": _("People it may hold at once"),
        "corners": _("Corners, one a line: metres to the right, then down"),
        "right": _("Metres to the right"),
        "down": _("Metres down"),
        "kind": _("What it is"),
        "from": _("From"),
        "to": _("To"),
        "width": _("Width in metres, empty if nobody measured"),
        "seconds": _("Seconds to pass it, waiting for a lift included"),
        "onFloor": _("On floor"),
        "chooseRoom": _("Choose a room"),
    }


def _steps() -> dict[str, str]:
    return {
        "saving": _("Saving …"),
        "saved": _("Saved. Publish it when visitors should have it."),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "failed": _("The server did not answer. This change is not saved; do it again."),
        "chosen": _("{name} is chosen."),
        "moved": _("{name}: {x} m to the right, {y} m down."),
        "begin": _("No room is drawn yet. Take in a picture of the floor below, or draw a room."),
        "none": _("Nothing is chosen. Choose something on the plan or in the lists."),
        "remove": _("Remove"),
        "removeCorner": _("Remove this corner"),
        "corner": _("Corner {number} of {name}"),
        "takeOff": _("Take it off the plan"),
        "open": _("Open its own page"),
        "save": _("Save"),
        "allWell": _("Nothing is wrong on the plan."),
        "wrong": _("What is wrong"),
        "empty": _("none"),
        "more": _("{count} works have no place yet. Search for one by its number or title."),
        "allPlaced": _("Every work has its place."),
    }


def _asked() -> dict[str, str]:
    return {
        "newRoom": _(
            "Click the corners of the room one after the other; click the first one to close it."
        ),
        "addRoom": _("Add this room"),
        "dropCorner": _("Take back the last corner"),
        "needCorners": _("A room needs three corners at least."),
        "needName": _("Write the name of the room."),
        "newDoor": _("Click the wall that two rooms share, or choose both rooms here."),
        "newLift": _("Click where it is, or choose both rooms here."),
        "newPlace": _("Click where it is, or choose its room here."),
        "putThere": _("Put it there"),
        "noWall": _("No wall of two rooms is here. Click where two rooms meet."),
        "noRoom": _("No room is here. Click inside a room."),
        "twoRooms": _("A way leads from one room to another. Choose both."),
        "leadsTo": _("It leads to {room}. Choose another room under “To” if that is wrong."),
        "noOther": _("No other floor has a room. Draw one there first."),
        "put": _(
            "Drag it to the plan, click its place there, or put it in the middle of its room."
        ),
        "putMiddle": _("Put it in the middle"),
        "notMeasured": _("This room is not drawn yet. Draw it first, or write its corners."),
        "drawIt": _("Draw this room"),
        "scaleLine": _("Drag a line along something that you know the length of."),
        "lineLength": _("Length of that line in metres"),
        "setScale": _("Set the scale"),
        "badNumber": _("Write a number, like 3.5 or 3,5."),
        "badCorners": _("“{line}” is no corner. Write two numbers, like 12.5 0."),
        "movePicture": _("Drag the picture to where it belongs."),
    }
