import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


def test_arrays_and_graph_libraries_give_equal_answers_on_generated_organizations():
    command = [sys.executable, "-m", "benchmarks.structural_audit", "--smoke"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "All gave equal answers."
