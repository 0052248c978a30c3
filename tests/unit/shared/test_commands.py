"""What an operator reads who asks a service for its commands, or calls one wrongly."""

import pytest

from shared.commands import Command, UsageError, one_of, parser_of
from shared.service import Ground


async def greet(_: Ground, arguments: list[str]) -> str:
    return f"hello {one_of(arguments, 'a name')}"


PARSER = parser_of("notify", {"greet": Command(greet, "NAME [--loudly]", "say hello")})


def test_without_a_command_there_is_none() -> None:
    assert PARSER.parse_args([]).command is None


def test_a_command_gets_its_arguments_as_they_are() -> None:
    asked = PARSER.parse_args(["greet", "Ana", "--loudly"])
    assert (asked.command, asked.arguments) == ("greet", ["Ana", "--loudly"])


def test_help_names_every_command_with_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        PARSER.parse_args(["--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    for words in ("migrate", "openapi", "greet", "say hello"):
        assert words in said


def test_help_of_a_command_shows_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        PARSER.parse_args(["greet", "--help"])
    assert "python -m services.notify greet NAME [--loudly]" in capsys.readouterr().out


def test_a_command_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        PARSER.parse_args(["gret"])
    assert (ended.value.code, "'gret'" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize("arguments", [[], ["Ana", "Ben"]])
def test_one_argument_is_neither_none_nor_two(arguments: list[str]) -> None:
    with pytest.raises(UsageError, match="a name is needed"):
        one_of(arguments, "a name")
