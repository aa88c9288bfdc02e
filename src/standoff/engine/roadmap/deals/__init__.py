"""All deals at once: which hold, and which does no other beat?"""
