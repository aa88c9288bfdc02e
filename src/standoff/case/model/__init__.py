"""What a case can say: the model, its values and ranges, rules, preferences and evidence."""
