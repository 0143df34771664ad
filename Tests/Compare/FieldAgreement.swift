import TestSupport

/// Says whether JSON and field output of the same listing tell of the same processes and files with the
/// same values. References before 4.99.7 have no JSON to compare with.
struct FieldAgreement {
  let processes: Set<Int>

  /// The first disagreement, or nil. `fields` is the output under `-F0`.
  func problem(json: [UInt8], fields: [UInt8]) -> String? {
    let named = files(fields: fields).filter { belongs($0["p"]) }
    guard let told = try? files(json: json).filter({ belongs($0["p"]) }) else { return "no JSON" }
    for (file, other) in zip(told, named) {
      for key in Set(file.keys).union(other.keys) where !agree(key, file[key], other[key]) {
        return "PID \(other["p"] ?? "?") FD \(other["f"] ?? "?"): field \(key) is "
          + "'\(other[key] ?? "")', in JSON '\(printable((file[key] ?? "").utf8))'"
      }
    }
    return told.count == named.count ? nil : "\(named.count) files, in JSON \(told.count)"
  }

  /// A file's fields by their letters, with those of its process.
  private typealias File = [Character: String]

  private static let members: [(Character, String)] = [
    ("p", "pid"), ("K", "tid"), ("c", "command"), ("u", "uid"), ("f", "fd"), ("a", "access"), ("l", "lock"),
    ("t", "type"), ("D", "device_number"), ("d", "device"), ("s", "size"), ("i", "inode"), ("k", "nlink"),
    ("P", "protocol"), ("n", "name"),
  ]

  private func belongs(_ process: String?) -> Bool {
    process.flatMap { Int($0) }.map(processes.contains) ?? false
  }

  /// Blank fields are left out of JSON, and escaped names can't be compared as text.
  private func agree(_ key: Character, _ json: String?, _ field: String?) -> Bool {
    let plain = (field ?? "") == " " ? "" : field ?? ""
    if key == "n" || key == "c", !isPlain(plain) || !isPlain(json ?? "") { return true }
    return plain == (json ?? "")
  }

  private func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f && $0 != 0x5c && $0 != 0x5e }
  }

  private func files(json: [UInt8]) throws -> [File] {
    var files: [File] = []
    for line in json.split(separator: 0x0a) {
      let document = try JSONValue(Array(line))
      guard let processes = document["processes"] else {
        files.append(file(document, of: document))
        continue
      }
      for process in processes.elements {
        for file in process["files"]?.elements ?? [] { files.append(self.file(file, of: process)) }
      }
    }
    return files
  }

  private func file(_ file: JSONValue, of process: JSONValue) -> File {
    var fields: File = [:]
    for (letter, member) in Self.members {
      fields[letter] = (file[member] ?? process[member])?.text
    }
    // What follows the name is a member of its own.
    if let addition = file["name_addition"]?.text { fields["n", default: ""] += " " + addition }
    return fields
  }

  private func files(fields: [UInt8]) -> [File] {
    var files: [File] = []
    var process: File = [:]
    for line in fields.split(separator: 0x0a) {
      var set: File = [:]
      for field in line.split(separator: 0) {
        let text = String(decoding: field, as: UTF8.self)
        guard let letter = text.first, Self.members.contains(where: { $0.0 == letter }) else { continue }
        set[letter] = String(text.dropFirst())
      }
      if line.first == 0x70 { process = set } else { files.append(process.merging(set) { $1 }) }
    }
    return files
  }
}
