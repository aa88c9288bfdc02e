"""What people say of one party's worths: answers read with care, what they leave, what to ask next, what is written."""
