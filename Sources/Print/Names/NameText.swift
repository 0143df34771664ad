import Misc
import Store

/// The NAME column, the `n` field and JSON's `name`.
struct NameText: ~Copyable {
  private let escaper: Escaper
  /// Internet addresses, without escapes.
  var addresses: AddressText
  private var scratch = ByteBuffer()

  init(output: Output, diagnostics: Diagnostics) {
    escaper = output.escapesExactly ? diagnostics.escaper.exact : diagnostics.escaper
    addresses = AddressText(output: output, diagnostics: diagnostics)
  }

  /// Appends the file's name, internet addresses and addition, escaped, with blanks between them.
  /// Returns whether there was any.
  mutating func append(
    _ file: OpenFile, of batch: Batch, withRemarks: Bool = true, to buffer: inout ByteBuffer
  ) -> Bool {
    let start = buffer.count
    let name = batch.names[file.name]
    if file.hasOddName { escaper.append(odd: name, to: &buffer) } else { escaper.append(name, to: &buffer) }
    if file.socket >= 0 {
      let socket = batch.sockets[Int(file.socket)]
      if socket.hasAddress {
        if buffer.count > start { buffer.append(.blank) }
        scratch.clear()
        addresses.append(socket, to: &scratch)
        escaper.append(scratch.span, to: &buffer)
      }
    }
    if withRemarks && !file.addition.isEmpty {
      if buffer.count > start { buffer.append(.blank) }
      escaper.append(batch.names[file.addition], to: &buffer)
    }
    return buffer.count > start
  }

  /// Appends the name without escapes and remarks; a socket's addresses belong to it.
  mutating func appendUnescaped(_ file: OpenFile, of batch: Batch, to buffer: inout ByteBuffer) {
    buffer.append(batch.names[file.name])
    guard file.socket >= 0 else { return }
    let socket = batch.sockets[Int(file.socket)]
    if !socket.hasAddress { return }
    if !file.name.isEmpty { buffer.append(.blank) }
    addresses.append(socket, to: &buffer)
  }
}
