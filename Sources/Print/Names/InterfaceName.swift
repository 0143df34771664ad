import Glibc
import Misc
import Store

/// Network interfaces by name.
enum InterfaceName {
  /// The name of an interface of the lister's network namespace, or its index where it has gone.
  static func of(_ index: UInt32) -> Bytes {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(IF_NAMESIZE)) { name in
      guard let start = name.baseAddress, if_indextoname(index, start) != nil else {
        var number = ByteBuffer()
        number.append(decimal: UInt64(index))
        return number.bytes
      }
      return Bytes(cString: start)
    }
  }
}
