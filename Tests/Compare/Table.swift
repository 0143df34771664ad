/// All rows of the comparison.
let table = [
  selectionRows, nameRows, internetRows, outputRows, repeatRows, userRows, fixedRows,
].flatMap(Row.table)
