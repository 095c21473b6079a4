print("checkctl-demo")
