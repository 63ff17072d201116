"""Where the numbers of policies come from: contract, file, environment, program."""
