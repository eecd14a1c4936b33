print("mapvet-dev")
