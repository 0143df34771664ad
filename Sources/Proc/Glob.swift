import Glibc
import Misc
import Store

/// A pattern with the wildcards of a shell.
enum Glob {
  /// Whether it fits the whole text (fnmatch(3)). Without escapes a backslash is itself.
  static func matches(_ pattern: Bytes, _ text: Bytes, hasEscapes: Bool) -> Bool {
    Path(pattern).withPointer { pattern in
      Path(text).withPointer { fnmatch(pattern, $0, hasEscapes ? 0 : FNM_NOESCAPE) == 0 }
    }
  }
}
