"""What people write first: workers at the top of a script, which every worker runs again."""

import standoff
from standoff.engine.core.parallel import workers

case = standoff.load(".")
with workers(2) as by:
    r = standoff.run(case, draws=40, by=by)
print("ok", type(r).__name__)
