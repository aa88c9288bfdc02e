"""What the program says of agreements of the past, beside what became of them."""
