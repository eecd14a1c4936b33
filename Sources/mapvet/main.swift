print("mapvet")
