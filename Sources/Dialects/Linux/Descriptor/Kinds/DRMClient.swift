import Misc
import Store

/// A graphics device, for one who uses it. Its fdinfo has `drm-driver:\ti915`, `drm-client-id:\t7`,
/// `drm-pdev:\t0000:00:02.0`, `drm-client-name:\tx`, and for each region of memory `drm-total-vram0:\t64 MiB`; older
/// drivers have `drm-memory-` in place of that (the kernel's Documentation/gpu/drm-usage-stats.rst).
struct DRMClient: FileKind {
  /// Documentation/admin-guide/devices.txt
  static let marks = [FileMark.characterDevice(226...226)]
  static let purposes: RequiredFields = .facts
  static let readsFdInfo = true

  private var driver: Bytes?
  private var client: UInt64?
  private var device: Bytes?
  private var name: Bytes?
  /// Bytes.
  private var total: UInt64?
  private var memory: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("drm-driver:") {
      driver = Bytes(value)
    } else if label.equals("drm-client-id:") {
      client = FdInfo.number(value)
    } else if label.equals("drm-pdev:") {
      device = Bytes(value)
    } else if label.equals("drm-client-name:") {
      name = Bytes(value)
    } else if label.starts(with: Bytes("drm-total-")), let size = Self.size(value) {
      total = (total ?? 0) &+ size
    } else if label.starts(with: Bytes("drm-memory-")), let size = Self.size(value) {
      memory = (memory ?? 0) &+ size
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.graphicsDriver, driver)
    facts.add(.graphicsClient, client)
    facts.add(.graphicsName, name)
    facts.add(.graphicsDevice, device)
    facts.add(.graphicsMemory, total ?? memory)
  }

  /// Reads `uint [KiB|MiB]`.
  private static func size(_ value: Span<UInt8>) -> UInt64? {
    var cursor = TextCursor(value)
    guard let number = cursor.decimal() else { return nil }
    let unit = value.extracting(cursor.field())
    let factor: UInt64 =
      if unit.equals("KiB") { 1 << 10 } else if unit.equals("MiB") { 1 << 20 } else if unit.equals("GiB") {
        1 << 30
      } else { 1 }
    return number.multipliedReportingOverflow(by: factor).partialValue
  }
}
