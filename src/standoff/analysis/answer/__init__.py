"""Question 0: what is the answer?"""
