import Store
import Testing

@testable import Proc

@Suite struct SecurityPolicyTests {
  private let open = SecurityPolicy(isRestricted: false, showsSockets: false)
  private let restricted = SecurityPolicy(isRestricted: true, showsSockets: false)
  private let withSockets = SecurityPolicy(isRestricted: true, showsSockets: true)

  @Test func withoutRestrictionAllIsShown() {
    #expect(open.mayLookIntoAll(1000))
    #expect(open.mayLookInto(uid: 0, requester: 1000))
    #expect(open.mayList(.pid, uid: 0, requester: 1000))
    #expect(open.inherited(.everything) == .everything)
  }

  @Test func rootSeesAll() {
    for policy in [restricted, withSockets] {
      #expect(policy.mayLookIntoAll(0))
      #expect(policy.mayLookInto(uid: 1000, requester: 0))
      #expect(policy.mayList(.pid, uid: 1000, requester: 0))
    }
  }

  @Test func usersSeeTheirOwn() {
    for policy in [restricted, withSockets] {
      #expect(!policy.mayLookIntoAll(1000))
      #expect(policy.mayLookInto(uid: 1000, requester: 1000))
      #expect(policy.mayList(.pid, uid: 1000, requester: 1000))
    }
  }

  @Test func othersAreHidden() {
    #expect(!restricted.mayLookInto(uid: 0, requester: 1000))
    #expect(!restricted.mayList([.pid, .internet], uid: 0, requester: 1000))
    #expect(restricted.inherited([.pid, .internet]) == [.pid, .internet])
  }

  @Test func selectedSocketsOfOthersCanBeShown() {
    #expect(withSockets.mayLookInto(uid: 0, requester: 1000))
    #expect(!withSockets.mayList([.pid, .unix, .name], uid: 0, requester: 1000))
    #expect(withSockets.mayList(.internet, uid: 0, requester: 1000))
    #expect(withSockets.mayList([.pid, .address], uid: 0, requester: 1000))
    // A socket is shown for itself, not because all is listed.
    #expect(withSockets.inherited([.pid, .internet, .address]) == .pid)
  }
}
