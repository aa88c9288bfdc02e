"""What would it rather have? Answers of people about one party's worths, what they leave, and what to ask next."""
