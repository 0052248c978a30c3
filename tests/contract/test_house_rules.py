"""The house rules hold in every file, and each rule is known to catch what it forbids."""

import pytest

from tests.contract.house import logs, repository, shape, sql, time, transactions
from tests.contract.house.source import Rule, Source, tracked

RULES = (
    *transactions.RULES,
    *time.RULES,
    *sql.RULES,
    *shape.RULES,
    *logs.RULES,
    *repository.RULES,
)
BROKEN = [(rule, source) for rule in RULES for source in rule.broken]
KEPT = [(rule, source) for rule in RULES for source in rule.kept]
BESIDES = [(rule, path) for rule in RULES for path in rule.besides]


def named(value: object) -> str:
    match value:
        case Rule(name=name):
            return name
        case Source(text=text):
            return text.strip()[:40]
    return str(value)


@pytest.mark.parametrize("rule", RULES, ids=named)
def test_the_house_rule_holds(rule: Rule) -> None:
    offences = [
        offence
        for source in tracked()
        if source.path not in rule.besides
        for offence in rule.offences(source)
    ]
    assert not offences, "\n".join([f"{rule.name}: {rule.instead}", *offences])


@pytest.mark.parametrize(("rule", "source"), BROKEN, ids=named)
def test_what_breaks_the_rule_is_caught(rule: Rule, source: Source) -> None:
    assert rule.offences(source)


@pytest.mark.parametrize(("rule", "source"), KEPT, ids=named)
def test_what_keeps_the_rule_is_let_be(rule: Rule, source: Source) -> None:
    assert rule.offences(source) == []


@pytest.mark.parametrize(("rule", "path"), BESIDES, ids=named)
def test_an_exception_that_nobody_needs_any_more_is_taken_back(rule: Rule, path: str) -> None:
    excepted = [source for source in tracked() if source.path == path]
    assert any(map(rule.offences, excepted)), f"take {path} out of the rule's exceptions"
