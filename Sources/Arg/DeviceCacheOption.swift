import Store

/// `-D`: what to do with the device cache file, and where it is.
enum DeviceCacheOption {
  /// `-D?`
  case report
  case use(DeviceCacheRequest)

  /// Reads the option's value. `isBorrowingRoot` says that the program has root's privileges and its user is
  /// another: they choose no path then, and write nothing.
  init(_ value: Bytes, isBorrowingRoot: Bool) throws(UsageError) {
    guard let function = value.first else { throw UsageError("-D needs one of ?, b, i, r and u") }
    let path = Bytes(value.dropFirst().drop { $0 == 0x20 || $0 == 0x09 })
    var request = DeviceCacheRequest()
    request.isGiven = true
    switch UnicodeScalar(function) {
    case "?":
      if value.count > 1 { throw UsageError("nothing follows -D?", value) }
      self = .report
      return
    case "i", "I":
      if value.count > 1 { throw UsageError("nothing follows -Di", value) }
      request.function = .ignore
    case "b", "B": request.function = .build
    case "r", "R": request.function = .read
    case "u", "U": request.function = .update
    default: throw UsageError("-D takes ?, b, i, r and u only", value)
    }
    let isFree = request.function == .ignore || request.function == .read && path.isEmpty
    if isBorrowingRoot && !isFree { throw UsageError("only root may use -D in this way", value) }
    if !path.isEmpty { request.path = path }
    self = .use(request)
  }
}
