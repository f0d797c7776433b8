"""pandas' side of the measurement `csv`: pandas_csv.py FILE prints the seconds that read_csv takes, and the most memory the process held."""
import resource
import sys
import time

import pandas

start = time.perf_counter()
table = pandas.read_csv(sys.argv[1])
seconds = time.perf_counter() - start
print(f"{seconds:.4f} s, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // 1_000_000} MB, {len(table)} rows of {len(table.columns)} columns, pandas {pandas.__version__}")
