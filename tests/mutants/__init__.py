"""A mutation run over the policies: break the code in small ways, one at a time, and see that a test notices.

    python -m tests.mutants [--only breaker] [--all | --sample 50 --seed 1] [--parallel 2]

A run takes a sample of each module, the same one every time; `--all` takes everything, `--seed` another sample.

The code is changed in copies, never in place. A change that no test notices must be explained in `survivors.toml`.
"""
