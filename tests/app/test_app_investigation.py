"""An objection from day nine of the notice to the end of the new one, over HTTP; ``docs/investigation.md`` tells it."""

from pathlib import Path

import pytest
from investigation import DOCUMENT, tell
from town import Town


@pytest.mark.slow
def test_the_story_of_an_objection_is_the_one_that_is_told(small: Town, tmp_path: Path) -> None:
    fresh = tell(small)
    (tmp_path / DOCUMENT.name).write_text(fresh, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == fresh, "run `make story`"
