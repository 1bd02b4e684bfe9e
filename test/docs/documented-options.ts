import ts from 'typescript';

/** @returns the names of the members of an exported interface */
export function membersOf(path: string, interfaceName: string): string[] {
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.Latest);
  const found = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === interfaceName,
  ) as ts.InterfaceDeclaration | undefined;
  if (found === undefined) throw new Error(`${path} has no ${interfaceName}`);
  return found.members.map((member) => (member.name as ts.Identifier).text);
}

/** @returns the first cell of each row of the table with this head, without backticks */
export function rowsUnder(document: string, head: string): string[] {
  const lines = document.split('\n');
  const first = lines.findIndex((line) => new RegExp(`^\\| ${head} +\\| default`).test(line));
  if (first < 0) throw new Error(`The document has no table of ${head}s.`);
  const rows = lines.slice(first + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((row) => /^\| `(\w+)`/.exec(row)?.[1] ?? row);
}
