"""Why rows of a student begin and end: the codes of each table by name."""


class Joined:
    """Why a class was joined (class-member-reason)."""

    ENTERED, MOVED, MAJOR_CHANGED, REPEATING, BACK, TRANSFERRED = "1", "2", "3", "4", "5", "6"


class LeftOrderClass:
    """Why an order class was left (leave-reason)."""

    HIRED, NOT_HIRED = "1", "2"  # 毕业入企, 毕业未入企
    MAJOR_CHANGED, AWAY, OTHER = "5", "6", "7"  # 转专业, 休退学, 其他


class EndedPlacement:
    """Why a placement ended before its time (placement-end-reason)."""

    OWN_WISH, SENT_BACK, MISCONDUCT = "1", "2", "3"  # 学生申请, 单位退回, 违纪
    ILL, FIRM_AT_FAULT = "5", "6"  # 伤病, 单位违约
