"""Says in one line of JSON which PyTorch is here, which library multiplies its matrices, and how fast one thread does. usage: torch_probe.py"""
import json, platform, time, torch

torch.set_num_threads(1)
a = torch.randn(512, 512)
best = float("inf")
end = time.perf_counter() + 0.7  # long enough that a busy moment of the machine does not pass for a slow library
while time.perf_counter() < end:
    t = time.perf_counter()
    a @ a
    best = min(best, time.perf_counter() - t)
try:
    with open("/proc/self/maps") as maps:
        files = {line.split("/")[-1].strip() for line in maps if "/" in line}
    blas = sorted(f for f in files if any(word in f.lower() for word in ("openblas", "mkl", "blis", "atlas", "nvpl")))
except OSError:
    blas = []
print(json.dumps({"version": torch.__version__, "python": platform.python_version(), "blas": ", ".join(blas), "gflops": 2 * 512**3 / best / 1e9}))
