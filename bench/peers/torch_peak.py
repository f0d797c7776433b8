"""Runs torch_workloads.py as it stands and adds one line: the peak of the process's memory, and what it was after loading PyTorch.
usage: torch_peak.py THREADS [workload ...]"""
import pathlib, runpy, sys
import torch


def peak():
    """Bytes; not getrusage's figure, which begins with the peak of the process that started this one."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return 0


loaded = peak()
script = pathlib.Path(__file__).with_name("torch_workloads.py")
sys.argv = [str(script), *sys.argv[1:]]
runpy.run_path(str(script), run_name="__main__")
print(f"peak {peak()} bytes, {loaded} after loading")
