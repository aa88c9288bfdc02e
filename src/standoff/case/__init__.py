"""What is claimed: the source text with its places, the model, values, rules, evidence, checks and history."""
