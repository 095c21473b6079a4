public import ProbeKit
public import Processes

extension RunningPrograms: RunResource {}
