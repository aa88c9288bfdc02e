"""The front of the brief as data: what its page, a Word document and others show, without saying how."""
