print("checkctl")
