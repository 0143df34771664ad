import CTestSystem
import Glibc

/// Files whose names hold every byte that is printed in another form, and long ones.
func holdOddNames(_ stage: Stage) {
  let names: [(String, [UInt8])] = [
    ("blank", Array("two words".utf8)), ("newline", Array("line\nfeed".utf8)),
    ("tab", Array("tab\there".utf8)), ("backslash", Array("back\\slash".utf8)),
    ("controls", Array(1...31)), ("delete", [0x61, 0x7f, 0x62]),
    ("invalid", [0x63, 0x61, 0x66, 0xe9]), ("truncated", [0x65, 0xe2, 0x82]),
    ("overlong", [0xc0, 0xaf, 0x78]), ("surrogate", [0xed, 0xa0, 0x80]),
    ("beyond", [0xf4, 0x90, 0x80, 0x80]), ("c1", [0xc2, 0x85, 0x61, 0xc2, 0x9b]),
    ("accent", Array("caf\u{e9}".utf8)), ("combining", Array("e\u{301}a\u{308}".utf8)),
    ("wide", Array("\u{65e5}\u{672c}".utf8)), ("emoji", Array("\u{1f600}\u{200d}\u{1f525}".utf8)),
    ("noncharacter", Array("\u{fffe}\u{10ffff}".utf8)), ("nobreak", Array("a\u{a0}b\u{2028}c".utf8)),
    ("softhyphen", Array("a\u{ad}b\u{e000}".utf8)),
    ("all", (0x80...0xff).map { UInt8($0) }), ("percent", Array("%s%n%d".utf8)),
    ("quotes", Array("\"'`$x".utf8)), ("caret", Array("^[[31m".utf8)),
    ("escape", [0x1b] + Array("[31mred".utf8)), ("deleted", Array("kept (deleted)".utf8)),
    ("inode", Array("kept (path inode=12)".utf8)), ("colon", Array("a:b=c,d".utf8)),
    ("dash", Array("-dash".utf8)), ("plus", Array("+plus".utf8)),
    ("long", Array(repeating: 0x6c, count: 255)),
  ]
  for (kind, name) in names {
    stage.hold(kind) { try openNewFile(Path(bytes: name)) }
    stage.report("name.\(kind)", Array("\(stage.base)/names/".utf8) + name)
  }
  stage.hold("longest") { try openLongestPath() }
}

/// A file below directories with long names, so that its path comes near to the limit of 4,096 bytes.
private func openLongestPath() throws -> Int32 {
  var directory = try openFile(".", O_DIRECTORY)
  let name = String(repeating: "p", count: 250)
  for _ in 0..<15 {
    try granted("mkdirat", mkdirat(directory, name, 0o755))
    let below = openat(directory, name, O_DIRECTORY)
    close(directory)
    directory = try granted("openat", below)
  }
  defer { close(directory) }
  return try granted("openat", openat(directory, "bottom", O_CREAT | O_RDWR, 0o644))
}
