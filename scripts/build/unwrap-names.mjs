import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'acorn';
import { ancestor } from 'acorn-walk';

/**
 * The option `keepNames` of esbuild wraps every function in a call, `__name(function, 'name')`. Such a
 * call runs each time a closure is created, so several times for each request. Identifiers are not
 * minified, so nearly every function has its name already. This removes these calls.
 *
 * @param {string} path a file of the bundle, which is replaced
 * @returns {boolean} whether a call was removed
 */
export function unwrapNames(path) {
  const code = readFileSync(path, 'utf8');
  const unwrapped = withoutNames(code);
  if (unwrapped === code) return false;
  writeFileSync(path, unwrapped);
  return true;
}

/**
 * @param {string} code an ES module
 * @returns {string} the same code without calls that set a name that the function has already
 */
export function withoutNames(code) {
  /** @type {[number, number][]} */
  const removed = [];
  ancestor(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), {
    CallExpression(call, _state, ancestors) {
      const { callee, arguments: given } = call;
      if (callee.type !== 'Identifier' || callee.name !== '__name') return;
      const [target, name] = given;
      if (target === undefined || name?.type !== 'Literal') return;
      if (nameOf(target, ancestors.at(-2)) !== name.value) return;
      // The parentheses stay: a function expression cannot start a statement.
      removed.push([callee.start, callee.end], [code.lastIndexOf(',', name.start), call.end - 1]);
    },
  });
  removed.sort(([a], [b]) => a - b);
  const starts = [0, ...removed.map(([, end]) => end)];
  return starts.map((start, index) => code.slice(start, removed[index]?.[0])).join('');
}

/**
 * Returns the name that a function has without a call, or undefined for another expression.
 *
 * @param {import('acorn').AnyNode} target
 * @param {import('acorn').AnyNode | undefined} parent of the call
 * @returns {unknown}
 */
function nameOf(target, parent) {
  if (target.type === 'Identifier') return target.name;
  if (target.type === 'FunctionExpression' && target.id) return target.id.name;
  const isFunction = ['FunctionExpression', 'ArrowFunctionExpression'].includes(target.type);
  return isFunction && parent ? inferredName(parent) : undefined;
}

/**
 * Returns the name that an anonymous function gets from the node in which it is the value.
 *
 * @param {import('acorn').AnyNode} node
 * @returns {unknown}
 */
function inferredName(node) {
  switch (node.type) {
    case 'VariableDeclarator':
      return node.id.type === 'Identifier' ? node.id.name : undefined;
    case 'AssignmentExpression':
    case 'AssignmentPattern':
      return node.left.type === 'Identifier' ? node.left.name : undefined;
    case 'Property':
    case 'PropertyDefinition':
      return node.computed || node.key.type !== 'Identifier' ? undefined : node.key.name;
    default:
      return undefined;
  }
}
