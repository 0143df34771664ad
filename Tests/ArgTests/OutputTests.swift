import Print
import Store
import Testing

@testable import Arg

@Suite struct OutputTests {
  private func output(_ line: String, contexts: Bool = false) throws -> Output {
    try #require(Run(line, contexts: contexts).request).output
  }

  @Test func switches() throws {
    let output = try output("-lnPRHoE +c0")
    #expect(!output.namesUsers && !output.namesHosts && !output.namesPorts)
    #expect(output.showsParent && output.showsHumanSizes && output.sizeColumn == .offset)
    #expect(output.endpoints == .named && output.commandWidth == 0)
    let others = try self.output("+E +n +P -s +M +c 9x")
    #expect(others.endpoints == .listed && others.namesHosts && others.namesPorts)
    #expect(others.sizeColumn == .size && others.namesPortmap && others.commandWidth == 9)
  }

  @Test("-F alone selects the usual fields")
  func defaultFields() throws {
    let output = try output("-F")
    #expect(output.form == .fields && output.terminator == 0x0a)
    let left: [Field] = ["r", "z", "Z", "m", "0", "e", "I", "O", "Q", "U", "w", "h"]
    for field in FieldTable.all.map(\.field) {
      #expect(output.fields.contains(field) == !left.contains(field))
    }
    #expect(output.showsParent && output.showsProcessGroup && output.showsLinkCount)
    #expect(output.fileFlags == .hexadecimal && output.transportInfo == [.flags, .queues, .state])
    #expect(try self.output("-F0").terminator == 0)
    let withContexts = try self.output("-F", contexts: true)
    #expect(withContexts.fields.contains("Z") && withContexts.showsContext)
  }

  @Test func chosenFields() throws {
    let output = try output("-FcnT0")
    #expect(output.fields == ["p", "c", "n", "T"])
    #expect(output.terminator == 0 && !output.showsParent)
    #expect(try self.output("-F ''").fields.isSubset(of: ["p"]))
    #expect(try self.output("-Fo").sizeColumn == .offset)
    #expect(try self.output("-F CFNSz").form == .fields)
    // Where no context can be known there is no field for it.
    let withoutContexts = try self.output("-F Z")
    #expect(!withoutContexts.showsContext && withoutContexts.fields == ["p"])
    #expect(try self.output("-F Z", contexts: true).fields == ["p", "Z"])
    #expect(!(try self.output("-J -F cZ").fields.contains("Z")))
  }

  @Test("later options overrule earlier ones")
  func order() throws {
    #expect(try output("-T -F T").transportInfo == [.flags, .queues, .state])
    #expect(try output("-F T -T").transportInfo == [])
    #expect(try output("-Tq -Ts").transportInfo == .state)
    #expect(try output("+T").transportInfo == .state)
    #expect(try output("-T ''").transportInfo == [])
    #expect(try output("+fG +fg").fileFlags == .names)
    #expect(try output("+fg -F").fileFlags == .hexadecimal)
    #expect(try output("+fG -fg").fileFlags == .hidden)
    #expect(!(try output("-F -L").showsLinkCount))
  }

  @Test func json() throws {
    let output = try output("-J")
    #expect(output.form == .json && output.fields.contains("n") && output.fileFlags == .names)
    #expect(try self.output("-j -F pn").form == .jsonLines)
    #expect(!(try self.output("-j -F pn").fields.contains("t")))
    #expect(try self.output("-J -F p").fields.contains("t"))
  }

  @Test("values that are partly numbers")
  func numbers() throws {
    let offset = try output("-o8n")
    #expect(offset.offsetDigits == 8 && !offset.namesHosts && offset.sizeColumn == .sizeOrOffset)
    let apart = try output("-o 3n")
    #expect(apart.offsetDigits == 3 && !apart.namesHosts)
    #expect(try output("-on").sizeColumn == .offset)
    #expect(try output("-o 99999999999999999999").offsetDigits == Int(Int32.max))
    let links = try #require(Run("+L5R").request)
    #expect(links.selection.linkLimit == 5 && links.output.showsLinkCount && links.output.showsParent)
    #expect(try #require(Run("+L 99999999999999999999").request).selection.linkLimit == UInt64(Int.max))
  }

  @Test func terse() throws {
    let request = try #require(Run("-t").request)
    #expect(request.output.form == .processIDs && !request.warns)
    #expect(try #require(Run("-t +w").request).warns)
    #expect(!(try #require(Run("-w").request).warns))
  }
}
