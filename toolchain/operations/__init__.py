"""What a person does to a stack that runs: see how it is, back up, rehearse and carry out restores, have a runbook."""
