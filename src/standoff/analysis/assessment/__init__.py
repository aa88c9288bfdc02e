"""Question 2 for a case: would this plan hold?"""
