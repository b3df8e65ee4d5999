"""What staff read of software: steps and reasons of kiosks, stages and states of rollouts."""

from __future__ import annotations

from collections.abc import Mapping

from contract.software import SoftwareReason, SoftwareStep
from tour_server.updates.rollout import RolloutState, Stage, Standing, Why
from tour_server.updates.tables import SoftwareOrderRecord
from web.translations import gettext as _
from web.translations import mark

STAGE_WORDS: Mapping[Stage, str] = {
    Stage.ONE: mark("one kiosk"),
    Stage.TENTH: mark("one kiosk in ten"),
    Stage.ALL: mark("all kiosks"),
}
STATE_WORDS: Mapping[RolloutState, str] = {
    RolloutState.RUNNING: mark("goes out"),
    RolloutState.PAUSED: mark("paused"),
    RolloutState.FAILED: mark("stopped: a kiosk failed"),
    RolloutState.STOPPED: mark("stopped"),
    RolloutState.DONE: mark("done"),
}
STEP_WORDS: Mapping[SoftwareStep, str] = {
    SoftwareStep.WAITING: mark("waits"),
    SoftwareStep.FETCHING: mark("fetches it"),
    SoftwareStep.INSTALLING: mark("installs it"),
    SoftwareStep.TRYING: mark("tries it"),
    SoftwareStep.GOOD: mark("runs it"),
    SoftwareStep.ROLLED_BACK: mark("went back to what it ran before"),
    SoftwareStep.REFUSED: mark("refused it"),
}
REASON_WORDS: Mapping[str, str] = {
    SoftwareReason.OUTSIDE_HOURS: mark("It waits for the night."),
    SoftwareReason.NOT_YET: mark("Its turn comes later."),
    SoftwareReason.VISITOR: mark("Somebody stands before it."),
    SoftwareReason.CLOCK: mark("Its clock is not set, so it does not know the hour."),
    SoftwareReason.NO_CONNECTION: mark("It can't fetch from this server just now."),
    SoftwareReason.NO_UPDATER: mark("It can't be updated from here: it has no second slot."),
    SoftwareReason.TOO_LARGE: mark("Its disk has no room for it."),
    SoftwareReason.DISK: mark("Its disk does not take it."),
    SoftwareReason.NOT_FOUND: mark("It could not get the file."),
    SoftwareReason.WRONG_HASH: mark("The file that it got is not the one that was ordered."),
    SoftwareReason.WRONG_SIGNATURE: mark("The signature is none that it trusts."),
    SoftwareReason.WRONG_COMPATIBLE: mark("The software is for another kind of machine."),
    SoftwareReason.WRONG_VERSION: mark("The file holds another version than was ordered."),
    SoftwareReason.TRUNCATED: mark("The file that it got is not whole."),
    SoftwareReason.OLDER: mark("It runs newer software."),
    SoftwareReason.SAME: mark("It ran this version already."),
    SoftwareReason.FAILED_BEFORE: mark("It has tried this software before, and it failed."),
    SoftwareReason.WITHDRAWN: mark("The order was withdrawn before it began."),
    SoftwareReason.INSTALLER: mark("It could not be installed."),
    SoftwareReason.UNHEALTHY: mark("The new software did not pass the kiosk’s own check."),
    SoftwareReason.NOT_STARTED: mark("The new software did not come up."),
}
WHY_WORDS: Mapping[Why, str] = {
    Why.OFF: mark("It is off. It gets its turn when it is back; nothing waits for it."),
    Why.NOT_REACHED: mark("It did not come to it in three nights. Nothing waits for it."),
    Why.SILENT_SINCE: mark("It ran the new software, and has been silent for three days."),
    Why.ILL_SINCE: mark("It ran the new software, and has been ill for three days."),
    Why.NOT_BACK: mark("It began to install and was not done by the morning."),
    Why.WENT_BACK: mark("It had taken the new software, and runs other software now."),
    Why.NO_ANSWER: mark("It can't be updated from here: its software does not know how."),
}


def order_words(row: SoftwareOrderRecord) -> str:
    """Return how far a kiosk is with an order, in few words."""
    if row.standing == Standing.UNABLE:
        return _("can’t be updated from here")
    if row.standing == Standing.WITHDRAWN:
        return _("not begun")
    if row.standing == Standing.AWAY:
        return _("away")
    if row.step is None:
        return _("not heard yet")
    return _(STEP_WORDS[SoftwareStep(row.step)])


def reason_words(row: SoftwareOrderRecord) -> str:
    """Return why a kiosk stands as it does, in a sentence; "" where that is plain."""
    why = Why(row.why)
    if why in WHY_WORDS:
        return _(WHY_WORDS[why])
    if not row.reason:
        return ""
    known = REASON_WORDS.get(row.reason)
    said = _(known) if known is not None else ""
    # The kiosk's own words are in English, and say more.
    return f"{said} ({row.words})" if said and row.words else said or row.words
