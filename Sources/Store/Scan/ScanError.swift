/// Why a scan could not be made.
public struct ScanError: Error, Sendable {
  /// Without the program's name or a newline.
  public var message: Bytes

  public init(message: Bytes) { self.message = message }
}
