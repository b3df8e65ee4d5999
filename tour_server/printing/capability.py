"""Printing: labels of works with their codes, and flyers of tours, as PDF."""

from __future__ import annotations

from tour_server.capability import Capability, Context, Contribution, NavigationEntry
from tour_server.root_settings import RootSettings


def build(context: Context) -> Contribution:
    """Build the prints, their pages, the job that makes them, and what deletes those that are old."""
    from tour_server.catalogue.approvals import Approvals
    from tour_server.catalogue.drafts import Drafts
    from tour_server.catalogue.pictures import Pictures
    from tour_server.catalogue.reference_check import ReferenceCheck
    from tour_server.jobs.jobs import Jobs
    from tour_server.periodic import DAY_SECONDS, PeriodicTask
    from tour_server.printing.draft_marks import DraftMarks
    from tour_server.printing.pages import PrintPages
    from tour_server.printing.print_fonts import PrintFonts
    from tour_server.printing.print_orders import PrintOrders
    from tour_server.publishing.releases import Releases

    drafts, pictures, jobs = context.get(Drafts), context.get(Pictures), context.get(Jobs)
    orders = PrintOrders(
        drafts,
        pictures,
        PrintFonts(pictures, context.data / "cache" / "print-fonts"),
        DraftMarks(drafts, context.get(Approvals)),
        jobs,
        context.get(Releases).release,
        context.settings(RootSettings).public_url,
        context.data / "cache" / "prints",
    )
    cleaning = PeriodicTask("old-prints", DAY_SECONDS, lambda: orders.forget(context.now()))
    return Contribution(
        pages=(PrintPages(drafts, context.get(ReferenceCheck), orders, jobs).blueprint(),),
        navigation=(
            NavigationEntry("Labels", "printing.labels_page", 40, "Publish"),
            NavigationEntry("Flyers", "printing.flyers_page", 50, "Publish"),
        ),
        jobs=(orders.kind,),
        parts=(cleaning,),
    )


PRINTING = Capability("printing", build)
