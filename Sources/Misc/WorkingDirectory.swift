import Glibc
import Store

/// The lister's own working directory.
public enum WorkingDirectory {
  /// Nil where it has been removed, or lies outside of the root (getcwd(3)).
  public static var path: Bytes? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      guard let directory = getcwd(buffer.baseAddress!, buffer.count), directory[0] == 0x2f else {
        return nil
      }
      return Bytes(UnsafeRawBufferPointer(start: directory, count: strlen(directory)))
    }
  }
}
