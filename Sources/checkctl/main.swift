import CheckctlCommands

await Checkctl.runProgram()
