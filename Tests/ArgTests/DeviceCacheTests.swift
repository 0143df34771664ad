import Store
import Testing

@testable import Arg

@Suite struct DeviceCacheTests {
  private func request(_ value: String, isBorrowingRoot: Bool = false) -> DeviceCacheRequest? {
    if case .use(let request)? = try? DeviceCacheOption(bytes(value), isBorrowingRoot: isBorrowingRoot) {
      return request
    }
    return nil
  }

  @Test("functions and paths")
  func functions() {
    #expect(request("i")?.function == .ignore && request("I")?.function == .ignore)
    #expect(request("b")?.function == .build && request("b")?.path == nil)
    #expect(request("r/x")?.function == .read && request("r/x")?.path == bytes("/x"))
    #expect(request("U \t/a b")?.path == bytes("/a b"))
    #expect(request("u")?.isGiven == true && DeviceCacheRequest().function == .update)
    if case .report? = try? DeviceCacheOption(bytes("?"), isBorrowingRoot: true) {
    } else {
      Issue.record("-D? is no report")
    }
  }

  @Test("what is no function", arguments: ["", "x", "?x", "ix", "i/x", "/x"])
  func bad(value: String) { #expect(request(value) == nil) }

  @Test("root's privileges are not lent to a path")
  func borrowed() {
    for value in ["b", "u", "b/x", "u/x", "r/x"] {
      #expect(request(value, isBorrowingRoot: true) == nil && request(value) != nil)
    }
    #expect(request("i", isBorrowingRoot: true) != nil && request("r", isBorrowingRoot: true) != nil)
  }
}
