import Misc
import Store

/// Reads the file that `+m FILE` names: lines of a mounted directory, a blank and the device number as
/// `0x` and hexadecimal digits, as `+m` writes them.
struct MountSupplementFile {
  let path: Bytes
  let diagnostics: Diagnostics

  /// Bytes; a table of ten thousand mounts has less.
  private static let largest = 16 << 20

  /// The device of each directory; nil, after messages, where the file can't be used.
  func read() -> [Bytes: DeviceNumber]? {
    // A device or a pipe may never end.
    let status = Path(path).withPointer { FileStatus.of($0) }
    if case .success(let status) = status, !status.isRegular || status.size > Self.largest {
      complain(nil) { $0.append("not a file of a reasonable size") }
      return nil
    }
    var reader = FileReader()
    do throws(SystemError) { try reader.read(Path(path)) } catch {
      complain(nil) { $0.append(error.text) }
      return nil
    }
    var devices: [Bytes: DeviceNumber] = [:]
    var isUsable = true
    let lines = Bytes(reader.contents).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.isEmpty {
      guard let (directory, device) = Self.entry(line) else {
        isUsable = false
        complain(index + 1) {
          $0.append("not a directory and its device: ")
          diagnostics.escaper.append(Bytes(line), to: &$0)
        }
        continue
      }
      if let known = devices.updateValue(device, forKey: directory), known != device {
        isUsable = false
        complain(index + 1) {
          $0.append("another device for ")
          diagnostics.escaper.append(directory, to: &$0)
        }
      }
    }
    return isUsable ? devices : nil
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> (Bytes, DeviceNumber)? {
    guard line.first == UInt8(ascii: "/"), let blank = line.lastIndex(of: UInt8(ascii: " ")) else {
      return nil
    }
    let number = line[(blank + 1)...]
    guard number.starts(with: Bytes("0x")), number.count > 2, number.count <= 18 else { return nil }
    var device: UInt64 = 0
    for digit in number.dropFirst(2) {
      guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
      device = device << 4 | UInt64(value)
    }
    return (Bytes(line[..<blank]), DeviceNumber(rawValue: device))
  }

  private func complain(_ line: Int?, _ words: (inout ByteBuffer) -> Void) {
    if !diagnostics.warns { return }
    diagnostics.error {
      $0.append("mount supplement ")
      diagnostics.escaper.append(path, to: &$0)
      if let line {
        $0.append(" line ")
        $0.append(decimal: line)
      }
      $0.append(": ")
      words(&$0)
    }
  }
}
