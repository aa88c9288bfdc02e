"""What all questions of the engine rest on: sets as bits, an exchange in numbers, verification, constraints, cores."""
