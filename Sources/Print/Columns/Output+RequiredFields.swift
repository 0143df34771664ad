import Store

extension Output {
  /// What must be known of each process and file to write it.
  public var requiredFields: RequiredFields {
    if !columns.isEmpty {
      let needs: RequiredFields = columns.reduce(into: []) {
        $0.formUnion(ColumnTable.all[$1.place].requiredFields)
      }
      // Only the table's NAME has what --detail adds to it.
      return form == .columns && showsDetail && needs.contains(.name)
        ? needs.union(FileColumns.detail.requiredFields) : needs
    }
    return shownColumns.reduce(into: []) { $0.formUnion($1.requiredFields) }
  }

  /// The columns that are shown in some form, or may be.
  var shownColumns: [Column] {
    if !columns.isEmpty { return columns.map { ColumnTable.all[$0.place] } }
    return (ProcessColumns.all + FileColumns.all).filter { column in
      switch form {
      case .columns: column.mayBeShown(self) || column.isWithinName(self)
      case .fields: column.field.map { fields.contains($0.field) } ?? false
      case .json, .jsonLines: column.memberField.map(fields.contains) ?? false
      case .processIDs, .rows, .counts: false
      }
    }
  }

  /// The fields of the columns that a word asks for (`--unit`): fields and JSON have them too.
  public var fieldsOfColumns: [Field] {
    (ProcessColumns.all + FileColumns.all).filter { $0.mayBeShown(self) || $0.isWithinName(self) }
      .compactMap(\.field)
      .filter { !$0.isUsual }.map(\.field)
  }
}

extension RowFilter {
  /// What must be known of each process and file to put them to it.
  public var requiredFields: RequiredFields {
    tests.reduce(into: []) { $0.formUnion(ColumnTable.all[$1.column].requiredFields) }
  }
}
