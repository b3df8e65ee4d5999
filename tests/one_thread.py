"""Importing this makes the arithmetic of the tests, and of what they start, take one thread, as the programs' own does.

Several test workers share the processors, and OpenBLAS's threads wait for each other in a busy loop: on a loaded
machine of two processors four singular value decompositions took 36 s instead of 2.5 s.
"""

from __future__ import annotations

from runtime.arithmetic_threads import limit

limit(1)
