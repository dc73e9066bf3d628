"""Every report there is, in the order of the menu; it alone imports the modules they stand in."""

from desktop.reports.report import DECLARED, Report


def reports() -> tuple[Report, ...]:
    """Every report, in the order of the menu."""
    from desktop.reports.forms import (
        agreements,
        apprenticeship_lists,
        badges,
        check_report,
        cooperation,
        day_records,
        destination_lists,
        enrolment_lists,
        erasure_certificate,
        exam_lists,
        exam_seats,
        graduate_lists,
        number_lists,
        order_class_lists,
        placement_checks,
        placement_lists,
        placement_records,
        placement_scores,
        rosters,
        standing_lists,
        statistics_forms,
    )

    families = (
        rosters,
        standing_lists,
        graduate_lists,
        enrolment_lists,
        agreements,
        order_class_lists,
        placement_lists,
        placement_checks,
        check_report,
        placement_records,
        placement_scores,
        exam_lists,
        exam_seats,
        apprenticeship_lists,
        destination_lists,
        badges,
        cooperation,
        statistics_forms,
        number_lists,
        day_records,
        erasure_certificate,
    )
    place = {family.__name__: nth for nth, family in enumerate(families)}
    return tuple(sorted(DECLARED.values(), key=lambda one: place[one.build.__module__]))


def report_named(name: str) -> Report:
    """The report of that name; KeyError when there is none."""
    found = {one.name: one for one in reports()}
    return found[name]
