"""Who may do what, written down by hand: what the bot's own table must come to, person by person.

"department" answers for a department that was asked for its opinion. A private item can be seen by those
of the second line alone; to everybody else it does not exist, whatever else they might do with an ordinary one.
"""

TABLE = """\
              requester  member  lead  companion  department  office  approver  reader  outsider
see               o        o      o        o          o         o        o        o        -
see_private       o        -      o        o          -         o        o        -        -
see_requester     o        -      -        -          -         -        -        -        -
reveal            -        -      -        -          -         o        -        -        -
join              o        o      o        o          o         o        o        o        -
pull_in           o        -      -        -          -         -        -        -        -
give_opinion      -        -      -        -          o         -        -        -        -
give_score        -        o      o        o          -         -        -        -        -
take_up           o        o      o        o          o         o        o        o        -
plan_rollout      o        -      o        o          -         o        -        -        -
campaign          -        -      o        -          -         o        -        -        -
review_practice   -        -      o        -          -         o        -        -        -
keep_practice     o        -      o        -          -         o        -        -        -
make_practice     o        o      o        o          -         o        -        -        -
comment           -        o      o        o          -         o        -        -        -
review            -        -      o        -          -         o        -        -        -
reopen            -        -      o        -          -         o        -        -        -
accept            -        -      o        -          -         o        -        -        -
ask               -        -      o        o          -         o        -        -        -
start             -        -      o        -          -         o        -        -        -
finish            -        -      o        -          -         o        -        -        -
approve           -        -      -        -          -         -        o        -        -
disapprove        -        -      -        -          -         -        o        -        -
recall            -        -      o        -          -         o        -        -        -
partly_accept     -        -      o        -          -         o        -        -        -
hold              -        -      o        -          -         o        -        -        -
decline           -        -      o        -          -         o        -        -        -
merge             -        -      o        -          -         o        -        -        -
unmerge           -        -      o        -          -         o        -        -        -
move              -        -      o        o          -         o        -        -        -
assign            -        -      o        o          -         o        -        -        -
consult           -        -      o        o          -         o        -        -        -
score             -        -      o        -          -         o        -        -        -
undo              o        -      o        o          -         o        -        -        -
answer            o        -      -        -          -         -        -        -        -
withdraw          o        -      -        -          -         -        -        -        -
"""
_HEAD, *_LINES = (line.split() for line in TABLE.splitlines())
ROLES = tuple(_HEAD)
RIGHTS = {
    action: frozenset(role for role, mark in zip(ROLES, marks, strict=True) if mark == "o") for action, *marks in _LINES
}


def matrix(rights: dict[str, frozenset[str]]) -> str:
    """Rights as a table, in the shape of the one above."""
    head = TABLE.splitlines()[0]
    middles = [head.index(role) + (len(role) - 1) // 2 for role in ROLES]
    lines = [head]
    for action, roles in rights.items():
        line = list(action.ljust(len(head)))
        for middle, role in zip(middles, ROLES, strict=True):
            line[middle] = "o" if role in roles else "-"
        lines.append("".join(line).rstrip())
    return "\n".join(lines) + "\n"
