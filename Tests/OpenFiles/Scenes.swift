/// A process of the fixture with what it opens.
struct Scene {
  let name: String
  var rest = Stage.Rest.waiting
  let setUp: (Stage) -> Void
}

/// All of the fixture in the order in which its processes start. Scenes may start further processes.
var scenes: [Scene] {
  [
    Scene(name: "files", setUp: holdRegularFiles),
    Scene(name: "sizes", setUp: holdSizesAndOffsets),
    Scene(name: "links", setUp: holdLinkedFiles),
    Scene(name: "names", setUp: holdOddNames),
    Scene(name: "devices", setUp: holdDevices),
    Scene(name: "terminal", setUp: holdTerminals),
    Scene(name: "pipes", setUp: holdPipes),
    Scene(name: "maps", setUp: holdMaps),
    Scene(name: "anonymous", setUp: holdAnonymousInodes),
    Scene(name: "events", setUp: holdEvents),
    Scene(name: "queue", setUp: holdQueues),
    Scene(name: "tcp", setUp: holdTCP),
    Scene(name: "udp", setUp: holdUDP),
    Scene(name: "protocols", setUp: holdOtherProtocols),
    Scene(name: "families", setUp: holdOtherFamilies),
    Scene(name: "unix", setUp: holdUnixSockets),
    Scene(name: "ends", setUp: holdEnds),
    Scene(name: "commands", setUp: startOddCommands),
    Scene(name: "tasks", setUp: startTasks),
    Scene(name: "owntask", setUp: startSeparateTask),
    Scene(name: "locks", setUp: holdLocks),
    Scene(name: "zombie", rest: .zombie) { _ in },
    Scene(name: "stopped", rest: .stopped) { _ in },
    Scene(name: "deletedcwd", setUp: loseWorkingDirectory),
    Scene(name: "chroot", setUp: changeRoot),
    Scene(name: "manyfds", setUp: holdHighDescriptors),
    Scene(name: "mounted", setUp: holdMountedFiles),
    Scene(name: "mountspace", setUp: enterMountNamespace),
    Scene(name: "netspace", setUp: enterNetworkNamespace),
    Scene(name: "nobody", setUp: becomeNobody),
    // What 4.99.4 shows otherwise than 4.99.7.
    Scene(name: "udppeer", setUp: holdConnectedUDP),
    Scene(name: "newline", setUp: nameWithNewline),
    Scene(name: "fivedigits", setUp: holdHigherDescriptors),
    Scene(name: "bracket", setUp: nameWithBracket),
    // What the reference shows otherwise in a locale of UTF-8.
    Scene(name: "unicode", setUp: holdUnicodeNames),
    // What the reference shows wrong.
    Scene(name: "boundtcp", setUp: holdBoundTCP),
    Scene(name: "scoped", setUp: holdScopedAddresses),
    Scene(name: "wrong", setUp: holdWhatIsShownWrong),
    Scene(name: "sharedlocks", setUp: holdSharedLocks),
    Scene(name: "removed", setUp: holdRemovedMaps),
    Scene(name: "foreigntask", setUp: startForeignTask),
    Scene(name: "leaderless", rest: .leaderless) { _ in },
  ]
}
