"""How it is found out: worst cases, laws, certificates, sampling, statistics, verdicts."""
