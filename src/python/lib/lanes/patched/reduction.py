"""`multiprocessing.reduction`: marks in the trace around pickling."""

from lanes import marks


def apply(module) -> None:
    """Wraps the two methods that all queues, pipes and pools use."""
    pickler = module.ForkingPickler
    dumps, loads = pickler.dumps, pickler.loads
    pickler.dumps = staticmethod(marks.around(dumps, marks.SERIALIZE_BEGINS, marks.SERIALIZE_ENDS))
    pickler.loads = staticmethod(marks.around(loads, marks.DESERIALIZE_BEGINS, marks.DESERIALIZE_ENDS))
