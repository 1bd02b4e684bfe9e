import { describe, expect, it } from '@jest/globals';
import { withoutNames } from '../../scripts/build/unwrap-names.mjs';

describe('withoutNames', () => {
  it.each([
    ['let a=__name(()=>1,"a");', 'let a=(()=>1);'],
    ['let a=__name((b=>b),"a");', 'let a=((b=>b));'],
    ['a=__name(function(){},"a");', 'a=(function(){});'],
    ['let o={a:__name(async()=>1,"a")};', 'let o={a:(async()=>1)};'],
    ['function f(a=__name(()=>1,"a")){}', 'function f(a=(()=>1)){}'],
    ['class C{a=__name(()=>1,"a")}', 'class C{a=(()=>1)}'],
    ['f(__name(function a(){},"a"));', 'f((function a(){}));'],
    ['function a(){}__name(a,"a");', 'function a(){}(a);'],
    ['let a=__name(()=>{let b=__name(()=>1,"b")},"a");', 'let a=(()=>{let b=(()=>1)});'],
  ])('removes a call that sets the name which the function has already: %s', (code, expected) => {
    expect(withoutNames(code)).toBe(expected);
  });

  it.each([
    'let a2=__name(()=>1,"a");',
    'f(__name(()=>1,"a"));',
    'o.a=__name(()=>1,"a");',
    'let o={["a"]:__name(()=>1,"a")};',
    'function a2(){}__name(a2,"a");',
    'class C{static{__name(this,"C")}}',
    'let a=other(()=>1,"a");',
  ])('keeps %s', (code) => {
    expect(withoutNames(code)).toBe(code);
  });
});
