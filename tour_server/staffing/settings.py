"""The settings of staff: the law's limits as shipped, each with its article, and how long rosters are kept."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from tour_server.root_settings import RECORDED
from tour_server.staffing.law import LawLimits

LAW = "Arbeidstijdenwet (BWBR0007671)"


class StaffingSettings(Struct, frozen=True, kw_only=True):
    """The law's limits for rosters, and how long rosters are kept."""

    law_rest_hours: Annotated[
        float,
        Meta(
            ge=0,
            le=24,
            description=f"Hours of rest between two shifts of a colleague. As shipped: {LAW} art. 5:3, which also "
            "lets an employer shorten it to 8 once a week where the work asks for it; this software doesn't.",
            extra=RECORDED,
        ),
    ] = 11.0
    law_weekly_rest_hours: Annotated[
        float,
        Meta(
            ge=0,
            le=72,
            description=f"Hours of rest in one piece in every seven days. As shipped: {LAW} art. 5:5. Its other "
            "half, 72 hours in 14 days, is not used.",
            extra=RECORDED,
        ),
    ] = 36.0
    law_shift_hours: Annotated[
        float,
        Meta(
            ge=1,
            le=24,
            description=f"Hours of work in one shift at most, without the break. As shipped: {LAW} art. 5:7.",
            extra=RECORDED,
        ),
    ] = 12.0
    law_week_hours: Annotated[
        float,
        Meta(
            ge=1,
            le=168,
            description=f"Hours of work in one week at most. As shipped: {LAW} art. 5:7.",
            extra=RECORDED,
        ),
    ] = 60.0
    law_average_hours: Annotated[
        float,
        Meta(
            ge=1,
            le=168,
            description="Hours of work a week on average over 16 weeks at most. As shipped: "
            f"{LAW} art. 5:7.",
            extra=RECORDED,
        ),
    ] = 48.0
    law_night_hours: Annotated[
        float,
        Meta(
            ge=1,
            le=24,
            description="Hours of work at most in a shift of which more than one lies between midnight and six. As "
            f"shipped: {LAW} art. 5:8.",
            extra=RECORDED,
        ),
    ] = 10.0
    law_night_rest_hours: Annotated[
        float,
        Meta(
            ge=0,
            le=24,
            description="Hours of rest after such a shift that ends after two o'clock at night. As shipped: "
            f"{LAW} art. 5:8, which also lets an employer shorten it to 8 once a week; this software doesn't.",
            extra=RECORDED,
        ),
    ] = 14.0
    law_break_after_hours: Annotated[
        float,
        Meta(
            ge=0,
            le=24,
            description="Hours of work in a shift above which it needs a break. As shipped: "
            f"{LAW} art. 5:4.",
            extra=RECORDED,
        ),
    ] = 5.5
    law_break_minutes: Annotated[
        int,
        Meta(
            ge=0,
            le=240,
            description=f"Minutes of that break at least. As shipped: {LAW} art. 5:4.",
            extra=RECORDED,
        ),
    ] = 30
    law_long_break_after_hours: Annotated[
        float,
        Meta(
            ge=0,
            le=24,
            description="Hours of work in a shift above which it needs a longer break. As shipped: "
            f"{LAW} art. 5:4.",
            extra=RECORDED,
        ),
    ] = 10.0
    law_long_break_minutes: Annotated[
        int,
        Meta(
            ge=0,
            le=240,
            description=f"Minutes of that longer break at least. As shipped: {LAW} art. 5:4.",
            extra=RECORDED,
        ),
    ] = 45
    law_free_sundays: Annotated[
        int,
        Meta(
            ge=0,
            le=52,
            description="Sundays off in 52 weeks at least. As shipped: "
            f"{LAW} art. 5:6. Weeks that are not kept here count as off.",
            extra=RECORDED,
        ),
    ] = 13
    roster_keep_weeks: Annotated[
        int,
        Meta(
            ge=16,
            le=520,
            description="Weeks after which a roster is deleted, with the absences of that time. The average of "
            "16 weeks needs 16, the Sundays off need 52. What your own duty to keep records of working hours asks for "
            "(in the Netherlands 52 weeks) has to be kept outside of this software, or this set higher.",
            extra=RECORDED,
        ),
    ] = 52

    roster_seconds: Annotated[
        float,
        Meta(
            ge=1,
            le=600,
            description="Seconds that the computation of one week's roster may take. It ends earlier when the best is "
            "proven.",
        ),
    ] = 30.0

    def limits(self) -> LawLimits:
        """Returns the limits in minutes."""
        return LawLimits(
            rest=round(self.law_rest_hours * 60),
            weekly_rest=round(self.law_weekly_rest_hours * 60),
            shift=round(self.law_shift_hours * 60),
            week=round(self.law_week_hours * 60),
            average=round(self.law_average_hours * 60),
            free_sundays=self.law_free_sundays,
            night=round(self.law_night_hours * 60),
            night_rest=round(self.law_night_rest_hours * 60),
            break_after=round(self.law_break_after_hours * 60),
            least_break=self.law_break_minutes,
            long_break_after=round(self.law_long_break_after_hours * 60),
            long_break=self.law_long_break_minutes,
        )
