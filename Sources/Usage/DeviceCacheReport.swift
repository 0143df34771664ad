import Misc
import Node
import Store

/// What `-D?` and `-v` tell of the device cache: the paths that are in force, and what they come from.
struct DeviceCacheReport {
  let settings: DeviceCacheSettings
  let user: DeviceCacheUser
  let request: DeviceCacheRequest
  let escaper: Escaper

  /// Lines that begin with `indent`.
  func append(to text: inout ByteBuffer, indent: StaticString) {
    let paths = DeviceCachePaths(settings, named: request.path, user: user)
    let rows = rows(paths)
    text.append(indent)
    text.append("device cache, paths to read from, the first that is given:\n")
    for row in rows { append(row, indent, to: &text) }
    text.append(indent)
    text.append("device cache, paths to write to:\n")
    for row in rows where !row.isReadOnly { append(row, indent, to: &text) }
  }

  /// The path that a run without `-D` reads first.
  func appendDefault(to text: inout ByteBuffer) {
    if let path = DeviceCachePaths(settings, named: nil, user: user).toRead {
      append(Row("Device cache, read first", path), "", to: &text)
    }
  }

  private struct Row {
    var title: Bytes
    var value: Bytes?
    var isReadOnly = false

    init(_ title: StaticString, naming variable: Bytes = [], _ value: Bytes?) {
      self.title = Bytes(title) + variable
      self.value = value
    }
  }

  private func rows(_ paths: DeviceCachePaths) -> [Row] {
    var rows = [Row("  after -D", paths.named)]
    if let variable = settings.variable {
      rows.append(Row("  in the environment's ", naming: variable, paths.inEnvironment))
    }
    if let path = paths.systemWide {
      var row = Row("  system-wide (HASSYSDC)", path)
      row.isReadOnly = true
      rows.append(row)
    }
    guard let form = settings.form else { return rows }
    rows.append(Row("  form of the personal path (HASPERSDC)", form))
    if let variable = settings.formVariable {
      rows.append(Row("  %p, the environment's ", naming: variable, user.environment[variable]))
    }
    rows.append(Row("  personal", paths.personal))
    return rows
  }

  private func append(_ row: Row, _ indent: StaticString, to text: inout ByteBuffer) {
    text.append(indent)
    escaper.append(row.title, to: &text)
    text.append(": ")
    escaper.append(row.value ?? Bytes("none"), to: &text)
    text.append("\n")
  }
}
