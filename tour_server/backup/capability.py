"""Back-up and restore: one file from which a server starts again, and when the last one was made."""

from __future__ import annotations

from tour_server.backup.settings import BackupSettings
from tour_server.capability import Capability, Command, Context, Contribution, NavigationEntry


def build(context: Context) -> Contribution:
    """Build the page Back-ups."""
    from tour_server.backup.events import BACKUP_EVENTS
    from tour_server.backup.last_backup import BackupAge
    from tour_server.backup.pages import BackupPages, for_technicians
    from tour_server.events.event_log import EventLog

    settings = context.settings(BackupSettings)
    age = BackupAge(context.get(EventLog), context.now, settings.backup_days)
    return Contribution(
        pages=(BackupPages(age, settings.backup_folder).blueprint(),),
        navigation=(NavigationEntry("Back-ups", "backup.page", 20, "Kiosks"),),
        events=BACKUP_EVENTS,
        warnings=(for_technicians(age.warning),),
    )


BACKUP = Capability(
    "backup",
    build,
    BackupSettings,
    (
        Command("backup", "tour_server.backup.commands:backup", "Write everything to one file."),
        Command(
            "restore",
            "tour_server.backup.commands:restore_command",
            "Start again from such a file.",
        ),
    ),
)
