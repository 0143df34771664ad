import Misc
import Store

/// Memory that devices share: its link is `/dmabuf:` and perhaps a name. Its fdinfo has `size:\t4096` in bytes,
/// `count:\t2`, how often it is held, `exp_name:\tsystem`, who has made it, and `name:\tx` where it has one
/// (drivers/dma-buf/dma-buf.c, dma_buf_show_fdinfo).
struct DMABuffer: FileKind {
  static let marks = [FileMark.path("/dmabuf:")]
  static let purposes: RequiredFields = .facts
  static let readsFdInfo = true

  private var size: UInt64?
  private var count: UInt64?
  private var exporter: Bytes?
  private var name: Bytes?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("size:") {
      size = FdInfo.number(value)
    } else if label.equals("count:") {
      count = FdInfo.number(value)
    } else if label.equals("exp_name:") {
      exporter = Bytes(value)
    } else if label.equals("name:") {
      name = Bytes(value)
    }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    // A file of the root directory can be called so too.
    if exporter == nil { return }
    facts.add(.bufferSize, size)
    facts.add(.bufferCount, count)
    facts.add(.bufferExporter, exporter)
    facts.add(.bufferName, name)
  }
}
