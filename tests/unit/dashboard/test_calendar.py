"""A day laid out as a table."""

from services.dashboard.domain.calendar import Cell, Placed, lay_out

NINE, TEN = 9 * 60, 10 * 60


def cell_at(minute: int, *placed: Placed[str], column: str = "lin") -> Cell[str]:
    [row] = [row for row in lay_out(["lin", "rivera"], placed) if row.minute == minute]
    [cell] = [cell for cell in row.cells if cell.column == column]
    return cell


def test_a_visit_is_as_high_as_it_is_long() -> None:
    assert cell_at(NINE, Placed("lin", NINE, TEN, "Ana")) == Cell("lin", 4, ("Ana",))


def test_a_visit_off_the_grid_covers_every_quarter_it_touches() -> None:
    assert cell_at(NINE, Placed("lin", NINE + 5, NINE + 35, "Ana")) == Cell("lin", 3, ("Ana",))


def test_visits_that_overlap_share_a_cell_over_the_time_of_both() -> None:
    ana, ben = Placed("lin", NINE, TEN, "Ana"), Placed("lin", NINE + 30, TEN + 30, "Ben")
    assert cell_at(NINE, ben, ana) == Cell("lin", 6, ("Ana", "Ben"))


def test_the_same_time_in_the_other_column_stays_free() -> None:
    ana = Placed("lin", NINE, TEN, "Ana")
    assert cell_at(NINE, ana, column="rivera") == Cell("rivera", 1, ())


def test_every_row_is_as_wide_as_the_table_counting_what_reaches_down_into_it() -> None:
    placed = [Placed("lin", NINE, TEN, "Ana"), Placed("rivera", NINE + 15, NINE + 40, "Ben")]
    rows = lay_out(["lin", "rivera"], placed)
    reaching = {"lin": 0, "rivera": 0}
    for row in rows:
        for cell in row.cells:
            assert reaching[cell.column] == 0
            reaching[cell.column] = cell.rows
        assert all(reaching.values())
        reaching = {column: left - 1 for column, left in reaching.items()}
    assert set(reaching.values()) == {0}


def test_an_early_visit_widens_the_table_to_its_whole_hour() -> None:
    rows = lay_out(["lin"], [Placed("lin", 6 * 60 + 30, 7 * 60 + 30, "Ana")])
    assert (rows[0].minute, rows[-1].minute) == (6 * 60, 17 * 60 + 45)
