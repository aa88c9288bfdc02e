"""What a view of the terminal writes, for tests: all of it on lines as long as they are, or as a user sees it."""

from standoff.views.text.page import Page


def page_of(view, *told, room=500, whole=True, prose=None, **options):
    """A page that a view has filled."""
    page = Page(room, whole, room if prose is None else prose)
    view(page, *told, **options)
    return page


def printed(view, *told, **options):
    """The lines that a view writes."""
    return "\n".join(line.text.rstrip() for line in page_of(view, *told, **options).shown()) + "\n"
