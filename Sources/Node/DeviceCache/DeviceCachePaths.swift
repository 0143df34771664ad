import Misc
import Store

/// The paths at which a device cache may be, by the rules of upstream's 00DCACHE on who may use which.
///
/// A group that the program had is given up by now, so that a set-group-ID program is like any other. One
/// with root's privileges takes no path from its user, and root takes none from the environment.
public struct DeviceCachePaths: Sendable, Equatable {
  /// What keeps a path from being used.
  public enum Remark: Sendable, Equatable {
    /// The variable is set and not looked at.
    case ignored(variable: Bytes)
    /// The personal path can't be formed.
    case noPersonal
  }

  /// After `-D`.
  public private(set) var named: Bytes?
  /// In the variable that HASENVDC names.
  public private(set) var inEnvironment: Bytes?
  /// HASSYSDC: read, and never written.
  public let systemWide: Bytes?
  /// By the form of HASPERSDC.
  public private(set) var personal: Bytes?
  public private(set) var remarks: [Remark] = []

  public init(_ settings: DeviceCacheSettings, named path: Bytes?, user: DeviceCacheUser) {
    let trustsEnvironment = !user.isBorrowingRoot && user.id != 0
    func value(of variable: Bytes?, _ remarks: inout [Remark]) -> Bytes? {
      guard let variable, let value = user.environment[variable], !value.isEmpty else { return nil }
      if trustsEnvironment { return value }
      remarks.append(.ignored(variable: variable))
      return nil
    }
    named = user.isBorrowingRoot ? nil : path
    inEnvironment = value(of: settings.variable, &remarks)
    systemWide = settings.systemWide
    guard let form = settings.form else { return }
    let isUsed = form.indices.contains {
      form[$0] == UInt8(ascii: "%") && form[($0 + 1)...].first == UInt8(ascii: "p")
    }
    let middle = isUsed ? value(of: settings.formVariable, &remarks) : nil
    personal = Self.personal(form, middle, user)
    if personal == nil { remarks.append(.noPersonal) }
  }

  /// What is read, the next where the one before it is missing.
  var candidates: [(path: Bytes, isSystemWide: Bool)] {
    if let chosen = named ?? inEnvironment { return [(chosen, false)] }
    return [systemWide.map { ($0, true) }, personal.map { ($0, false) }].compactMap { $0 }
  }

  /// The path that is read first.
  public var toRead: Bytes? { candidates.first?.path }
  public var toWrite: Bytes? { named ?? inEnvironment ?? personal }

  /// Fills in the form; nil where something that it needs isn't known, or the path is too long.
  private static func personal(_ form: Bytes, _ middle: Bytes?, _ user: DeviceCacheUser) -> Bytes? {
    var path = Bytes()
    var index = 0
    while index < form.count {
      let byte = form[index]
      index += 1
      if byte != UInt8(ascii: "%") {
        path.append(byte)
        continue
      }
      if index == form.count { return nil }
      let conversion = form[index]
      index += 1
      switch UnicodeScalar(conversion) {
      case "%": path.append(UInt8(ascii: "%"))
      case "0":
        // Root's own form follows; others end here.
        if user.id != 0 && !user.isBorrowingRoot { return usable(path) }
        path = []
      case "h":
        guard let home = user.home, !home.isEmpty else { return nil }
        path += home
        if index < form.count && path.last == UInt8(ascii: "/") { path.removeLast() }
      case "l":
        guard let host = user.host else { return nil }
        path += host
      case "L":
        guard let host = user.host else { return nil }
        let first = host.prefix { $0 != UInt8(ascii: ".") }
        path += first.isEmpty ? host[...] : first
      case "u":
        guard let login = user.login else { return nil }
        path += login
      case "U", "n":
        var number = ByteBuffer()
        number.append(decimal: UInt64(user.id))
        path += number.bytes
      case "p":
        guard let middle else { continue }
        path +=
          path.last == UInt8(ascii: "/") && middle.first == UInt8(ascii: "/")
          ? middle.dropFirst() : middle[...]
        if path.last != UInt8(ascii: "/") { path.append(UInt8(ascii: "/")) }
      default: return nil
      }
    }
    return usable(path)
  }

  private static func usable(_ path: Bytes) -> Bytes? {
    path.count > 1 && path.count < Path.longest && path.first == UInt8(ascii: "/") ? path : nil
  }
}
