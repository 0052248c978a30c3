"""After a few wrong tries an account rests."""

from datetime import UTC, datetime, timedelta

from services.dashboard.domain.lockout import REST, TRIES, Lockout

NOW = datetime(2027, 3, 8, 18, 0, tzinfo=UTC)


def after_failures(count: int) -> Lockout:
    lockout = Lockout()
    for _ in range(count):
        lockout = lockout.after_failure(NOW)
    return lockout


def test_the_tries_before_the_last_do_not_lock() -> None:
    assert not after_failures(TRIES - 1).locked(NOW)


def test_the_last_try_locks_until_the_rest_is_over() -> None:
    lockout = after_failures(TRIES)
    assert lockout.locked(NOW + REST - timedelta(seconds=1))
    assert not lockout.locked(NOW + REST)


def test_a_rest_that_is_over_gives_all_tries_back() -> None:
    again = after_failures(TRIES).after_failure(NOW + REST)
    assert again == Lockout(failures=1)
