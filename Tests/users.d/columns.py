"""columns.py: the rows of lsof's columns as insights-core reads them, by the positions of the titles."""
import subprocess

from insights.parsers.lsof import Lsof
from insights.tests import context_wrap

output = subprocess.run(["lsof", "-nP"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
for row in Lsof(context_wrap(output.decode("utf-8", "replace"))).parse(output.decode("utf-8", "replace").splitlines()):
    print("%(PID)s" % row, row)
