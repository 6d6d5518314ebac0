"""One dependency down, slow, throttling or lying, for one function at a time, and how the job ends."""
