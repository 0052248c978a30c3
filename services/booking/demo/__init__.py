"""The practice that shows what Meridian does, as a practice's file."""

from pathlib import Path

from services.booking.domain.practice_file import PracticeFile

FILE = Path(__file__).parent / "practice.json"


def load_demo() -> PracticeFile:
    return PracticeFile.model_validate_json(FILE.read_text("utf-8"))
