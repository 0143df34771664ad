import Misc
import Store

/// Replaces the symbolic links in paths by what they point to.
///
/// Unlike realpath(3) it keeps relative paths relative and `..` where it is, for the result is shown.
struct LinkResolver {
  /// How often links may lead to links.
  private static let mostRounds = 20
  private static let longestPath = Path.longest

  let probe: any PathProbe
  /// `-b`: links aren't read.
  let avoidsBlocking: Bool
  let diagnostics: Diagnostics

  /// The path without links, or nil after a message where that can't be told.
  func resolve(_ path: Bytes) -> Bytes? {
    if avoidsBlocking {
      diagnostics.warning {
        $0.append("-b: links are not followed in ")
        diagnostics.escaper.append(path, to: &$0)
      }
      return path
    }
    var current = path
    for _ in 0...Self.mostRounds {
      guard let next = replaceLinks(of: current) else { return refuse("path too long to follow", path) }
      if next == current { return current }
      current = next
    }
    return refuse("too many links in", path)
  }

  /// The path from the root to what ``resolve(_:)`` gave, by which the mount table knows it. Nil where the working
  /// directory has none, and where `-b` leaves open what `..` leads to.
  func place(of path: Bytes) -> Bytes? {
    let (slash, dot) = (UInt8(ascii: "/"), UInt8(ascii: "."))
    var parts: [Bytes.SubSequence] = []
    var start: Bytes = []
    if path.first != slash {
      guard !path.isEmpty, let directory = Path.workingDirectory else { return nil }
      start = directory
    }
    for part in (start + [slash] + path).split(separator: slash) where !part.elementsEqual([dot]) {
      if !part.elementsEqual([dot, dot]) {
        parts.append(part)
      } else {
        if avoidsBlocking { return nil }
        _ = parts.popLast()
      }
    }
    return [slash] + Bytes(parts.joined(separator: [slash]))
  }

  private func refuse(_ reason: StaticString, _ path: Bytes) -> Bytes? {
    diagnostics.warning {
      $0.append(reason)
      $0.append(": ")
      diagnostics.escaper.append(path, to: &$0)
    }
    return nil
  }

  /// Replaces each component that is a link, once; nil where the result, or the path, is too long.
  private func replaceLinks(of path: Bytes) -> Bytes? {
    let slash = UInt8(ascii: "/")
    var result: Bytes = []
    var end = 0
    while end < path.count {
      let start = end
      end += 1
      while end < path.count && path[end] != slash { end += 1 }
      if end > Self.longestPath { return nil }
      guard case .success(let link) = probe.link(at: Bytes(path[..<end])) else {
        result += path[start..<end]
        continue
      }
      if link.first == slash {
        result = link
      } else {
        if result.last.map({ $0 != slash }) ?? (path[0] == slash) { result.append(slash) }
        result += link
      }
      if result.count > Self.longestPath { return nil }
    }
    return result.count > Self.longestPath ? nil : result
  }
}

extension Array where Element == UInt8 {
  /// The path without slashes at its end; the root keeps one.
  var withoutTrailingSlashes: Bytes {
    var end = count
    while end > 1 && self[end - 1] == UInt8(ascii: "/") { end -= 1 }
    return end == count ? self : Bytes(self[..<end])
  }
}
