import Misc
import Store

/// The control group of a process: /proc/PID/cgroup (cgroups(7)), lines of `hierarchy:controllers:path`.
struct ControlGroup {
  /// systemd's unit, as the path names it (systemd.unit(5)): the one of the system, or below `user@UID.service` that of
  /// the user. Empty where the path has none.
  private(set) var unit: Bytes = []
  private(set) var container: ContainerIdentity?

  init(_ text: Span<UInt8>) {
    var paths: [Bytes] = []
    var lines = TextCursor(text)
    while !lines.isAtEnd {
      let start = lines.position
      lines.skipToLineEnd()
      let line = Bytes(text.extracting(start..<lines.position))
      lines.skipLine()
      let parts = line.split(separator: Self.colon, maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      var path = Bytes(parts[2])
      // A group that has been removed while processes are in it (kernel/cgroup/cgroup.c).
      if path.hasSuffix(Procfs.deletedSuffix) { path.removeLast(Procfs.deletedSuffix.count) }
      let isSystemd = parts[1].isEmpty || parts[1].elementsEqual(Bytes("name=systemd"))
      // What systemd keeps comes first: there are the units.
      if isSystemd {
        paths.insert(path, at: 0)
        if unit.isEmpty { unit = Self.unit(Self.partsOfHost(path)) }
      } else {
        paths.append(path)
      }
    }
    for path in paths {
      container = Self.container(ofPath: path)
      if container != nil { break }
    }
  }

  /// The path of the group as systemd or the unified hierarchy has it; else the first. Empty where there is none.
  static func path(_ text: Span<UInt8>) -> Bytes {
    var first = Bytes()
    for line in Bytes(text).split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(separator: colon, maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      if parts[1].isEmpty || parts[1].elementsEqual(Bytes("name=systemd")) { return Bytes(parts[2]) }
      if first.isEmpty { first = Bytes(parts[2]) }
    }
    return first
  }

  private static let colon = UInt8(ascii: ":")

  /// The parts up to the outermost container. What is below is made by those who are in it: it could have any name.
  private static func partsOfHost(_ path: Bytes) -> ArraySlice<Bytes> {
    let parts = parts(of: path)
    let index = parts.indices.first { container(parts[$0], below: parent(of: $0, in: parts)) != nil }
    return parts[...(index ?? parts.endIndex - 1)]
  }

  private static func parent(of index: Int, in parts: [Bytes]) -> Bytes { index > 0 ? parts[index - 1] : [] }

  private static func parts(of path: Bytes) -> [Bytes] {
    path.split(separator: UInt8(ascii: "/")).map { part in
      // systemd puts it before a name that would be one of the kernel's.
      Bytes(part.first == UInt8(ascii: "_") ? part.dropFirst() : part)
    }
  }

  private static let unitSuffixes = [".service", ".scope", ".socket", ".mount", ".swap"].map {
    Bytes($0.utf8)
  }

  private static func unit(_ parts: ArraySlice<Bytes>) -> Bytes {
    guard let index = parts.firstIndex(where: isUnit) else { return [] }
    let outer = parts[index]
    // The user's own service manager is in a scope of it.
    guard outer.starts(with: Bytes("user@")),
      let inner = parts[(index + 1)...].first(where: isUnit), inner != Bytes("init.scope")
    else { return outer }
    return inner
  }

  private static func isUnit(_ part: Bytes) -> Bool {
    unitSuffixes.contains { part.count > $0.count && part.hasSuffix($0) }
  }

  /// The outermost container of a path.
  private static func container(ofPath path: Bytes) -> ContainerIdentity? {
    let parts = partsOfHost(path)
    guard let last = parts.last, var found = container(last, below: parts.dropLast().last ?? []) else {
      return nil
    }
    found.podUID = parts.lazy.compactMap(podUID).first ?? []
    found.user = parts.lazy.compactMap(user).first
    return found
  }

  private static let hyphen = UInt8(ascii: "-")
  private static let digits = 64

  private static func container(_ part: Bytes, below parent: Bytes) -> ContainerIdentity? {
    if let name = named(part, below: parent) { return ContainerIdentity(maker: [], id: name, isNamed: true) }
    let name = part.without(suffix: Bytes(".scope")) ?? part
    guard name.count >= digits, name.suffix(digits).allSatisfy(isHexadecimal) else { return nil }
    let prefix = name.dropLast(digits)
    var maker = parent.without(suffix: Bytes("_parent")) ?? parent
    if let last = prefix.last {
      guard last == hyphen else { return nil }
      maker = Bytes(prefix.dropLast())
    }
    // The monitor of a container isn't in it.
    if maker.hasSuffix(Bytes("conmon")) { return nil }
    return ContainerIdentity(maker: maker, id: Bytes(name.suffix(digits)), isNamed: false)
  }

  /// The name of a container that its control group is called by.
  private static func named(_ part: Bytes, below parent: Bytes) -> Bytes? {
    if let name = part.without(prefix: Bytes("lxc.payload.")) { return name }
    if parent == Bytes("lxc") { return part }
    // systemd-machined(8): a container's scope, or the service of its template.
    if let machine = part.without(prefix: Bytes("machine-"))?.without(suffix: Bytes(".scope")) {
      return container(ofMachine: unescaped(machine))
    }
    return part.without(prefix: Bytes("systemd-nspawn@"))?.without(suffix: Bytes(".service")).map(unescaped)
  }

  /// libvirt calls its machines `lxc-2-name` and `qemu-2-name`; the latter are no containers.
  private static func container(ofMachine machine: Bytes) -> Bytes? {
    if machine.starts(with: Bytes("qemu-")) { return nil }
    guard let rest = machine.without(prefix: Bytes("lxc-")), let end = rest.firstIndex(of: hyphen),
      end > 0, rest[..<end].allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
    else { return machine }
    return Bytes(rest[(end + 1)...])
  }

  /// `podUID` of the cgroupfs driver, `kubepods-burstable-podUID.slice` of systemd's, with `_` for each `-`.
  private static func podUID(_ part: Bytes) -> Bytes? {
    if let uid = part.without(prefix: Bytes("pod")), isPodUID(uid) { return uid }
    guard part.starts(with: Bytes("kubepods")), let name = part.without(suffix: Bytes(".slice")),
      let start = name.lastIndex(of: hyphen),
      let uid = Bytes(name[(start + 1)...]).without(prefix: Bytes("pod"))
    else { return nil }
    let shown = uid.map { $0 == UInt8(ascii: "_") ? hyphen : $0 }
    return isPodUID(shown) ? shown : nil
  }

  private static func isPodUID(_ text: Bytes) -> Bool {
    text.count >= 32 && text.allSatisfy { isHexadecimal($0) || $0 == hyphen }
  }

  /// `user-UID.slice`
  private static func user(_ part: Bytes) -> UInt32? {
    guard let number = part.without(prefix: Bytes("user-"))?.without(suffix: Bytes(".slice")) else {
      return nil
    }
    var cursor = TextCursor(number.span)
    guard let uid = cursor.decimal(), cursor.isAtEnd, uid <= UInt32.max else { return nil }
    return UInt32(uid)
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  /// Undoes systemd-escape(1), but for `-`, which stands for the slash that no such name has.
  private static func unescaped(_ name: Bytes) -> Bytes {
    var text: Bytes = []
    var cursor = TextCursor(name.span)
    while let byte = cursor.next() {
      guard byte == UInt8(ascii: "\\") else {
        text.append(byte)
        continue
      }
      guard cursor.skip(UInt8(ascii: "x")), let high = digit(cursor.next()), let low = digit(cursor.next())
      else {
        return name
      }
      text.append(high << 4 | low)
    }
    return text
  }

  private static func digit(_ byte: UInt8?) -> UInt8? {
    byte.flatMap { Character(UnicodeScalar($0)).hexDigitValue }.map { UInt8($0) }
  }
}

extension Array where Element == UInt8 {
  fileprivate func hasSuffix(_ suffix: Bytes) -> Bool {
    count >= suffix.count && self[(count - suffix.count)...].elementsEqual(suffix)
  }

  /// What is before the suffix; nil where it doesn't end so.
  fileprivate func without(suffix: Bytes) -> Bytes? {
    hasSuffix(suffix) ? Bytes(dropLast(suffix.count)) : nil
  }

  /// What is behind the prefix; nil where it doesn't begin so.
  fileprivate func without(prefix: Bytes) -> Bytes? {
    starts(with: prefix) ? Bytes(dropFirst(prefix.count)) : nil
  }
}
