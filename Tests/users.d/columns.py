"""columns.py: the rows of lsof's columns as insights-core reads them, by the positions of the titles."""
import subprocess

from insights.parsers.lsof import Lsof
from insights.tests import context_wrap

output = subprocess.run(["lsof", "-nP"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
text = output.decode("utf-8", "replace")
for row in Lsof(context_wrap(text)).parse(text.splitlines()):
    print(row["PID"], row)
