/// Why the dialect could not make a scan, or read a table that it needs.
public struct ScanError: Error, Sendable {
  /// Without the program's name or a newline at its end; names in it are not escaped.
  public var message: Bytes

  public init(message: Bytes) { self.message = message }
}
