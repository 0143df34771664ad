import Misc
import Store

/// Writes values. Its extensions say how each kind is written in columns, in fields and in JSON.
struct ValueWriter: ~Copyable {
  let output: Output
  let escaper: Escaper
  /// Characters beyond ASCII are escaped in JSON: the terminal's locale has no UTF-8.
  let isASCII: Bool
  var users: UserNames
  var names: NameText
  var times = LocalTimes()
  var scratch = ByteBuffer()

  init(output: Output, diagnostics: Diagnostics) {
    self.output = output
    escaper = output.escapesExactly ? diagnostics.escaper.exact : diagnostics.escaper
    isASCII = !diagnostics.escaper.usesUTF8
    users = UserNames(namesUsers: output.namesUsers, diagnostics: diagnostics)
    names = NameText(output: output, diagnostics: diagnostics)
  }
}
