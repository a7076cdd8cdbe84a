"""The columns of a record as an audit reads them (记录各列), and the types each may have."""

NULL = type(None)
TYPES: dict[str, tuple[type, ...]] = {
    "position": (int,),
    "stream": (str,),
    "version": (int,),
    "type": (str,),
    "kind": (str,),
    "admitted_at": (int,),
    "jws": (bytes,),
    "opening": (bytes,),
    "leaf": (bytes,),
    "jti": (str, NULL),
    "data": (bytes, NULL),
}
SHAPE = [{*types} for types in TYPES.values()]
