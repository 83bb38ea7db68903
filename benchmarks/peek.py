"""How long `minuted peek` takes on a ten-page native PDF, models and the start of the command included.

python benchmarks/peek.py --times 7
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.made_documents import minutes_pdf

COMMAND = Path(sys.executable).with_name("minuted")


def peek_seconds(file: Path) -> float:
    """Return the wall seconds of one `minuted peek`."""
    start = time.perf_counter()
    found = subprocess.run([COMMAND, "peek", file, "--json"], capture_output=True, check=True)
    seconds = time.perf_counter() - start
    if json.loads(found.stdout)["pages"] != 10:
        sys.exit("the file was not read whole")
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7, help="how often; the first, with cold files, is left out")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "minutes.pdf"
        file.write_bytes(minutes_pdf(10, seed=3))
        cold, *seconds = [peek_seconds(file) for _ in range(options.times + 1)]
    found = {"median_s": statistics.median(seconds), "least_s": min(seconds), "most_s": max(seconds), "cold_s": cold}
    if options.json:
        print(json.dumps(found))
    else:
        print(", ".join(f"{name} {value:.2f}" for name, value in found.items()), f"(times: {options.times})")


if __name__ == "__main__":
    main()
