import CTestSystem
import Glibc

/// Writes text to the standard output at once.
public func say(_ text: String) { write(Array((text + "\n").utf8), to: 1) }

/// Writes text to the standard error output and ends the program with status 2.
public func quit(_ text: String) -> Never {
  write(Array((text + "\n").utf8), to: 2)
  exit(2)
}

private func write(_ bytes: [UInt8], to descriptor: Int32) {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    rest = rest.dropFirst(count)
  }
}

/// Bytes as text for people: what is not printable ASCII becomes `\xNN`.
public func printable(_ bytes: some Sequence<UInt8>) -> String {
  var text = ""
  for byte in bytes {
    if byte >= 0x20, byte < 0x7f {
      text.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      let digits = String(byte, radix: 16)
      text += "\\x" + (digits.count == 1 ? "0" : "") + digits
    }
  }
  return text
}

/// Removes a directory and all in it, staying on its file system. What can't be removed keeps nothing else.
public func removeTree(_ path: String) {
  let flags = Int32(FTW_DEPTH | FTW_PHYS | FTW_MOUNT)
  nftw(
    path,
    { path, _, _, _ in
      if let path { remove(path) }
      return 0
    }, 20, flags)
}

/// Where a symbolic link leads; nil where that can't be told.
public func linkTarget(_ path: String) -> String? {
  var buffer = [CChar](repeating: 0, count: 4096)
  let length = readlink(path, &buffer, buffer.count - 1)
  guard length > 0 else { return nil }
  return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// The path of a program that was built beside this one.
public func sibling(_ name: String) -> String {
  guard let path = linkTarget("/proc/self/exe") else { return name }
  return path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    + "/" + name
}

/// A path from the root, also for one that was given from the working directory.
public func absolutePath(_ path: String) -> String {
  guard !path.hasPrefix("/"), let directory = getcwd(nil, 0) else { return path }
  defer { free(directory) }
  return String(cString: directory) + "/" + path
}

/// An exit status of ``Outcome`` in words.
public func describe(_ status: Int32?) -> String {
  guard let status else { return "does not end" }
  return status > 128 ? "signal \(status - 128)" : "\(status)"
}

/// Makes a directory of the caller's own, which ``removeTree(_:)`` takes away; nil with errno set where none can be
/// made.
public func temporaryDirectory(_ purpose: String, in parent: String = "/tmp") -> String? {
  var template = Array("\(parent)/lsof-\(purpose).XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { return nil }
  return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
