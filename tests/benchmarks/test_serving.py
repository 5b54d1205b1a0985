import json
import subprocess
import sys
from pathlib import Path


def test_ours_and_a_statement_written_by_hand_give_the_same_answers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.serving", "--smoke", "--only", "ours,floor"]
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [*command, "--json", str(figures)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = json.loads(figures.read_text())["results"]
    assert [(one["question"], one["contender"]) for one in results] == [
        (question, contender)
        for question in ("objective", "page", "cascade", "unseen")
        for contender in ("ours", "floor")
    ]
