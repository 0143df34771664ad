import CTestSystem
import Glibc

/// Gives this process another command name (15 bytes at most).
private func setCommand(_ name: [UInt8]) {
  let terminated = name + [0]
  terminated.withUnsafeBufferPointer { bytes in
    _ = testsystem_prctl(PR_SET_NAME, UInt(bitPattern: bytes.baseAddress))
  }
}

/// Processes with command names that are hard to print or to parse.
func startOddCommands(_ stage: Stage) {
  let names: [(String, [UInt8])] = [
    ("blankname", Array("two words".utf8)), ("innername", Array("a (b) c".utf8)),
    ("parenname", Array("(sd-pam)".utf8)), ("fullname", Array("fifteen-letters".utf8)),
    ("tabname", Array("tab\there".utf8)), ("escapename", [0x1b] + Array("[31mred".utf8)),
    ("deletename", [0x61, 0x7f, 0x62]), ("backslashname", Array("back\\slash".utf8)),
    ("emptyname", []), ("colonname", Array("kworker/0:1".utf8)),
    ("edgename", Array("abcdefgh 0".utf8)), ("percentname", Array("%s%n".utf8)),
  ]
  start(names, stage)
  stage.process("numbered") { stage in
    setCommand(Array("2nd".utf8))
    stage.hold("file") { try openNewFile("file") }
  }
}

private func start(_ names: [(String, [UInt8])], _ stage: Stage) {
  for (kind, name) in names {
    stage.process(kind) { stage in
      stage.hold("file") { try openNewFile("file") }
      setCommand(name)
    }
    stage.report("command.\(kind)", name)
  }
}

/// Names of commands, tasks and files beyond ASCII, in UTF-8 or nearly so.
func holdUnicodeNames(_ stage: Stage) {
  let names: [(String, [UInt8])] = [
    ("righttoleft", Array("\u{202e}abc\u{5d0}".utf8)), ("zerowidth", Array("a\u{200b}b\u{feff}".utf8)),
    ("tagged", Array("a\u{e0041}b".utf8)), ("joined", Array("x\u{200d}y\u{200c}z".utf8)),
  ]
  for (kind, name) in names {
    stage.hold(kind) { try openNewFile(Path(bytes: name)) }
    stage.report("name.\(kind)", Array("\(stage.base)/unicode/".utf8) + name)
  }
  let commands: [(String, [UInt8])] = [
    ("invalidname", [0x63, 0x61, 0x66, 0xe9, 0x2d, 0x31, 0x32, 0x33, 0x34, 0x35]),
    ("accentname", Array("caf\u{e9}-12345".utf8)), ("widename", Array("\u{65e5}\u{672c}\u{8a9e}".utf8)),
    ("c1name", [0x61, 0xc2, 0x9b, 0x62]),
    // The kernel keeps 15 bytes: seven of these and half of the eighth.
    ("halfname", Array(String(repeating: "\u{e9}", count: 8).utf8)),
    ("fullwidename", Array("\u{65e5}\u{672c}\u{8a9e}\u{65e5}\u{672c}".utf8)),
    ("hiddenname", Array("a\u{202e}b".utf8)),
  ]
  // All of them have its ends.
  stage.hold("pipe") { try makePipe().read }
  start(commands, stage)
}

/// A command name of two lines.
func nameWithNewline(_ stage: Stage) {
  setCommand(Array("two\nlines".utf8))
}

/// A command name that seems to end the name's field of /proc/PID/stat.
func nameWithBracket(_ stage: Stage) {
  setCommand(Array("x) S 1 (".utf8))
}
